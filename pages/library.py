"""The library: files in, what became of them, and what is there."""

import streamlit as st

from components.types import DEFAULT_COLLECTION
from components.ui.documents import show_documents
from components.ui.locked import show_locked
from components.ui.passages import show_refreshing
from components.ui.progress import is_active, show_progress
from components.ui.state import collection, only_through_app, services
from components.ui.summary import show_summary
from components.ui.uploads import show_uploader, submit_samples

only_through_app("pages/library.py")
st.title("Library")
show_uploader()
show_progress()
show_refreshing(collection())
show_summary()

everything = services().catalogue.documents(DEFAULT_COLLECTION)
rows = [row for row in everything if row.status != "pending"]
busy = is_active(services().jobs.all())
if not busy:
    show_locked(rows)
if rows:
    show_documents(rows)
elif not busy:
    st.markdown("Nothing here yet. Drop files above, or begin with the sample documents.")
    st.button("Try the samples", on_click=submit_samples)
