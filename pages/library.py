"""The library: files in, what became of them, what is there, and what a search finds in it."""

import streamlit as st

from components.ui.collections import show_collections
from components.ui.documents import show_documents
from components.ui.locked import show_locked
from components.ui.passages import show_refreshing
from components.ui.progress import is_active, show_progress
from components.ui.rows import library_rows
from components.ui.search import show_search
from components.ui.state import collection, only_through_app, services
from components.ui.summary import show_summary
from components.ui.uploads import show_uploader, submit_samples

_DOCUMENTS, _SEARCH = "Documents", "Search"

only_through_app("pages/library.py")

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title("Library", width="stretch")
    view = st.segmented_control(
        "View",
        (_DOCUMENTS, _SEARCH),
        default=_DOCUMENTS,
        required=True,
        key="library_view",
        label_visibility="collapsed",
    )
show_collections()
rows = library_rows(collection())
if view == _SEARCH:
    show_progress(at_each=True)
    show_search(rows)
else:
    show_uploader()
    show_progress(at_each=True)
    show_refreshing(collection())
    show_summary()
    busy = is_active(services().jobs.all())
    if not busy:
        show_locked(rows)
    if rows:
        show_documents(rows)
    elif not busy:
        st.markdown("Nothing here yet. Add documents above, or begin with the sample documents.")
        st.button("Try the samples", on_click=submit_samples)
