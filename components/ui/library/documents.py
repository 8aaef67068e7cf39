"""Document table with its filter and its selection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from components.loaders.media_types import NAMES
from components.types import DocumentRow
from components.ui.library.actions import show_actions
from components.ui.shared.facts import counted
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_TABLE, _SHOWN, _FILTER = "documents", "documents_shown", "documents_filter"


def document_rows(collection: str) -> tuple[DocumentRow, ...]:
    """Return the documents of a collection, without those still waiting to be indexed."""
    running = services()
    return _rows(str(running.settings.home), collection, running.catalogue.generation)


@st.cache_resource(show_spinner=False, max_entries=16)
def _rows(home: str, collection: str, generation: int) -> tuple[DocumentRow, ...]:  # noqa: ARG001  (cache keys)
    rows = services().catalogue.documents.rows(collection)
    return tuple(row for row in rows if row.status != "pending")


def show_documents(rows: Sequence[DocumentRow]) -> None:
    """Draw the filter, the actions, and the table."""
    words = st.text_input(
        "Filter documents",
        key=_FILTER,
        placeholder="Filter by name, type or status",
        icon=":material/filter_list:",
        type="search",
        live=True,
        label_visibility="collapsed",
        width=360,
    )
    matching = [row for row in rows if matches(row, words)]
    selected = _selected(matching)
    show_actions(selected)
    if not matching:
        st.markdown("No document matches the filter.")
        return
    count = counted(len(rows), "document")
    if len(matching) < len(rows):
        count = f"{len(matching)} of {count}"
    # Above the table and below the actions, because the table's toolbar covers what is above it.
    untrusted(f"{count}, {len(selected)} selected." if selected else f"{count}.")
    st.dataframe(
        table(matching),
        key=_TABLE,
        hide_index=True,
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "Name": st.column_config.TextColumn(width="medium"),
            "Type": st.column_config.TextColumn(width=125),
            "Size": st.column_config.NumberColumn(format="bytes"),
            "Added": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
            "Notes": st.column_config.TextColumn(width="large"),
            "Fetched from": st.column_config.TextColumn(width="medium"),
        },
        alt=f"Documents of this collection, {len(matching)} rows",
    )


def table(rows: Sequence[DocumentRow]) -> dict[str, list[Any]]:
    """Return the columns of the table, whose cells are shown as plain text."""
    columns: dict[str, list[Any]] = {
        "Name": [row.name for row in rows],
        "Status": [row.status.capitalize() for row in rows],
        "Type": [type_words(row.media_type) for row in rows],
        "Pages": [row.pages for row in rows],
        "Passages": [row.chunks or None for row in rows],
        "Size": [row.size or None for row in rows],
        "Added": [datetime.fromtimestamp(row.created) for row in rows],
    }
    if any(row.reason for row in rows):
        columns["Notes"] = [row.reason for row in rows]
    if any(row.source for row in rows):
        columns["Fetched from"] = [row.source for row in rows]
    return columns


def type_words(media_type: str) -> str:
    """Return the common name of a media type.

    >>> type_words("application/pdf"), type_words("text/plain")
    ('PDF', 'Plain text')
    """
    words = NAMES.get(media_type, "").removeprefix("an ").removeprefix("a ")
    return words[:1].upper() + words[1:]


def matches(row: DocumentRow, words: str) -> bool:
    """Return whether every word is part of the document's name, type or status."""
    text = f"{row.name} {type_words(row.media_type)} {row.status}".casefold()
    return all(word in text for word in words.casefold().split())


def _selected(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """Return the selected documents, and keep them selected where the rows have changed.

    The table itself knows positions only.
    """
    shown: tuple[str, ...] = st.session_state.get(_SHOWN, ())
    state = st.session_state.get(_TABLE)
    positions = state["selection"]["rows"] if state else []
    ids = {shown[at] for at in positions if at < len(shown)}
    current = tuple(row.id for row in rows)
    if current != shown:
        st.session_state[_SHOWN] = current
        if rows and positions:
            moved = [at for at, each in enumerate(current) if each in ids]
            st.session_state[_TABLE] = {"selection": {"rows": moved, "columns": [], "cells": []}}
    return [row for row in rows if row.id in ids]
