"""A page of a PDF as an image, with what is quoted of it boxed."""

import base64
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.errors import FootnoteError, NotFoundError
from components.page_images import PageImage
from components.ui.shared.state import services
from components.ui.shared.text import place

PDF = "application/pdf"
_MOST_KEPT = 50  # pictures, of about 0.3 MB each, for all sessions together
_ASKED = "page_images_asked"
_DRAWING = "Drawing the page…"
_GONE = "This document has been changed or deleted since, so its page cannot be drawn."
_NOT_PLACED = "The page does not say where these words stand on it, so nothing is boxed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """Characters of a PDF's text to be seen as they stand on their page, or pages.

    With `page`, that page alone is drawn, whatever of the quote stands on it.
    """

    document_id: str
    document_name: str
    start: int
    end: int
    page: int | None = None


def picture(quoted: Quoted) -> dict[str, Any]:
    """What page_image.js shows of it: a word of patience until `draw_now` was called."""
    if quoted not in st.session_state.get(_ASKED, ()):
        return {"pages": [], "note": _DRAWING, "waiting": True}
    return _draw(quoted)


def draw_now(quoted: Quoted) -> bool:
    """Draw the page if this session has not asked for it before; whether it had not."""
    asked: set[Quoted] = st.session_state.setdefault(_ASKED, set())
    if quoted in asked:
        return False
    _draw(quoted)
    asked.add(quoted)
    return True


def _draw(quoted: Quoted) -> dict[str, Any]:
    return _drawn(quoted, services().catalogue.generation)


@st.cache_data(max_entries=_MOST_KEPT, ttl="1h", show_spinner=False)
def _drawn(
    quoted: Quoted,
    generation: int,  # noqa: ARG001  (a part of the key: a deleted document has no page any more)
) -> dict[str, Any]:
    """A failure is kept like a picture, so no rerun waits for it."""
    catalogue, images = services().catalogue, services().page_images
    page, quote = quoted.page, (quoted.start, quoted.end)
    try:
        document = catalogue.documents.get(quoted.document_id)
        data = catalogue.documents.original(document.sha256)
        drawn = (
            images.draw(document, data, quote)
            if page is None
            else (images.draw_page(document, data, page, quote=quote),)
        )
    except NotFoundError:
        return {"pages": [], "note": _GONE}
    except FootnoteError as error:
        return {"pages": [], "note": str(error)}
    expected = page is None or quote[0] < quote[1]
    missed = expected and not any(each.boxes for each in drawn)
    return {
        "pages": [_page(each, quoted.document_name) for each in drawn],
        "note": _NOT_PLACED if missed else "",
    }


def _page(image: PageImage, document_name: str) -> dict[str, Any]:
    where = place(document_name, image.page)
    return {
        "source": f"data:image/jpeg;base64,{base64.b64encode(image.jpeg).decode('ascii')}",
        "description": f"{where}, as an image" + (", the quote boxed" if image.boxes else ""),
        "title": f"Page {image.page}",
        "width": image.width,
        "height": image.height,
        "boxes": [asdict(box) for box in image.boxes],
    }
