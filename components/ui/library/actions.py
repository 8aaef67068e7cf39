"""What can be done with the documents that are selected in the library's table."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.export.originals import file_name, zipped
from components.pipelines.indexing import discard
from components.pipelines.organising import LONGEST_NAME, move, rename
from components.types import FOUND, Addition, DocumentRow, Renamed, Upload, WebPage
from components.ui.library.collections import collection_names, collection_title
from components.ui.library.uploads import submit
from components.ui.shared.dialogs import dialog
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import collection, open_document, services
from components.ui.shared.text import untrusted

_MOST_NAMED = 10


def show_actions(selected: Sequence[DocumentRow]) -> None:
    """Draw them; those that do not fit the selection cannot be pressed, and stay in their place."""
    one = selected[0] if len(selected) == 1 else None
    failed = bool(selected) and all(row.status == "failed" for row in selected)
    is_read = any(row.status == "reading" for row in selected)
    with st.container(key="actions", horizontal=True, vertical_alignment="center", gap="small"):
        opened = _button("Open", "open_in_full", one is None or one.status not in FOUND)
        _show_download(selected)
        renamed = _button("Rename…", "edit", one is None or one.status != "ready")
        nowhere = not selected or is_read or len(collection_names()) < 2
        moved = _button("Move…", "drive_file_move", nowhere)
        words = _again_words(selected, failed=failed)
        again = _button(words, "refresh", not selected or is_read)
        deleted = _button("Delete…", "delete", not selected)
    if failed and one:
        notice(one.reason)
    if opened and one:
        open_document(one.id)
    elif renamed and one:
        _rename(one)
    elif moved:
        _move(selected)
    elif again:
        submit(_again(row) for row in selected)
        st.rerun()
    elif deleted:
        _confirm(selected)


def _button(words: str, icon: str, disabled: bool) -> bool:
    return st.button(
        words, icon=f":material/{icon}:", key=f"action-{icon}", type="tertiary", disabled=disabled
    )


def _show_download(selected: Sequence[DocumentRow]) -> None:
    kept = [row for row in selected if row.size]
    catalogue = services().catalogue
    if len(kept) == 1:
        name, data = file_name(kept[0].name), partial(catalogue.documents.original, kept[0].sha256)
    else:
        files = [(row.name, row.sha256) for row in kept]
        name, data = "documents.zip", partial(zipped, files, catalogue.documents.original)
    st.download_button(
        "Download",
        data,
        file_name=name,
        mime="application/octet-stream",
        icon=":material/download:",
        key="action-download",
        type="tertiary",
        on_click="ignore",
        disabled=not kept,
    )


def _again_words(selected: Sequence[DocumentRow], *, failed: bool) -> str:
    if failed:
        return "Try again"
    if selected and all(row.source for row in selected):
        return "Fetch again"
    return "Re-index"


def _again(row: DocumentRow) -> Addition:
    if row.source:
        return WebPage(address=row.source)
    return _anew(row)


def _anew(row: DocumentRow) -> Upload:
    """The document's own bytes, to be indexed again."""
    data = services().catalogue.documents.original(row.sha256)
    return Upload(name=row.name, data=data, source=row.source, again=True)


@dialog("Rename the document")
def _rename(row: DocumentRow) -> None:
    with st.form("rename-document", border=False):
        name = st.text_input("Name", value=row.name, max_chars=LONGEST_NAME)
        st.caption("Its passages are indexed anew, for the name is part of what finds them.")
        if st.form_submit_button("Save", type="primary"):
            with calm():
                if rename(services(), row, name) != row.name:
                    submit([Renamed(document_id=row.id)])
                st.rerun()


@dialog("Move to another collection")
def _move(rows: Sequence[DocumentRow]) -> None:
    _list(rows)
    current = collection()
    others = [name for name in collection_names() if name != current]
    target = st.selectbox("Collection", others, format_func=collection_title)
    if st.button(f"Move {_count(len(rows))}", type="primary"):
        with calm(), st.spinner("Moving…"):
            if move(services(), [row.id for row in rows], collection=target):
                services().jobs.submit(map(_anew, rows), collection=target)
            st.rerun()


@dialog("Delete from the library?")
def _confirm(rows: Sequence[DocumentRow]) -> None:
    _list(rows)
    st.caption(
        "No answer will use them any more. Answers already given keep their quotes, and the files "
        "on your computer stay as they are."
    )
    with st.container(horizontal=True):
        if st.button(f"Delete {_count(len(rows))}", type="primary"):
            with calm(), st.spinner("Deleting…"):
                discard(services(), [row.id for row in rows])
                st.rerun()
        if st.button("Keep"):
            st.rerun()


def _list(rows: Sequence[DocumentRow]) -> None:
    for row in rows[:_MOST_NAMED]:
        untrusted(row.name)
    if len(rows) > _MOST_NAMED:
        untrusted(f"and {len(rows) - _MOST_NAMED} more")


def _count(documents: int) -> str:
    return "1 document" if documents == 1 else f"{documents} documents"
