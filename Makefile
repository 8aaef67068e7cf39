# run: serve the app · test: every test · check: lint, types, layers, language · bench: every number
# screenshots: the README's pictures · samples: the demo documents
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A file's tests stay on one worker, so that they share its server.
PARALLEL := -n 2 --dist loadscope --no-loadscope-reorder

.PHONY: run test check bench samples screenshots clean

run: $(VENV)/run.stamp
	$(BIN)/streamlit run app.py --server.address localhost

test: $(VENV)/test.stamp
	$(BIN)/python -m pytest $(PARALLEL) --durations=10 $(PYTEST_OPTIONS)

check: $(VENV)/test.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py tests/test_language.py

bench: $(VENV)/test.stamp
	$(BIN)/python -m benchmarks

samples: $(VENV)/test.stamp
	$(BIN)/python samples/make_samples.py

screenshots: $(VENV)/test.stamp
	$(BIN)/python tests/browser/make_screenshots.py

clean:
	rm -rf $(VENV)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Footnote needs Python 3.11 or newer; $(PYTHON) is older. Try: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements.txt tests/requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check -r tests/requirements.txt
	@touch $@ $(VENV)/run.stamp
