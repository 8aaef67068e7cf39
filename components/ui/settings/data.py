"""Storage, export and import, and the ways to delete."""

import time
from collections.abc import Generator
from functools import partial
from pathlib import Path

import streamlit as st

from components.background.long_task import TaskState
from components.pipelines.transfer.exporting import ExportReport
from components.pipelines.transfer.report import ImportReport
from components.stores.storage import CollectionStorage, by_collection, disk_use
from components.types import Progress
from components.ui.settings.task_progress import is_running, show_progress
from components.ui.shared.dialogs import dialog, rerun_page
from components.ui.shared.facts import counted, megabytes, show_facts
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_EXPORT, _IMPORT, _PURGE = "export", "import", "purge"
_REFRESH_S = 0.5
_MAX_DOWNLOAD_BYTES = 1_000_000_000  # Streamlit holds a download in memory
_MAX_FAILURES_SHOWN = 10
_UPLOADER = "import_uploader"
_CONFIRMATION = "delete everything"
_DONE = "everything_deleted"


def show_data() -> None:
    """Draw the storage, the export, the import, and the ways to delete."""
    _show_storage()
    st.space("small")
    _show_export()
    st.space("small")
    _show_import()
    st.space("small")
    _show_purge()
    st.space("small")
    _show_delete_everything()


def _show_storage() -> None:
    st.subheader("Storage")
    rows = _by_collection(services().catalogue.generation, services().conversations.count())
    if rows:
        st.dataframe(
            {
                "Collection": [row.name for row in rows],
                "Documents": [row.documents for row in rows],
                "Passages": [row.passages for row in rows],
                "Conversations": [row.conversations for row in rows],
                "Original files": [row.originals for row in rows],
                "Text": [row.text for row in rows],
                "Vectors": [row.vectors for row in rows],
            },
            hide_index=True,
            column_config={
                name: st.column_config.NumberColumn(format="bytes")
                for name in ("Original files", "Text", "Vectors")
            },
        )
    use = disk_use(services().settings.home)
    show_facts(
        ("Total", f"{megabytes(use.total)} ({megabytes(use.free)} free on this disk)"),
        ("Catalogue", f"{megabytes(use.catalogue)}: files, text, keyword index, conversations"),
        ("Vector index", megabytes(use.index)),
        *((("Exports", megabytes(use.exports)),) if use.exports else ()),
        *((("Models", megabytes(use.models)),) if use.models else ()),
    )


@st.cache_data(max_entries=2, show_spinner="Measuring…")
def _by_collection(
    generation: int,  # noqa: ARG001  (a cache key)
    conversations: int,  # noqa: ARG001  (a cache key)
) -> tuple[CollectionStorage, ...]:
    return by_collection(services().database)


def _show_export() -> None:
    st.subheader("Export")
    st.markdown(
        "One ZIP file with your documents, their text, collections, conversations and settings. "
        "It contains no keys or passwords, and is not encrypted."
    )
    st.button(
        "Export everything",
        icon=":material/archive:",
        disabled=is_running(services().task),
        on_click=_begin_export,
    )
    _show_task(_EXPORT)
    for path in sorted(services().exports.glob("footnote-*.zip")):
        _show_export_file(path)
    st.caption(
        "Files still waiting to be indexed are not included. From the command line, with Footnote "
        "stopped: `python -m components export FILE`."
    )


def _show_export_file(path: Path) -> None:
    size = path.stat().st_size
    with st.container(horizontal=True, vertical_alignment="center"):
        if size <= _MAX_DOWNLOAD_BYTES:
            st.download_button(
                f"Download {path.name} ({megabytes(size)})",
                data=partial(path.open, "rb"),
                file_name=path.name,
                mime="application/zip",
                icon=":material/download:",
                on_click="ignore",
                type="primary",
            )
        else:
            st.caption(f"The export has {megabytes(size)}, too much to download here. Copy it:")
            st.code(str(path), language=None)
        st.button("Delete export", type="tertiary", on_click=_delete_exports)


def _begin_export() -> None:
    with calm():
        _delete_exports()
        name = time.strftime("footnote-%Y-%m-%d-%H%M%S.zip")
        services().task.begin(_EXPORT, partial(services().export, services().exports / name))


def _delete_exports() -> None:
    for path in services().exports.glob("footnote-*.zip"):
        path.unlink(missing_ok=True)


def _show_import() -> None:
    st.subheader("Import")
    st.markdown(
        "Adds what an export contains to this library; nothing here is changed. A document with "
        "the same name and different contents is added as a second one. Import only files that "
        "you trust: answers will quote them."
    )
    key = f"import-{st.session_state.setdefault(_UPLOADER, 0)}"
    st.file_uploader(
        "Export to import",
        type=["zip"],
        key=key,
        label_visibility="collapsed",
        disabled=is_running(services().task),
        on_change=_begin_import,
        args=(key,),
    )
    _show_task(_IMPORT)
    st.caption(
        "For larger files, stop Footnote and use the command line: `python -m components import "
        "FILE`."
    )


def _begin_import(key: str) -> None:
    upload = st.session_state[key]
    if upload is None:
        return
    with calm():
        services().exports.mkdir(parents=True, exist_ok=True)
        path = services().exports / f"import-{time.monotonic_ns()}.zip"
        path.write_bytes(upload.getbuffer())
        if not services().task.begin(_IMPORT, partial(_import, path)):
            path.unlink()
    st.session_state[_UPLOADER] += 1  # a new key is a new, empty uploader


def _import(path: Path) -> Generator[Progress, None, object]:
    try:
        return (yield from services().take_in(path))
    finally:
        path.unlink(missing_ok=True)


def _show_purge() -> None:
    st.subheader("Deleted data")
    if services().eraser.due() == {"vectors"}:
        st.markdown(
            "Deleted documents are overwritten and no longer found. The files of a large library "
            "are rewritten only when you purge: until then, traces can remain in them, and the "
            "disk space is not freed."
        )
    else:
        st.markdown(
            "Deleted documents and conversations disappear at once, and within seconds from every "
            "file of the data folder. Answers keep their quotes until you delete their "
            "conversation. Backups and downloaded exports are yours to delete."
        )
    st.button(
        "Purge deleted data",
        icon=":material/cleaning_services:",
        on_click=_begin_purge,
        disabled=is_running(services().task),
        help="Rewrites the catalogue and the vector index and frees disk space. A large library "
        "takes minutes, and answers can be slow until it is done.",
    )
    _show_task(_PURGE)


def _begin_purge() -> None:
    services().task.begin(_PURGE, services().purge)


def _show_task(name: str) -> None:
    """Draw the progress of the export, import or purge, or its result."""
    state = services().task.state()
    if state is None or state.name != name:
        return
    if state.running:
        st.fragment(_follow_task, run_every=_REFRESH_S)()
        return
    if state.error:
        notice(state.error)
    with st.container(border=True):
        first, *rest = _result(state)
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            untrusted(first)
            st.space("stretch")
            st.button(
                "Dismiss", key="dismiss-task", type="tertiary", on_click=services().task.dismiss
            )
        for sentence in rest:
            untrusted(sentence)


def _follow_task() -> None:
    if is_running(services().task):
        with st.container(border=True):
            show_progress(services().task, key="stop-task")
    else:
        rerun_page()


def _result(state: TaskState) -> list[str]:
    match state.result:
        case ImportReport() as report:
            failed = [f"{name}: {reason}" for name, reason in report.failed]
            return [" ".join(report.sentences()), *failed[:_MAX_FAILURES_SHOWN]]
        case ExportReport() as report:
            documents = counted(report.documents, "document")
            return [f"{documents} and {counted(report.conversations, 'conversation')} exported."]
    return ["Nothing was changed." if state.error else "Done."]


def _show_delete_everything() -> None:
    st.subheader("Delete everything")
    if st.session_state.pop(_DONE, False):
        st.markdown("Everything was deleted and erased from the data folder.")
        return
    st.markdown(
        "Deletes documents, conversations, exports, downloaded models and settings, and erases "
        "them from every file of the data folder. This cannot be undone."
    )
    if st.button("Delete everything…", icon=":material/delete_forever:"):
        _confirm()


@dialog("Delete everything?")
def _confirm() -> None:
    documents = counted(len(services().catalogue.documents.rows()), "document")
    conversations = counted(services().conversations.count(), "conversation")
    st.markdown(
        f"Deletes **{documents}** with original files and indexes, **{conversations}**, files "
        "waiting to be indexed, exports stored here, downloaded search models, and all settings, "
        "for everyone who uses this Footnote."
    )
    st.caption(
        "Not deleted: files on your computer, exports you downloaded, backups of the data folder, "
        "and the log."
    )
    typed = st.text_input(f"Type “{_CONFIRMATION}” to confirm", autocomplete="off", live=True)
    with st.container(horizontal=True):
        confirmed = typed.strip().strip("“”\"'").casefold() == _CONFIRMATION
        if st.button("Delete everything", type="primary", disabled=not confirmed):
            with calm(), st.spinner("Deleting…"):
                services().erase_everything()
                st.cache_data.clear()  # pictures of pages and answers, in every session
                st.session_state.clear()
                st.session_state[_DONE] = True
                st.rerun()
        if st.button("Cancel"):
            st.rerun()
