"""Links back, the document's name and facts, and page navigation."""

from datetime import datetime

import streamlit as st

from components.types import DocumentRow
from components.ui.document.open_document import OpenDocument, change_view
from components.ui.library.collections import collection_title
from components.ui.library.documents import type_words
from components.ui.shared.facts import counted, size_words
from components.ui.shared.state import conversation_id
from components.ui.shared.text import label

_MAX_BUTTONS = 7
"""Up to so many pages, each has a button of its own."""


def show_links_back() -> None:
    """Draw links to the conversation that the visitor came from, and to the library."""
    id_ = conversation_id()
    with st.container(horizontal=True, gap="medium", key="ways-back"):
        st.page_link(
            "pages/chat.py",
            label="Back to chat",
            icon=":material/arrow_back:",
            query_params={"c": id_} if id_ else None,
        )
        st.page_link("pages/library.py", label="Library", icon=":material/folder_open:")


def show_header(row: DocumentRow) -> None:
    """Draw the document's name and a line of facts."""
    added = datetime.fromtimestamp(row.created)
    facts = (
        type_words(row.media_type),
        counted(row.pages, "page") if row.pages else "",
        counted(row.chunks, "passage"),
        size_words(row.size),
        f"added {added.day} {added:%B %Y}",
        f"in {collection_title(row.collection)}",
    )
    st.title(label(row.name), anchor=False)
    st.caption(label(" · ".join(fact for fact in facts if fact)))


def show_page_navigation(opened: OpenDocument, page: int, *, is_at_end: bool = False) -> None:
    """Draw buttons for the pages and a field for a page number; at the end, only next and back."""
    pages = len(opened.starts)
    if pages == 1:
        return
    key = "turn-below" if is_at_end else "turn"
    if st.session_state.get(key, page) != page:  # a match, a link or the back button went there
        st.session_state[key] = page
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-row"):
        st.pagination(
            pages,
            default=page,
            key=key,
            max_visible_pages=0 if is_at_end else _MAX_BUTTONS,
            on_change=lambda: change_view(p=st.session_state[key]),
        )
        if not is_at_end and pages > _MAX_BUTTONS:
            st.session_state["turn-to"] = page
            st.number_input(
                f"{opened.unit} number",
                1,
                pages,
                key="turn-to",
                label_visibility="collapsed",
                width=120,
                on_change=lambda: change_view(p=st.session_state["turn-to"]),
            )
        st.caption(f"{opened.unit} {page:,} of {pages:,}")
