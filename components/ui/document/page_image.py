"""Page images of a PDF, with the quoted words boxed."""

import base64
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from components.errors import FootnoteError, NotFoundError
from components.page_images import PageImage
from components.ui.shared.state import services
from components.ui.shared.text import page_reference

PDF = "application/pdf"
_MAX_CACHED = 50  # pictures of about 0.3 MB
_REQUESTED = "page_images_requested"
_LOADING = "Loading the page image…"
_GONE = "The document was changed or deleted, so its page cannot be shown."
_NO_BOX = "The position of the quote on this page is unknown, so it is not boxed."


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A span of a PDF's text, to be seen on its page or pages; with `page`, on that page only."""

    document_id: str
    document_name: str
    start: int
    end: int
    page: int | None = None


def picture(quoted: Quoted) -> dict[str, Any]:
    """Return what page_image.js draws: a placeholder until `draw_now` was called."""
    if quoted not in st.session_state.get(_REQUESTED, ()):
        return {"pages": [], "note": _LOADING, "is_loading": True}
    return _draw(quoted, services().catalogue.generation)


def draw_now(quoted: Quoted) -> bool:
    """Draw the page if this session has not done so yet, and return whether it was drawn."""
    requested: set[Quoted] = st.session_state.setdefault(_REQUESTED, set())
    if quoted in requested:
        return False
    _draw(quoted, services().catalogue.generation)
    requested.add(quoted)
    return True


@st.cache_data(max_entries=_MAX_CACHED, ttl="1h", show_spinner=False)
def _draw(
    quoted: Quoted,
    generation: int,  # noqa: ARG001  (cache key: a deleted document has no page image)
) -> dict[str, Any]:
    """Draw the page; failures are cached too, so that no rerun waits for them again."""
    documents, images = services().catalogue.documents, services().page_images
    quote = quoted.start, quoted.end
    try:
        document = documents.get(quoted.document_id)
        data = documents.original(document.sha256)
        pages = images.draw(document, data, quote, page=quoted.page)
    except NotFoundError:
        return {"pages": [], "note": _GONE}
    except FootnoteError as error:
        return {"pages": [], "note": str(error)}
    is_missing = quoted.start < quoted.end and not any(each.boxes for each in pages)
    return {
        "pages": [_page_data(each, quoted.document_name) for each in pages],
        "note": _NO_BOX if is_missing else "",
    }


def _page_data(image: PageImage, document_name: str) -> dict[str, Any]:
    quote = ", the quote boxed" if image.boxes else ""
    return {
        "source": f"data:image/jpeg;base64,{base64.b64encode(image.jpeg).decode('ascii')}",
        "description": f"{page_reference(document_name, image.page)}, as an image{quote}",
        "title": f"Page {image.page}",
        "width": image.width,
        "height": image.height,
        "boxes": [asdict(box) for box in image.boxes],
    }
