"""Search for a key everywhere except in the requests that need it."""

import logging
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.chat_models import PROVIDERS
from components.export import to_html, to_json, to_markdown
from components.types import Upload
from components.ui.shared.state import services
from tests.app.driving import Open, button, wait_for_jobs, wait_until
from tests.bytes_search import files_with
from tests.model_server import Reply, Server, serving

pytestmark = [pytest.mark.app, pytest.mark.slow]

KEY = "sk-canary-0815-never-shown"
PAGE = "pages/settings.py"
_ECHO = '{"error": {"message": "wrong key ' + KEY + '"}}'
_AT_ONCE = {"retry-after": "0"}
FAULTS = {
    "well": Reply(),
    "401": Reply(status=401, body=_ECHO),
    "404": Reply(status=404, body=_ECHO),
    "418": Reply(status=418, body=_ECHO),
    "429": Reply(status=429, body=_ECHO, headers=_AT_ONCE),
    "500": Reply(status=500, body=_ECHO, headers=_AT_ONCE),
    "no JSON": Reply(status=500, body=KEY, headers=_AT_ONCE),
    "cut": Reply(end="cut"),
    "drop": Reply(end="drop"),
    "garbage": Reply(end="garbage"),
    "empty": Reply(words=()),
}


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in PROVIDERS:
        if each.key:
            monkeypatch.delenv(each.key, raising=False)
    monkeypatch.delenv("FOOTNOTE_MODEL", raising=False)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Capture every logger at its lowest level."""
    for name in ("", "openai", "anthropic", "httpx", "httpcore", "langchain", "streamlit"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


@pytest.fixture(params=["server", "openai", "anthropic"])
def whose(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def server(whose: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Run a server that stands in for the provider."""
    with serving("anthropic" if whose == "anthropic" else "openai") as running:
        if whose != "server":
            monkeypatch.setenv(f"{whose.upper()}_BASE_URL", running.address)
        else:
            monkeypatch.setenv("FOOTNOTE_MODEL_ADDRESS", running.address)
        yield running


def _everything(app: AppTest) -> str:
    """Return all that the page was sent, with its address."""
    sent = [
        str(node.proto)
        for block in (app.main, app.sidebar)
        for node in block
        if getattr(node, "proto", None) is not None
    ]
    assert len(sent) > 5
    return " ".join([*sent, str(dict(app.query_params))])


def _choose(app: AppTest, whose: str) -> AppTest:
    app.selectbox(key="model-provider").set_value(whose).run()
    app.text_input(key=f"model-name-{whose}").set_value("m").run()
    app.button(key="save-model").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("given", ["typed", "environment"])
def test_key_after_any_failure_is_found_nowhere(
    open_app: Open,
    server: Server,
    whose: str,
    given: str,
    home: Path,
    logged: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    if given == "environment":
        monkeypatch.setenv(next(each.key for each in PROVIDERS if each.id == whose), KEY)
    app = _choose(open_app(PAGE), whose)
    services().jobs.submit(
        [Upload(name="a.txt", data=b"The tower has 142 steps.")], collection="documents"
    )
    wait_for_jobs()
    if given == "typed":
        app.text_input(key="model-key").set_value(KEY)
        button(app, "Use key").click().run()
    pages = [_everything(app)]
    for name, reply in FAULTS.items():
        server.will(reply)
        button(app, "Test connection").click().run()
        wait_until(lambda: not app.session_state["model_test"].state.running)
        pages.append(_everything(app.run()))
        app.switch_page("pages/chat.py").run()
        app.chat_input[0].set_value(f"How many steps has the tower ({name})?").run()
        wait_until(_is_every_answer_stored)
        pages.append(_everything(app.run()))
        assert not app.exception
        app.switch_page(PAGE).run()
    sent = [each.get("authorization", each.get("x-api-key", "")) for each in server.headers]
    assert len(sent) > 2 * len(FAULTS)
    assert all(KEY in each for each in sent), "the key was really used"
    assert any("142 steps" in page for page in pages)
    assert not [page for page in pages if KEY in page]
    assert not [record for record in logged.records if KEY in f"{record.__dict__}"]
    assert KEY not in logged.text
    (row,) = services().conversations.rows(limit=5)
    kept = services().conversations.get(row.id)
    assert kept is not None
    assert len(kept.turns) == len(FAULTS)
    for turn in kept.turns:
        assert turn.answer.text or turn.answer.note
    for written in (to_html, to_json, to_markdown):
        assert KEY not in written(kept)
    list(services().export(tmp_path / "all.zip"))
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        assert not [name for name in archive.namelist() if KEY.encode() in archive.read(name)]
    services().database.checkpoint()
    assert not files_with(home, KEY)


def _is_every_answer_stored() -> bool:
    rows = services().conversations.rows(limit=100)
    return not any(services().answer_runs.of(row.id) for row in rows)
