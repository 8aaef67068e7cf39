"""Page images of selected footnotes."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.pipelines.indexing import delete
from components.types import DEFAULT_COLLECTION
from components.ui.shared.state import Selection, services
from tests.app.driving import drawn

pytestmark = pytest.mark.app

LAMP = "How far can the new lamp be seen?"
LEAVE = "How many days of annual leave do staff have?"


def _choose(app: AppTest, *, turn: int = 0) -> Any:
    """Select the first footnote of a turn, and return its picture."""
    app.session_state["selection"] = Selection(turn=turn, marker=1, count=1)
    app.run()
    (sources,) = drawn(app, "footnote_sources")
    return sources["picture"]


def test_no_page_image_before_a_footnote_is_selected(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    (sources,) = drawn(with_samples, "footnote_sources")
    assert sources["picture"] is None


def test_selected_footnote_of_a_pdf_shows_its_page_with_a_box(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    picture = _choose(with_samples)
    (page,) = picture["pages"]
    assert page["description"] == "annual-report-2024.pdf, page 2, as an image, the quote boxed"
    assert page["source"].startswith("data:image/jpeg;base64,")
    assert page["boxes"]
    assert picture["note"] == ""


def test_footnote_of_another_format_has_no_page_image(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LEAVE).run()
    (turn,) = drawn(with_samples, "footnote_answer")
    assert turn["footnotes"]["1"]["place"] == "staff-policy.docx"
    assert _choose(with_samples) is None


def test_deleted_document_has_no_page_image(with_samples: AppTest) -> None:
    with_samples.chat_input[0].set_value(LAMP).run()
    delete(services(), "annual-report-2024.pdf", collection=DEFAULT_COLLECTION)
    assert _choose(with_samples) is None  # its card says that it was deleted
