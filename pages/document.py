"""Page that shows the text of a document at a place, or its passages."""

import streamlit as st

from components.errors import NotFoundError
from components.types import FOUND
from components.ui.document.find import find_in_document, go_to_first_match, show_find
from components.ui.document.header import show_header, show_links_back, show_page_navigation
from components.ui.document.open_document import (
    OpenDocument,
    change_view,
    current_view,
    load_document,
)
from components.ui.document.page_text import show_page
from components.ui.document.passages import show_passage_controls
from components.ui.library.reindexing import show_reindexing
from components.ui.shared.notices import notice
from components.ui.shared.state import require_app, services
from components.ui.shared.text import untrusted

_TEXT, _PASSAGES = "Text", "Passages"


def show_document(opened: OpenDocument) -> None:
    """Draw the page that the address asks for."""
    view = current_view()
    page = view.page or opened.page_at(view.span[0] if view.span else 0)
    page = min(page, len(opened.starts))
    generation = services().catalogue.generation
    matches = find_in_document(opened.row.id, view.words, generation) if view.words else ()
    go_to_first_match(opened, view, page, matches)
    st.session_state["view"] = _PASSAGES if view.shows_passages else _TEXT
    with st.container(horizontal=True, vertical_alignment="center", key="reading-controls"):
        st.segmented_control(
            "View",
            [_TEXT, _PASSAGES],
            key="view",
            required=True,
            label_visibility="collapsed",
            on_change=lambda: change_view(
                v="passages" if st.session_state["view"] == _PASSAGES else None
            ),
        )
        show_find(opened, view, page, matches)
    passages, tokens = show_passage_controls(opened, page) if view.shows_passages else (None, ())
    show_page_navigation(opened, page)
    show_page(opened, view, page, matches=matches, passages=passages, tokens=tokens)
    show_page_navigation(opened, page, is_at_end=True)


require_app("pages/document.py")
show_links_back()
try:
    opened = load_document(current_view().document_id, services().catalogue.generation)
except NotFoundError:
    st.title("Document not found", anchor=False)
    st.markdown(
        "It may have been deleted, or replaced by a newer file of the same name. Answers that "
        "cite it keep their quotes. The library lists your current documents."
    )
else:
    show_header(opened.row)
    if opened.row.status in FOUND:
        if opened.row.status == "reading":
            untrusted(opened.row.reason)
        show_reindexing(opened.row.collection)
        show_document(opened)
    else:
        notice(opened.row.reason or "This document is still being read. Come back in a moment.")
