"""Better models in the settings, from a folder: a real reranker of random weights."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.rerankers import Reader
from components.services.model_manager import ModelStatus
from components.ui.shared.state import services
from tests.app.driving import Open, button, texts, wait_until
from tests.tiny_retrievers import tiny_cross_encoder

pytestmark = [pytest.mark.app, pytest.mark.slow]

PAGE = "pages/settings.py"
MODEL = "cross-encoder/ms-marco-MiniLM-L6-v2"


def _status() -> ModelStatus:
    (found,) = (each for each in services().model_manager.statuses() if each.offer.model == MODEL)
    return found


def _words(app: AppTest) -> str:
    said = (each.value for kind in (app.text, app.caption, app.markdown) for each in kind)
    return " ".join(said).replace("\\", "").replace("\u2060", "")


def _take(app: AppTest, folder: Path) -> AppTest:
    """Use a folder for the model, and wait for what becomes of it."""
    app.text_input(key=f"folder-of-{MODEL}").set_value(str(folder))
    submit = next(
        each
        for each in app.button
        if each.label == "Copy and compare" and MODEL in (each.proto.form_id or "")
    )
    submit.click().run()
    wait_until(lambda: not services().model_manager.task.state().running, seconds=240)
    app.run()
    assert not app.exception
    return app


def test_model_on_offer_shows_size_and_licence(open_app: Open) -> None:
    app = open_app(PAGE)
    assert not app.exception
    words = _words(app)
    for name in ("bge-small-en-v1.5", "multilingual-e5-small", "ms-marco-MiniLM-L6-v2"):
        assert name in words
    assert "135 MB · MIT licence · English" in words
    assert "92 MB · Apache-2.0 licence" in words
    assert not button(app, "Download 135 MB").disabled


def test_reranker_from_a_folder_is_compared_used_and_deleted(
    with_samples: AppTest, tmp_path: Path
) -> None:
    folder = tiny_cross_encoder(tmp_path / "weights")
    app = with_samples.switch_page(PAGE).run()
    app = _take(app, tmp_path / "nothing")
    assert "is no folder that this machine can read" in _words(app)
    app = _take(app, folder)
    assert "Right passage first:" in " ".join(texts(app))
    assert "written from your documents, over all" in _words(app)
    assert isinstance(services().reranker(), Reader), "it is not used before a person chooses it"
    app.button(key=f"use-{MODEL}").click().run()
    assert not app.exception
    reranker = services().reranker()
    assert reranker is not None
    assert reranker.card.name == MODEL
    assert _status().in_use
    button(app, "Stop using").click().run()
    assert isinstance(services().reranker(), Reader)
    assert _status().record is not None
    app.button(key=f"delete-{MODEL}").click().run()
    assert "was deleted;" in app.toast[0].value
    assert _status().disk_bytes == 0
    assert (folder / "model.safetensors").exists(), "the folder that was given stays"


def test_comparison_with_too_few_questions_says_so(open_app: Open, tmp_path: Path) -> None:
    app = _take(open_app(PAGE), tiny_cross_encoder(tmp_path / "weights"))
    assert "Footnote found 0 questions." in _words(app)
    assert "A comparison needs 10 questions" in _words(app)
    assert app.button(key=f"use-{MODEL}").label == "Use this model"
    assert button(app, "Compare")
