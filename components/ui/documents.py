"""The library's table, and deleting what is selected in it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from components.loaders.media_types import NAMES
from components.pipelines.indexing import delete
from components.types import DEFAULT_COLLECTION, DocumentRow
from components.ui.notices import calm
from components.ui.state import services
from components.ui.text import untrusted

_MOST_NAMED = 10


def show_documents(rows: Sequence[DocumentRow]) -> None:
    """Draw the table. Its cells are plain text: a data frame interprets nothing in them."""
    # Selection goes by position, so other rows are another table, with nothing selected.
    digest = hashlib.sha256("".join(row.id + row.status for row in rows).encode()).hexdigest()
    state = st.dataframe(
        table(rows),
        key=f"documents-{digest[:16]}",
        hide_index=True,
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "Name": st.column_config.TextColumn(width="medium"),
            "Size": st.column_config.NumberColumn(format="bytes"),
            "Added": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
            "Remarks": st.column_config.TextColumn(width="large"),
        },
    )
    selected = sorted({rows[at].name for at in state.selection.rows if at < len(rows)})
    with st.container(horizontal=True, vertical_alignment="center"):
        wanted = st.button(
            f"Delete {_count(len(selected))}…" if selected else "Delete…",
            icon=":material/delete:",
            disabled=not selected,
        )
        if not selected:
            st.caption("Select rows on the left edge of the table to delete documents.")
    if wanted:
        _confirm(selected)


def table(rows: Sequence[DocumentRow]) -> dict[str, list[Any]]:
    """Columns for the data frame."""
    columns: dict[str, list[Any]] = {
        "Name": [row.name for row in rows],
        "Status": [row.status.capitalize() for row in rows],
        "Type": [type_words(row.media_type) for row in rows],
        "Pages": [row.pages for row in rows],
        "Passages": [row.chunks or None for row in rows],
        "Size": [row.size for row in rows],
        "Added": [datetime.fromtimestamp(row.created) for row in rows],
    }
    if any(row.reason for row in rows):
        columns["Remarks"] = [row.reason for row in rows]
    return columns


def type_words(media_type: str) -> str:
    """What a person calls it.

    >>> type_words("application/pdf"), type_words("text/plain")
    ('PDF', 'Plain text')
    """
    words = NAMES.get(media_type, "").removeprefix("an ").removeprefix("a ")
    return words[:1].upper() + words[1:]


@st.dialog("Delete from the library?")
def _confirm(names: Sequence[str]) -> None:
    for name in names[:_MOST_NAMED]:
        untrusted(name)
    if len(names) > _MOST_NAMED:
        untrusted(f"and {len(names) - _MOST_NAMED} more")
    st.caption(
        "No answer will use them any more. Answers already given keep their quotes, and the files "
        "on your computer stay as they are."
    )
    with st.container(horizontal=True):
        if st.button(f"Delete {_count(len(names))}", type="primary"):
            with calm(), st.spinner("Deleting…"):
                for name in names:
                    delete(services(), name, collection=DEFAULT_COLLECTION)
            st.rerun()
        if st.button("Keep"):
            st.rerun()


def _count(documents: int) -> str:
    return "1 document" if documents == 1 else f"{documents} documents"
