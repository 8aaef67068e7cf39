"""Choosing a chat model in the settings, with a real server and a real local model."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.chat_models import PROVIDERS
from components.services import Services
from components.types import ModelChoice
from components.ui.shared.state import services
from tests.app.driving import Open, button, texts, wait_until
from tests.model_server import TEXT, Reply, Server, serving

pytestmark = pytest.mark.app

PAGE = "pages/settings.py"
KEY = "sk-canary-4711-never-shown"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for each in PROVIDERS:
        if each.key:
            monkeypatch.delenv(each.key, raising=False)
    for name in ("FOOTNOTE_MODEL", "FOOTNOTE_MODEL_ADDRESS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.will(Reply())
        yield running


def shown(app: AppTest) -> str:
    """Return the page's words without Markdown escapes."""
    words = " ".join(
        str(each.value) for kind in (app.text, app.caption, app.markdown, app.code) for each in kind
    )
    return words.replace("\\", "").replace("\u2060", "")


def choose_server(app: AppTest, server: Server, name: str = "m") -> AppTest:
    app.selectbox(key="model-provider").set_value("server").run()
    app.text_input(key="model-address-server").set_value(server.address)
    app.text_input(key="model-name-server").set_value(name).run()
    assert not app.exception
    return app


def tried(app: AppTest) -> AppTest:
    """Click "Test connection", and wait for its end."""
    button(app, "Test connection").click().run()
    wait_until(lambda: not app.session_state["model_test"].state.running)
    app.run()
    assert not app.exception
    return app


def type_key(app: AppTest, key: str = KEY) -> AppTest:
    app.text_input(key="model-key").set_value(key)
    button(app, "Use key").click().run()
    assert not app.exception
    return app


def chosen() -> ModelChoice | None:
    return services().preferences().model


def test_quotes_are_the_default(open_app: Open) -> None:
    app = open_app(PAGE)
    assert not app.exception
    assert app.selectbox(key="model-provider").value == ""
    assert "Answering with quotes from your documents (no chat model set)." in texts(app)
    assert app.button(key="save-model").disabled


def test_server_is_listed_tested_and_saved(open_app: Open, server: Server) -> None:
    app = choose_server(open_app(PAGE), server, name="")
    assert app.button(key="save-model").disabled
    assert "Enter the model’s name." in shown(app)
    button(app, "List models").click().run()
    app.selectbox(key="model-of-list").set_value("m").run()
    assert app.text_input(key="model-name-server").value == "m"
    assert chosen() is None, "a choice that is not saved changes nothing"
    app = tried(app)
    assert TEXT in texts(app)
    assert "210 tokens in, 9 out" in shown(app)
    assert chosen() is None
    app.button(key="save-model").click().run()
    assert chosen() == ModelChoice(provider="server", model="m", address=server.address)
    assert "Answering with m (OpenAI-compatible server)." in texts(app)
    assert app.button(key="save-model").disabled
    other = open_app(PAGE)
    assert other.selectbox(key="model-provider").value == "server"
    assert other.text_input(key="model-name-server").value == "m"


def test_connection_test_that_fails_shows_the_reason(open_app: Open, server: Server) -> None:
    app = choose_server(open_app(PAGE), server)
    server.will(Reply(status=404))
    assert "knows no model named m" in shown(tried(app))
    server.will(Reply(words=()))
    assert "empty answer" in shown(tried(app))


def test_connection_test_can_be_stopped(open_app: Open, server: Server) -> None:
    server.will(Reply(wait=20))
    app = choose_server(open_app(PAGE), server)
    began = time.monotonic()
    button(app, "Test connection").click().run()
    assert "Waiting for the first word…" in shown(app)
    button(app, "Stop test").click().run()
    assert "Stopped." in texts(app)
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("http://127.0.0.1:9/v1", "does not speak HTTP"),
        ("ftp://example.org", "The server’s address is"),
        ("http://me:s3cr3t@127.0.0.1/v1", "a name, a password"),
    ],
    ids=["nobody there", "not the web", "with a password"],
)
def test_address_that_leads_nowhere_says_so(open_app: Open, address: str, says: str) -> None:
    app = open_app(PAGE)
    app.selectbox(key="model-provider").set_value("server").run()
    app.text_input(key="model-name-server").set_value("m")
    app.text_input(key="model-address-server").set_value(address).run()
    for each in app.button:
        if each.label == "List models":
            each.click().run()
            break
    assert says in shown(app)
    assert "s3cr3t" not in shown(app)


def test_provider_without_a_key_quotes_and_says_why(open_app: Open) -> None:
    app = open_app(PAGE)
    app.selectbox(key="model-provider").set_value("openai").run()
    app.text_input(key="model-name-openai").set_value("gpt-5-mini").run()
    assert button(app, "Test connection").disabled
    assert "Add a key to test it." in shown(app)
    app.button(key="save-model").click().run()
    assert chosen() == ModelChoice(provider="openai", model="gpt-5-mini")
    assert "quotes from your documents for now. OpenAI needs a key." in shown(app)
    app = type_key(app)
    assert "A key is set for this session." in shown(app)
    assert "Answering with gpt-5-mini (OpenAI)." in texts(app)
    assert KEY not in shown(app)
    assert "quotes from your documents for now." in shown(open_app(PAGE)), (
        "another session has no key"
    )
    button(app, "Forget key").click().run()
    assert "quotes from your documents for now." in shown(app)


def test_typed_key_goes_only_to_its_address(open_app: Open, server: Server) -> None:
    app = type_key(choose_server(open_app(PAGE), server))
    tried(app)
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"
    with serving() as other:
        other.will(Reply())
        tried(choose_server(app, other))
        assert KEY not in str(other.headers)


def test_environment_key_goes_only_to_the_environment_address(
    open_app: Open, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_SERVER_KEY", KEY)
    monkeypatch.setenv("FOOTNOTE_MODEL", "server:m")
    monkeypatch.setenv("FOOTNOTE_MODEL_ADDRESS", server.address)
    app = open_app(PAGE)
    assert "Answering with m (OpenAI-compatible server)." in texts(app), (
        "the environment's choice is the default"
    )
    assert "A key is set in the environment." in shown(app)
    tried(app)
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"
    with serving() as other:
        other.will(Reply())
        tried(choose_server(app, other))
        assert KEY not in str(other.headers)


def test_quotes_override_the_environment_model(
    open_app: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOOTNOTE_MODEL", "ollama:qwen3:4b")
    app = open_app(PAGE)
    assert chosen() == ModelChoice(provider="ollama", model="qwen3:4b")
    app.selectbox(key="model-provider").set_value("").run()
    app.button(key="save-model").click().run()
    assert chosen() is None
    assert "(no chat model set)." in shown(open_app(PAGE))


def _folder_is_used(built: Services, folder: Path) -> bool:
    return built.local_models[str(folder)].is_loaded


@pytest.mark.slow
def test_local_model_from_a_folder_is_used(open_app: Open, chat_model_folder: Path) -> None:
    app = open_app(PAGE)
    app.selectbox(key="model-provider").set_value("local").run()
    app.text_input(key="model-name-local").set_value(str(chat_model_folder)).run()
    assert "Downloaded. It is loaded" in shown(app)
    app = tried(app)
    assert "to the first word" in shown(app)
    assert "In memory:" in shown(app)
    app.button(key="save-model").click().run()
    assert chosen() == ModelChoice(provider="local", model=str(chat_model_folder))
    assert _folder_is_used(services(), chat_model_folder)
