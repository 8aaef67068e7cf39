"""Conversations in the sidebar, and actions on the last answer.

Dialogs are tested in tests/browser, because AppTest always runs the whole script.
"""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.ui.shared.state import services
from components.ui.shared.text import label
from tests.app.driving import Open, button, drawn

pytestmark = pytest.mark.app

LAMP = "How far can the new lamp be seen?"
KEEPER = "Who is the head keeper?"


@pytest.fixture
def app(with_samples: AppTest) -> AppTest:
    """Start a conversation about the lamp."""
    return with_samples.chat_input[0].set_value(LAMP).run()


def _listed(app: AppTest) -> list[str]:
    titles = {label(each): each for each in (LAMP, KEEPER)}
    return [titles[each.label] for each in app.sidebar.button if each.label in titles]


def _questions(app: AppTest) -> list[str]:
    return [turn["question"] for turn in drawn(app, "footnote_answer")]


def _two(app: AppTest) -> AppTest:
    button(app, "New conversation").click().run()
    return app.chat_input[0].set_value(KEEPER).run()


def test_conversations_are_listed_newest_first_and_opened(app: AppTest) -> None:
    _two(app)
    assert _listed(app) == [KEEPER, LAMP]
    button(app, label(LAMP)).click().run()
    assert _questions(app) == [LAMP]
    assert drawn(app, "footnote_sources")[0]["unfolded"]
    button(app, label(KEEPER)).click().run()
    assert _questions(app) == [KEEPER]


def test_search_finds_words_of_an_answer(app: AppTest) -> None:
    _two(app)
    app.sidebar.text_input[0].set_value("nautical").run()
    assert _listed(app) == [LAMP]
    app.sidebar.text_input[0].set_value("nowhere-said").run()
    assert _listed(app) == []
    assert "No conversation contains these words." in [each.value for each in app.sidebar.caption]


def test_untrusted_title_is_plain_text(app: AppTest) -> None:
    conversation_id = app.query_params["c"]
    services().conversations.rename(conversation_id, "![p](http://evil.example/p.png)")
    labels = [each.label for each in app.run().sidebar.button]
    assert any(each.startswith(r"\!\[p\]\(http") for each in labels)


def test_long_list_is_paged(app: AppTest) -> None:
    for number in range(45):
        services().conversations.start(f"Question {number}?", collection="documents")
    assert len(app.run().menu_button) == 20
    button(app, "Show more").click().run()
    button(app, "Show more").click().run()
    assert len(app.menu_button) == 46
    assert "Show more" not in [each.label for each in app.button]


def test_regenerating_replaces_the_last_turn(app: AppTest) -> None:
    app.chat_input[0].set_value(KEEPER).run()
    button(app, "Regenerate").click().run()
    assert _questions(app) == [LAMP, KEEPER]
    assert [row.title for row in services().conversations.rows(limit=9)] == [LAMP]


def test_feedback_survives_a_reload(app: AppTest, open_app: Open) -> None:
    app.feedback[0].set_value(0).run()
    app.text_input(key=f"{app.feedback[0].key}-reason").set_value("The wrong lamp").run()
    again = open_app(c=app.query_params["c"])
    assert again.feedback[0].value == 0
    assert again.text_input(key=f"{again.feedback[0].key}-reason").value == "The wrong lamp"
    again.feedback[0].set_value(None).run()
    (turn,) = _stored(again).turns
    assert turn.feedback is None


def test_regenerated_answer_has_no_feedback(app: AppTest) -> None:
    app.feedback[0].set_value(1).run()
    button(app, "Regenerate").click().run()
    assert app.feedback[0].value is None
    (turn,) = _stored(app).turns
    assert turn.feedback is None


def test_conversation_exports_to_three_formats(app: AppTest) -> None:
    assert [each.label for each in app.download_button] == ["Web page", "Markdown", "JSON"]


def test_answer_carries_its_markdown(app: AppTest) -> None:
    (turn,) = drawn(app, "footnote_answer")
    assert "18 nautical miles" in turn["markdown"]
    assert "- [1] annual-report-2024.pdf, page 2: “" in turn["markdown"]


def _stored(app: AppTest) -> Any:
    found = services().conversations.get(app.query_params["c"])
    assert found is not None
    return found
