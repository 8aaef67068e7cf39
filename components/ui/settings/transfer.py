"""Export of the whole library to a file, and import of such a file."""

import time
from collections.abc import Generator
from functools import partial
from pathlib import Path

import streamlit as st

from components.background.long_task import TaskState
from components.pipelines.transfer.exporting import ExportReport
from components.pipelines.transfer.report import ImportReport
from components.types import Progress
from components.ui.shared.facts import counted, size_words
from components.ui.shared.notices import calm, notice, show_result
from components.ui.shared.state import services
from components.ui.shared.tasks import follow_task, is_running

_EXPORT, _IMPORT = "export", "import"
_MAX_DOWNLOAD_BYTES = 1_000_000_000  # Streamlit holds a download in memory
_MAX_FAILURES_SHOWN = 10
_UPLOADER = "import_uploader"


def show_export() -> None:
    """Draw the button that exports everything, and the finished export."""
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
    show_outcome(_EXPORT)
    for path in _exports():
        _show_file(path)
    st.caption(
        "Files still waiting to be indexed are not included. From the command line, with Footnote "
        "stopped: `python -m components export FILE`."
    )


def _exports() -> list[Path]:
    return sorted(services().exports.glob("footnote-*.zip"))


def _show_file(path: Path) -> None:
    size = path.stat().st_size
    with st.container(horizontal=True, vertical_alignment="center"):
        if size <= _MAX_DOWNLOAD_BYTES:
            st.download_button(
                f"Download {path.name} ({size_words(size)})",
                data=partial(path.open, "rb"),
                file_name=path.name,
                mime="application/zip",
                icon=":material/download:",
                on_click="ignore",
                type="primary",
            )
        else:
            st.caption(f"The export has {size_words(size)}, too much to download here. Copy it:")
            st.code(str(path), language=None)
        st.button("Delete export", type="tertiary", on_click=_delete_exports)


def _begin_export() -> None:
    with calm():
        _delete_exports()
        name = time.strftime("footnote-%Y-%m-%d-%H%M%S.zip")
        services().task.begin(_EXPORT, partial(services().export, services().exports / name))


def _delete_exports() -> None:
    for path in _exports():
        path.unlink(missing_ok=True)


def show_import() -> None:
    """Draw a field for an export, which is imported at once."""
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
    show_outcome(_IMPORT)
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


def show_outcome(name: str) -> None:
    """Draw the progress of the export, import or purge, or its result."""
    task = services().task
    state = task.state()
    if state is None or state.name != name:
        return
    if state.running:
        with st.container(border=True):
            follow_task(task, name, key="stop-task")
        return
    if state.error:
        notice(state.error)
    show_result(*_result(state), key="dismiss-task", dismiss=task.dismiss)


def _result(state: TaskState) -> list[str]:
    match state.result:
        case ImportReport() as report:
            failed = [f"{name}: {reason}" for name, reason in report.failed]
            return [" ".join(report.sentences()), *failed[:_MAX_FAILURES_SHOWN]]
        case ExportReport() as report:
            documents = counted(report.documents, "document")
            return [f"{documents} and {counted(report.conversations, 'conversation')} exported."]
    return ["Nothing was changed." if state.error else "Done."]
