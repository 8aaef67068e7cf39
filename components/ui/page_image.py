"""The page that a footnote of a PDF stands on, as an image with the quote boxed."""

import base64
from dataclasses import asdict
from typing import Any

import streamlit as st

from components.errors import FootnoteError, NotFoundError
from components.page_images import PageImage
from components.types import Citation
from components.ui.state import services
from components.ui.text import place

_PDF = "application/pdf"
_MOST_KEPT = 50  # pictures, of about 0.3 MB each, for all sessions together
_ASKED = "page_images_asked"
_DRAWING = "Drawing the page…"
_GONE = "This document has been changed or deleted since, so its page cannot be drawn."
_NOT_PLACED = "The page does not say where these words stand on it, so nothing is boxed."


def picture(citation: Citation) -> dict[str, Any] | None:
    """What page_image.js shows of the page: a word of patience until `draw_now` was called."""
    if citation.page is None:
        return None
    if _key(citation) not in st.session_state.get(_ASKED, ()):
        return {"pages": [], "note": _DRAWING, "waiting": True}
    return _draw(citation)


def draw_now(citation: Citation) -> bool:
    """Draw the page if this session has not asked for it before; whether it had not."""
    asked: set[tuple[str, int, int]] = st.session_state.setdefault(_ASKED, set())
    if citation.page is None or _key(citation) in asked:
        return False
    _draw(citation)
    asked.add(_key(citation))
    return True


def _key(citation: Citation) -> tuple[str, int, int]:
    return citation.document_id, citation.start, citation.end


def _draw(citation: Citation) -> dict[str, Any] | None:
    return _drawn(
        citation.document_id,
        citation.document_name,
        citation.start,
        citation.end,
        generation=services().catalogue.generation,
    )


@st.cache_data(max_entries=_MOST_KEPT, ttl="1h", show_spinner=False)
def _drawn(
    document_id: str,
    name: str,
    start: int,
    end: int,
    generation: int,  # noqa: ARG001  (a part of the key: a deleted document has no page any more)
) -> dict[str, Any] | None:
    """None for what is not a PDF. A failure is kept like a picture, so no rerun waits for it."""
    catalogue = services().catalogue
    try:
        document = catalogue.document(document_id)
        if document.media_type != _PDF:
            return None
        data = catalogue.blob(document.sha256)
        images = services().page_images.draw(document, data, (start, end))
    except NotFoundError:
        return {"pages": [], "note": _GONE}
    except FootnoteError as error:
        return {"pages": [], "note": str(error)}
    return {
        "pages": [_page(each, name) for each in images],
        "note": "" if any(each.boxes for each in images) else _NOT_PLACED,
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
