"""Actions on the selected documents, such as open, rename and delete."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.export.originals import safe_file_name, zip_files
from components.pipelines.indexing import discard
from components.pipelines.organising import LONGEST_NAME, move, rename
from components.types import FOUND, Addition, DocumentRow, Renamed, Upload, WebPage
from components.ui.library.collections import collection_names, collection_title
from components.ui.library.uploads import submit
from components.ui.shared.dialogs import confirm, dialog, name_form
from components.ui.shared.facts import counted
from components.ui.shared.notices import notice
from components.ui.shared.state import collection, open_document, services
from components.ui.shared.text import untrusted

_MAX_NAMES_LISTED = 10


def show_actions(selected: Sequence[DocumentRow]) -> None:
    """Draw the buttons; those that do not apply to the selection are disabled."""
    one = selected[0] if len(selected) == 1 else None
    all_failed = bool(selected) and all(row.status == "failed" for row in selected)
    has_unfinished = any(row.status == "reading" for row in selected)
    with st.container(key="actions", horizontal=True, vertical_alignment="center", gap="small"):
        if _button("Open", "open_in_full", enabled=bool(one and one.status in FOUND)) and one:
            open_document(one.id)
            st.rerun()
        _show_download(selected)
        if _button("Rename…", "edit", enabled=bool(one and one.status == "ready")) and one:
            _rename(one)
        can_move = bool(selected) and not has_unfinished and len(collection_names()) > 1
        if _button("Move…", "drive_file_move", enabled=can_move):
            _move(selected)
        if all_failed:
            words = "Try again"
        elif selected and all(row.source for row in selected):
            words = "Fetch again"
        else:
            words = "Re-index"
        can_read = bool(selected) and all(row.has_original or row.source for row in selected)
        if _button(words, "refresh", enabled=can_read and not has_unfinished):
            submit(_addition(row) for row in selected)
            st.rerun()
        if _button("Delete…", "delete", enabled=bool(selected)):
            _delete(selected)
    if all_failed and one:
        notice(one.reason)


def _button(words: str, icon: str, *, enabled: bool) -> bool:
    return st.button(
        words,
        icon=f":material/{icon}:",
        key=f"action-{icon}",
        type="tertiary",
        disabled=not enabled,
    )


def _show_download(selected: Sequence[DocumentRow]) -> None:
    rows = [row for row in selected if row.size and row.has_original]
    blob = services().catalogue.documents.original
    if len(rows) == 1:
        name, data = safe_file_name(rows[0].name), partial(blob, rows[0].sha256)
    else:
        files = [(row.name, row.sha256) for row in rows]
        name, data = "documents.zip", partial(zip_files, files, blob)
    st.download_button(
        "Download",
        data,
        file_name=name,
        mime="application/octet-stream",
        icon=":material/download:",
        key="action-download",
        type="tertiary",
        on_click="ignore",
        disabled=not rows,
    )


def _addition(row: DocumentRow) -> Addition:
    return WebPage(address=row.source) if row.source else _stored_file(row)


def _stored_file(row: DocumentRow) -> Upload:
    data = services().catalogue.documents.original(row.sha256)
    return Upload(name=row.name, data=data, source=row.source, again=True)


@dialog("Rename document")
def _rename(row: DocumentRow) -> None:
    def save(name: str) -> None:
        if rename(services(), row, name) != row.name:
            submit([Renamed(document_id=row.id)])

    caption = "The document is re-indexed, because its name is searched too."
    name_form(save, name=row.name, caption=caption, max_chars=LONGEST_NAME)


@dialog("Move to another collection")
def _move(rows: Sequence[DocumentRow]) -> None:
    def save() -> None:
        if move(services(), [row.id for row in rows], collection=target):
            services().jobs.submit(map(_stored_file, rows), collection=target)

    _list_names(rows)
    others = [name for name in collection_names() if name != collection()]
    target = st.selectbox("Collection", others, format_func=collection_title)
    confirm(f"Move {counted(len(rows), 'document')}", save)


@dialog("Delete from the library?")
def _delete(rows: Sequence[DocumentRow]) -> None:
    _list_names(rows)
    st.caption(
        "New answers will not use them. Earlier answers keep their quotes, and the files on your "
        "computer are not touched."
    )
    ids = [row.id for row in rows]
    confirm(f"Delete {counted(len(rows), 'document')}", partial(discard, services(), ids))


def _list_names(rows: Sequence[DocumentRow]) -> None:
    for row in rows[:_MAX_NAMES_LISTED]:
        untrusted(row.name)
    if len(rows) > _MAX_NAMES_LISTED:
        untrusted(f"and {len(rows) - _MAX_NAMES_LISTED} more")
