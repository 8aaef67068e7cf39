"""The library's table: filtered, and what is selected in it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import streamlit as st

from components.loaders.media_types import NAMES
from components.types import DocumentRow
from components.ui.library.actions import show_actions
from components.ui.shared.text import untrusted

_TABLE = "documents"
_SHOWN = "documents_shown"
_WORDS = "documents_filter"
_KIND = "documents_kind"
_ALL = "All kinds"


def show_documents(rows: Sequence[DocumentRow]) -> None:
    """Draw the filter, what can be done with the selection, and the table."""
    matching = _show_filter(rows)
    selected = _keep_selection(matching)
    show_actions(selected)
    if not matching:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown("No document matches.", width="content")
            st.button("Show all", type="tertiary", on_click=_show_all)
        return
    # Here, for the table's own tools come up over what stands above it.
    _show_count(len(matching), len(rows), len(selected))
    st.dataframe(
        table(matching),
        key=_TABLE,
        hide_index=True,
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "Name": st.column_config.TextColumn(width="medium"),
            "Size": st.column_config.NumberColumn(format="bytes"),
            "Added": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
            "Remarks": st.column_config.TextColumn(width="large"),
            "Fetched from": st.column_config.TextColumn(width="medium"),
        },
        alt=f"Documents of this collection, {len(matching)} rows",
    )


def table(rows: Sequence[DocumentRow]) -> dict[str, list[Any]]:
    """Columns for the data frame, whose cells are plain text: nothing in them is interpreted."""
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
        columns["Remarks"] = [row.reason for row in rows]
    if any(row.source for row in rows):
        columns["Fetched from"] = [row.source for row in rows]
    return columns


def type_words(media_type: str) -> str:
    """What a person calls it.

    >>> type_words("application/pdf"), type_words("text/plain")
    ('PDF', 'Plain text')
    """
    words = NAMES.get(media_type, "").removeprefix("an ").removeprefix("a ")
    return words[:1].upper() + words[1:]


def matches(row: DocumentRow, *, words: str, kind: str) -> bool:
    """Whether its name has every word, and it is of this kind: a status or a type in words."""
    name = row.name.casefold()
    if not all(word in name for word in words.casefold().split()):
        return False
    return kind in (_ALL, row.status.capitalize(), type_words(row.media_type))


def _show_filter(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    kinds = sorted({words for row in rows if (words := type_words(row.media_type))})
    states = sorted({row.status.capitalize() for row in rows}, reverse=True)
    options = [_ALL, *(states if len(states) > 1 else ()), *(kinds if len(kinds) > 1 else ())]
    if st.session_state.get(_KIND) not in options:
        st.session_state[_KIND] = _ALL
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            "Filter by name",
            key=_WORDS,
            placeholder="Filter by name",
            icon=":material/filter_list:",
            live=True,
            label_visibility="collapsed",
            width=320,
        )
        kind = st.selectbox(
            "Kind",
            options,
            key=_KIND,
            label_visibility="collapsed",
            disabled=len(options) == 1,
            width=200,
        )
    return [row for row in rows if matches(row, words=words, kind=kind)]


def _show_all() -> None:
    st.session_state[_WORDS] = ""
    st.session_state[_KIND] = _ALL


def _keep_selection(rows: Sequence[DocumentRow]) -> list[DocumentRow]:
    """The selected documents. The table selects by position, so that where the rows have changed
    the same documents are selected at their new ones.
    """
    shown: tuple[str, ...] = st.session_state.get(_SHOWN, ())
    state = st.session_state.get(_TABLE)
    positions = state["selection"]["rows"] if state else []
    picked = {shown[at] for at in positions if at < len(shown)}
    ids = tuple(row.id for row in rows)
    if ids != shown:
        st.session_state[_SHOWN] = ids
        if rows and positions:
            kept = [at for at, each in enumerate(ids) if each in picked]
            st.session_state[_TABLE] = {"selection": {"rows": kept, "columns": [], "cells": []}}
    return [row for row in rows if row.id in picked]


def _show_count(shown: int, total: int, selected: int) -> None:
    words = f"{shown} of {total} documents" if shown < total else _count(total)
    untrusted(f"{words}, {selected} selected." if selected else f"{words}.")


def _count(documents: int) -> str:
    return "1 document" if documents == 1 else f"{documents} documents"
