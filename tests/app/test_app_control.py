"""Scope of questions, dropped files and suggestions, driven through the whole app."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.types import Collection, Conversation, Scope, Sentence
from components.ui.shared.state import services
from tests.app.driving import (
    Open,
    answer_text,
    button,
    drawn,
    rerun_seconds,
    texts,
    wait_for_jobs,
    wait_until,
)
from tests.library import add

pytestmark = pytest.mark.app

LAMP = "The new lamp can be seen for 18 nautical miles. "
PIER = "Idris Calloway paints the pier every spring. The pier is a wooden landing from 1891."


@pytest.fixture
def app(open_app: Open) -> AppTest:
    """Open the app over a library of two documents."""
    open_app()
    add(services(), ("lamp.txt", LAMP), ("pier.txt", PIER))
    return open_app()


def _pills(app: AppTest, key: str) -> Any:
    (found,) = (each for each in app.get("button_group") if each.key == key)
    return found


def _ask(app: AppTest, question: str) -> dict[str, Any]:
    """Ask, and return the answered turn."""
    app.chat_input[0].set_value(question).run()
    return _answered(app)


def _answered(app: AppTest) -> dict[str, Any]:
    stored = _stored(app)
    wait_until(lambda: services().answer_runs.of(stored.id) is None)
    return drawn(app.run(), "footnote_answer")[-1]


def _stored(app: AppTest) -> Conversation:
    found = services().conversations.get(app.query_params["c"])
    assert found is not None
    return found


def test_selected_document_limits_questions_until_all_are_selected(app: AppTest) -> None:
    ids = {name: id_ for id_, name in services().catalogue.documents.searchable_names("documents")}
    _pills(app, "scope_documents").set_value(["", ids["lamp.txt"]]).run()
    assert _pills(app, "scope_documents").value == [ids["lamp.txt"]]
    turn = _ask(app, "Who paints the pier?")
    assert turn["scope"] == "Searched only in: lamp.txt"
    assert not turn["supported"]
    assert _pills(app, "scope_documents").value == [ids["lamp.txt"]]
    _pills(app, "scope_documents").set_value([ids["lamp.txt"], ""]).run()
    assert _pills(app, "scope_documents").value == [""]
    # Regenerating keeps the scope of the question.
    button(app, "Regenerate").click().run()
    assert _answered(app)["scope"] == "Searched only in: lamp.txt"
    assert "Idris" in answer_text(_ask(app, "Who paints the pier?"))


def test_scope_follows_replaced_documents_and_drops_deleted_ones(
    app: AppTest,
) -> None:
    ids = {name: id_ for id_, name in services().catalogue.documents.searchable_names("documents")}
    _pills(app, "scope_documents").set_value(list(ids.values())).run()
    add(services(), ("lamp.txt", LAMP + "It was lit in May."), ("third.txt", "A third text here."))
    services().catalogue.documents.delete("pier.txt", collection="documents")
    app.run()
    now = {name: id_ for id_, name in services().catalogue.documents.searchable_names("documents")}
    assert now["lamp.txt"] != ids["lamp.txt"]
    assert _pills(app, "scope_documents").value == [now["lamp.txt"]]


def test_many_documents_are_selected_in_a_list(app: AppTest) -> None:
    add(services(), *((f"{'very-' * 40}{n}.txt", f"Text number {n} is here.") for n in range(9)))
    app.run()
    assert not any(each.key == "scope_documents" for each in app.get("button_group"))
    (choice,) = app.multiselect
    assert len(choice.options) == len(set(choice.options)) == 11
    choice.set_value([services().catalogue.documents.searchable_names("documents")[0][0]]).run()
    assert app.multiselect[0].value == [
        services().catalogue.documents.searchable_names("documents")[0][0]
    ]


def test_opened_conversation_selects_its_collection(app: AppTest, open_app: Open) -> None:
    assert not any(each.key == "scope_collection" for each in app.get("button_group"))
    default = services().catalogue.collections.get("documents")
    assert default is not None
    services().catalogue.collections.put(
        Collection(
            name="harbour",
            embedder=default.embedder,
            dimension=default.dimension,
            splitter=default.splitter,
        )
    )
    add(services(), ("boats.txt", "Nine boats lie in the harbour."), collection="harbour")
    app.run()
    _pills(app, "scope_collection").set_value("harbour").run()
    turn = _ask(app, "How many boats lie in the harbour?")
    assert "Nine" in answer_text(turn)
    again = open_app(c=app.query_params["c"])
    assert _pills(again, "scope_collection").value == "harbour"
    button(again, "New conversation").click().run()
    assert _pills(again, "scope_collection").value == "harbour"
    _pills(again, "scope_collection").set_value("documents").run()
    assert not _ask(again, "How many boats lie in the harbour?")["supported"]


def test_file_dropped_with_a_question_becomes_the_scope(app: AppTest) -> None:
    services().catalogue.documents.delete("pier.txt", collection="documents")
    app.chat_input[0].upload("pier.txt", PIER.encode()).set_value("Who paints the pier?").run()
    turn = _answered(app)
    assert "Idris Calloway" in answer_text(turn)
    assert turn["scope"] == "Searched only in: pier.txt"
    (stored,) = _stored(app).turns
    assert stored.answer.within == Scope(
        collection="documents",
        document_ids=(services().catalogue.documents.searchable_names("documents")[0][0],),
        document_names=("pier.txt",),
    )
    assert _pills(app, "scope_documents").value == list(stored.answer.within.document_ids)


def test_file_dropped_alone_suggests_questions_when_ready(open_app: Open) -> None:
    app = open_app()
    app.chat_input[0].upload("pier.txt", PIER.encode()).run()
    wait_for_jobs()
    app.run()
    assert "pier.txt is ready. What would you like to know?" in texts(app)
    _pills(app, "suggestions").set_value("What is the pier?").run()
    assert "wooden landing" in answer_text(_answered(app))
    assert "pier.txt is ready. What would you like to know?" not in texts(app)


def test_unreadable_dropped_file_shows_the_reason(open_app: Open) -> None:
    app = open_app()
    app.chat_input[0].upload("torn.pdf", b"%PDF-1.4").run()
    wait_for_jobs()
    assert any("torn.pdf" in each for each in texts(app.run()))
    app.chat_input[0].upload("torn.pdf", b"%PDF-1.4").set_value("What is it?").run()
    turn = _answered(app)
    assert "torn.pdf" in turn["note"]
    assert not turn["pieces"]


def test_refusal_suggests_answerable_questions(app: AppTest) -> None:
    turn = _ask(app, "What is the boiling point of tungsten?")
    assert not turn["supported"]
    pills = [each for each in app.get("button_group") if each.key.startswith("instead-")]
    (instead,) = pills
    instead.set_value("What is the pier?").run()
    assert _answered(app)["supported"]
    assert not any(each.key.startswith("instead-") for each in app.get("button_group"))


def test_hundred_long_turns_rerun_quickly(app: AppTest) -> None:
    _ask(app, "Who paints the pier?")
    (turn,) = _stored(app).turns
    words = "The keeper wrote a line. " * 400
    spans = tuple(Sentence(start=25 * n, end=25 * n + 24, markers=(1,)) for n in range(400))
    long = replace(
        turn,
        question="Why? " * 800,
        answer=replace(turn.answer, text=words, sentences=spans),
    )
    of_one = rerun_seconds(app)
    services().conversations.append(app.query_params["c"], long)
    for _ in range(98):
        services().conversations.append(app.query_params["c"], turn)
    of_hundred = rerun_seconds(app)
    assert len(drawn(app, "footnote_answer")) == 100
    assert of_hundred < 15 * of_one
