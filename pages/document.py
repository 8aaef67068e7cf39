"""A document's own page: all of its text, at a place; and what was read from the file."""

import streamlit as st

from components.errors import NotFoundError
from components.types import FOUND
from components.ui.document.find import matches
from components.ui.document.header import (
    resolve_match,
    show_find,
    show_head,
    show_turning,
    show_ways_back,
)
from components.ui.document.opened import Opened, look, opened, view
from components.ui.document.page_text import show_page
from components.ui.document.passages import show_passages, show_refreshing
from components.ui.shared.notices import notice
from components.ui.shared.state import only_through_app, services
from components.ui.shared.text import untrusted

_TEXT, _PASSAGES = "Text", "Passages"


def show_document(shown: Opened) -> None:
    """The page that the address asks for."""
    generation = services().catalogue.generation
    wanted = view()
    place = wanted.place[0] if wanted.place else 0
    page = min(wanted.page or shown.page_of(place), len(shown.starts))
    found = matches(shown.row.id, wanted.words, generation) if wanted.words else ()
    resolve_match(shown, wanted, page, found)
    st.session_state["view"] = _PASSAGES if wanted.passages else _TEXT
    with st.container(horizontal=True, vertical_alignment="center", key="reading-controls"):
        st.segmented_control(
            "What to show",
            [_TEXT, _PASSAGES],
            key="view",
            required=True,
            label_visibility="collapsed",
            on_change=_choose_view,
        )
        show_find(shown, wanted, page, found)
    if wanted.passages:
        passages, tokens = show_passages(shown, page)
        show_turning(shown, page)
        show_page(shown, wanted, page, found=found, passages=passages, tokens=tokens)
    else:
        show_turning(shown, page)
        show_page(shown, wanted, page, found=found)
    show_turning(shown, page, at_end=True)


def _choose_view() -> None:
    look(v="passages" if st.session_state["view"] == _PASSAGES else None)


only_through_app("pages/document.py")
show_ways_back()
try:
    shown = opened(view().document_id, services().catalogue.generation)
except NotFoundError:
    st.title("This document is not here", anchor=False)
    st.markdown(
        "It may have been deleted, or replaced by a newer file of the same name. Answers that "
        "were drawn from it keep their quotes. The library shows what is there now."
    )
else:
    show_head(shown.row)
    if shown.row.status in FOUND:
        if shown.row.status == "reading":
            untrusted(shown.row.reason)
        show_refreshing(shown.row.collection)
        show_document(shown)
    else:
        notice(shown.row.reason or "This document is still on its way into the library.")
