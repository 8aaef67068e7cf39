"""Answers by a chat model: a real server on loopback, which also fails."""

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.types import Conversation
from components.ui.shared.state import services
from tests.app.driving import Open, answer_text, button, drawn, texts, wait_until
from tests.library import add
from tests.model_server import Reply, Server, serving

pytestmark = pytest.mark.app

TOWER = "The tower has 142 steps. Children under five may not climb it. The lamp was lit in 1864."
QUESTION = "How many steps does the tower have?"
KEY = "sk-canary-8812-in-memory-only"


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.will(Reply())
        yield running


@pytest.fixture
def app(open_app: Open, server: Server, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Open the app over one document, with a model on a server."""
    monkeypatch.setenv("FOOTNOTE_MODEL", "server:small-model")
    monkeypatch.setenv("FOOTNOTE_MODEL_ADDRESS", server.address)
    monkeypatch.setenv("FOOTNOTE_SERVER_KEY", KEY)
    open_app()
    add(services(), ("guide.txt", TOWER))
    return open_app()


def words(text: str) -> tuple[str, ...]:
    return tuple(f"{each} " for each in text.split(" "))


def _stored(app: AppTest) -> Conversation:
    found = services().conversations.get(app.query_params["c"])
    assert found is not None
    return found


def _answered(app: AppTest) -> dict[str, Any]:
    """Wait for the answer, and return the last turn."""
    asked_in = app.query_params["c"]
    wait_until(lambda: services().answer_runs.of(asked_in) is None)
    return drawn(app.run(), "footnote_answer")[-1]


def _ask(app: AppTest, question: str = QUESTION) -> dict[str, Any]:
    app.chat_input[0].set_value(question).run()
    return _answered(app)


def test_chosen_model_answers_with_its_usage(app: AppTest, server: Server) -> None:
    server.will(Reply(words=words("The tower has 142 steps [1]. It opened in 1901 [1][9].")))
    (link,) = (each for each in app.get("page_link") if "Answering" in each.proto.label)
    assert "small" in link.proto.label
    turn = _ask(app)
    assert (turn["pieces"][0]["text"], turn["pieces"][0]["markers"]) == (
        "The tower has 142 steps.",
        [1],
    )
    assert turn["pieces"][2]["mark"] in ("partly", "unsupported")
    assert turn["pieces"][2]["note"]
    assert turn["byline"].startswith("small-model · ")
    assert "210 tokens in, 9 out" in turn["byline"]
    assert "1 footnote without a passage was removed" in turn["support"]
    assert server.headers[-1]["authorization"] == f"Bearer {KEY}"
    assert KEY not in repr(_stored(app))


def test_prompt_is_shown_with_the_instructions_of_the_collection(
    app: AppTest, server: Server
) -> None:
    services().catalogue.collections.set_instructions("documents", "Answer like a <b>pirate</b>.")
    turn = _ask(app)
    assert turn["has_prompt"]
    system = server.asked[-1]["messages"][0]["content"]
    assert "Answer like a <b>pirate</b>." in system
    app.session_state["show_prompt_of"] = _stored(app).turns[0].answer
    app.run()
    (prompt,) = app.code
    assert "Answer like a <b>pirate</b>." in prompt.value
    assert QUESTION in prompt.value
    assert not app.run().code


def test_answer_with_quotes_calls_no_model(app: AppTest, server: Server) -> None:
    server.will(Reply(status=404))
    turn = _ask(app)
    assert turn["pieces"] == []
    assert "404" in turn["note"]
    asked = len(server.asked)
    button(app, "Answer with quotes").click().run()
    turn = _answered(app)
    assert answer_text(turn) == "The tower has 142 steps."
    assert turn["note"] == ""
    assert not turn["has_prompt"]
    assert len(server.asked) == asked
    assert len(_stored(app).turns) == 1


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(status=401), "refused the key (401)"),
        (Reply(status=400, body='{"error":{"message":"maximum context length"}}'), "longer than"),
        (Reply(words=()), "empty answer"),
    ],
    ids=["key", "context", "empty"],
)
def test_failed_answer_explains_and_can_be_retried(
    app: AppTest, server: Server, reply: Reply, said: str
) -> None:
    server.will(reply)
    turn = _ask(app)
    assert turn["pieces"] == []
    assert said in turn["note"]
    assert not any(each.label == "Regenerate" for each in app.button)
    assert any(each.proto.label == "Settings" for each in app.get("page_link"))
    server.will(Reply())
    button(app, "Try again").click().run()
    turn = _answered(app)
    assert turn["pieces"][0]["text"] == "The tower has 142 steps."
    assert not any(each.label == "Try again" for each in app.button)


def test_interrupted_answer_keeps_its_text_and_the_reason(app: AppTest, server: Server) -> None:
    server.will(Reply(words=words("The tower has 142 steps [1]. The lamp"), end="cut"))
    turn = _ask(app)
    assert turn["pieces"][0]["text"] == "The tower has 142 steps."
    assert "incomplete" in turn["note"]
    server.will(Reply(status=401))
    button(app, "Try again").click().run()
    assert any("refused the key" in each for each in texts(app))
    assert _answered(app)["pieces"][0]["text"] == "The tower has 142 steps."


def test_comparison_shows_two_answers_until_one_is_kept(app: AppTest, server: Server) -> None:
    _ask(app)
    asked = len(server.asked)
    made = services().side_by_side_runs.start(app.query_params["c"], (None, services().answerer))
    wait_until(lambda: made.ended)
    app.run()
    left, right = drawn(app, "footnote_answer")
    assert (left["title"], right["title"]) == ("small-model", "Quotes from your documents")
    assert answer_text(left) == answer_text(right) == "The tower has 142 steps."
    assert len(server.asked) == asked  # the answer that was there stands
    assert app.chat_input[0].disabled
    app.button(key="keep-1").click().run()
    (turn,) = _stored(app).turns
    assert turn.answer.model == "extractive"
    assert len(drawn(app, "footnote_answer")) == 1
    assert not app.chat_input[0].disabled


def test_click_on_edit_survives_a_regenerated_answer(app: AppTest, server: Server) -> None:
    _ask(app)
    server.will(Reply(words=("It has 142 steps [1].",), wait=2))
    # The second click is made on the old answer, before the page shows that a new one comes.
    button(app, "Regenerate").click()
    button(app, "Edit and resend").click().run()
    assert services().answer_runs.of(app.query_params["c"]) is not None
    assert not app.text_area
    _answered(app)
    (field,) = app.text_area
    assert (field.label, field.value) == ("Question", QUESTION)
