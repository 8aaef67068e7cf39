"""What the library's table shows, read once for every change of the catalogue."""

from collections.abc import Sequence

import streamlit as st

from components.types import DocumentRow
from components.ui.shared.state import services


def library_rows(collection: str) -> tuple[DocumentRow, ...]:
    """The documents of a collection, those on their way left out."""
    running = services()
    generation = running.catalogue.generation
    return _rows(str(running.settings.home), collection, generation)


@st.cache_resource(show_spinner=False, max_entries=16)
def _rows(home: str, collection: str, generation: int) -> tuple[DocumentRow, ...]:  # noqa: ARG001  (the cache's key)
    rows: Sequence[DocumentRow] = services().catalogue.documents.rows(collection)
    return tuple(row for row in rows if row.status != "pending")
