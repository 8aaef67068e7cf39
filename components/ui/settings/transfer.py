"""Everything leaves as one file, and arrives from one."""

import time
from collections.abc import Generator
from functools import partial
from pathlib import Path

import streamlit as st

from components.types import Progress
from components.ui.settings.task_progress import is_busy, show_task
from components.ui.shared.facts import megabytes
from components.ui.shared.notices import calm
from components.ui.shared.state import services

EXPORT, IMPORT = "export", "import"
_MOST_DOWNLOADED = 1_000_000_000
"""Bytes; Streamlit holds what is downloaded in memory."""
_ROUND = "import_round"


def show_transfer() -> None:
    """Draw both ways."""
    _show_export()
    st.space("small")
    _show_import()


def _show_export() -> None:
    st.subheader("Export everything")
    st.markdown(
        "One ZIP file with your documents, what was read of them, the collections, all "
        "conversations and these settings. No key or password is in it. It is not encrypted: keep "
        "it as carefully as the documents themselves."
    )
    st.button(
        "Export everything",
        icon=":material/archive:",
        disabled=is_busy(),
        on_click=_begin_export,
    )
    show_task(EXPORT)
    for path in sorted(services().exports.glob("footnote-*.zip")):
        _show_written(path)
    st.caption(
        "Without the page, with Footnote stopped: python -m components export FILE. Files that "
        "are still waiting to be indexed are not exported."
    )


def _show_written(path: Path) -> None:
    size = path.stat().st_size
    with st.container(horizontal=True, vertical_alignment="center"):
        if size <= _MOST_DOWNLOADED:
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
            st.caption(f"At {megabytes(size)} it is too large to download here. It lies ready at:")
            st.code(str(path), language=None)
        st.button("Remove the export", type="tertiary", on_click=_remove_exports)


def _begin_export() -> None:
    with calm():
        _remove_exports()
        name = time.strftime("footnote-%Y-%m-%d-%H%M%S.zip")
        services().task.begin(EXPORT, partial(services().export, services().exports / name))


def _remove_exports() -> None:
    for path in services().exports.glob("footnote-*.zip"):
        path.unlink(missing_ok=True)


def _show_import() -> None:
    st.subheader("Import")
    st.markdown(
        "What an export holds is added to this library; what is here stays. A document that is "
        "here already is left as it is. Where one of the same name has other contents, both are "
        "kept. Import only what you or somebody you trust exported: its documents will be quoted."
    )
    key = f"import-{st.session_state.setdefault(_ROUND, 0)}"
    st.file_uploader(
        "An export",
        type=["zip"],
        key=key,
        label_visibility="collapsed",
        disabled=is_busy(),
        on_change=_begin_import,
        args=(key,),
    )
    show_task(IMPORT)
    st.caption(
        "A file larger than this page takes is imported with Footnote stopped: "
        "python -m components import FILE."
    )


def _begin_import(key: str) -> None:
    given = st.session_state[key]
    if given is None:
        return
    with calm():
        services().exports.mkdir(parents=True, exist_ok=True)
        path = services().exports / f"import-{time.monotonic_ns()}.zip"
        path.write_bytes(given.getbuffer())
        if not services().task.begin(IMPORT, partial(_take_in, path)):
            path.unlink()
    # A new key is a new, empty place, as in the library.
    st.session_state[_ROUND] += 1


def _take_in(path: Path) -> Generator[Progress, None, object]:
    try:
        return (yield from services().take_in(path))
    finally:
        path.unlink(missing_ok=True)
