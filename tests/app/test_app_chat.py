"""The chat page, driven through the whole app."""

import pytest
from streamlit.testing.v1 import AppTest

from components.ui.shared.state import services
from tests.app.driving import Open, button, drawn, rerun_seconds, texts

pytestmark = pytest.mark.app

LAMP = "How far can the new lamp be seen?"


def test_empty_library_offers_upload_and_samples(open_app: Open) -> None:
    app = open_app()
    assert [each.label for each in app.button] == ["Upload documents", "Try the samples"]
    assert app.chat_input[0].placeholder == "Drop a file here to ask about it"


def test_question_without_documents_stays_in_the_box(open_app: Open) -> None:
    app = open_app()
    app.chat_input[0].set_value(LAMP).run()
    assert any(each.startswith("There are no documents yet.") for each in texts(app))
    assert app.chat_input[0].proto.value == LAMP
    assert not services().conversations.rows(limit=1)


def test_upload_leads_to_the_library(open_app: Open) -> None:
    app = open_app()
    button(app, "Upload documents").click().run()
    assert app.title[0].value == "Library"


def test_suggested_question_of_the_samples_is_answered(with_samples: AppTest) -> None:
    pills = with_samples.get("button_group")[0]
    assert len(pills.options) == 4
    pills.set_value(LAMP).run()
    (turn,) = drawn(with_samples, "footnote_answer")
    assert turn["question"] == LAMP
    assert turn["footnotes"]["1"]["place"] == "annual-report-2024.pdf, page 2"
    assert "18 nautical miles" in turn["footnotes"]["1"]["quote"]


def test_sources_list_cited_passages_first(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    (sources,) = drawn(with_samples, "footnote_sources")
    first = sources["unfolded"][0]
    assert (first["document"], first["page"]) == ("annual-report-2024.pdf", 2)
    cited = "".join(piece["text"] for piece in first["pieces"] if piece["markers"] == [1])
    assert "18 nautical miles" in cited
    assert len(sources["unfolded"]) + len(sources["folded"]) > 1


def test_reload_shows_the_same_conversation(with_samples: AppTest, open_app: Open) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    with_samples.chat_input[0].set_value("Who is the head keeper?").run()
    conversation_id = with_samples.query_params["c"]
    again = open_app(c=conversation_id)
    for component in ("footnote_answer", "footnote_sources"):
        assert drawn(again, component) == drawn(with_samples, component)
    assert len(drawn(again, "footnote_answer")) == 2


def test_visit_to_the_library_keeps_the_conversation(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    with_samples.switch_page("pages/library.py").run()
    with_samples.switch_page("pages/chat.py").run()
    assert [turn["question"] for turn in drawn(with_samples, "footnote_answer")] == [LAMP]


def test_new_conversation_shows_the_first_screen(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    button(with_samples, "New conversation").click().run()
    assert "c" not in with_samples.query_params
    assert with_samples.title[0].value == "Ask your documents"


def test_refusal_shows_the_closest_passages(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value("What is the boiling point of tungsten?").run()
    (turn,) = drawn(with_samples, "footnote_answer")
    (sources,) = drawn(with_samples, "footnote_sources")
    assert not turn["supported"]
    assert not turn["footnotes"]
    assert sources["title"] == "Closest passages"


def test_unknown_address_shows_the_first_screen(open_app: Open) -> None:
    app = open_app(c="nothing-of-this-name")
    assert app.title[0].value == "Ask your documents"
    assert not texts(app)


def test_long_conversation_reruns_quickly(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    conversation_id = with_samples.query_params["c"]
    store = services().conversations
    first = store.get(conversation_id)
    assert first is not None
    of_one = rerun_seconds(with_samples)
    for _ in range(99):
        store.append(conversation_id, first.turns[0])
    of_hundred = rerun_seconds(with_samples)
    assert len(drawn(with_samples, "footnote_answer")) == 100
    assert of_hundred < 15 * of_one
