"""Library page, which adds, lists and searches documents."""

import streamlit as st

from components.ui.library.collections import show_collections
from components.ui.library.documents import document_rows, show_documents
from components.ui.library.progress import is_active, show_progress, show_summary
from components.ui.library.reindexing import show_reindexing
from components.ui.library.search import show_search
from components.ui.library.uploads import show_passwords, show_uploader, submit_samples
from components.ui.shared.state import collection, require_app, services

_DOCUMENTS, _SEARCH = "Documents", "Search"

require_app("pages/library.py")

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
rows = document_rows(collection())
if view == _SEARCH:
    show_progress(at_each=True)
    show_search(rows)
else:
    show_uploader()
    show_progress(at_each=True)
    show_reindexing(collection())
    show_summary()
    busy = is_active(services().jobs.all())
    if not busy:
        show_passwords(rows)
    if rows:
        show_documents(rows)
    elif not busy:
        st.markdown("No documents yet. Add your own above, or try Footnote with the samples.")
        st.button("Try the samples", on_click=submit_samples)
