"""Background work on a page: redrawn while it runs, and the page rerun when it ends."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from components.background.long_task import LongTask
from components.types import Progress
from components.ui.shared.dialogs import rerun_page
from components.ui.shared.facts import size_words
from components.ui.shared.text import label

_REFRESH_S = 0.5
_MIN_BYTES = 1_000_000  # greater totals are bytes: no task has as many steps


def follow(draw: Callable[[], None], *, until: Callable[[], bool]) -> None:
    """Draw twice a second until a condition holds, and rerun the page then."""

    @st.fragment(run_every=_REFRESH_S)
    def redraw() -> None:
        if until():
            rerun_page()
        draw()

    with st.container():  # its place on the page tells one fragment from another
        redraw()


def is_running(task: LongTask, name: str = "") -> bool:
    """Return whether the task runs; with a name, whether it runs under that name."""
    state = task.state()
    return state is not None and state.running and name in ("", state.name)


def follow_task(task: LongTask, name: str, *, key: str) -> None:
    """Draw the progress of a running task, with a button of this key to stop it."""
    follow(partial(_show, task, key), until=lambda: not is_running(task, name))


def _show(task: LongTask, key: str) -> None:
    state = task.state()
    share, words = _share_and_words(state.progress if state else None)
    st.progress(share, text=label(words))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Stop", key=key, type="tertiary", on_click=task.stop, kwargs={"wait": False})
        st.caption("You can leave this page.")


def _share_and_words(progress: Progress | None) -> tuple[float, str]:
    if progress is None:
        return 0.0, "Starting…"
    stage = progress.stage[:1].upper() + progress.stage[1:]
    if not progress.total:
        return 0.0, f"{stage}…"
    as_words = size_words if progress.total >= _MIN_BYTES else "{:,}".format
    words = f"{stage}: {as_words(progress.done)} of {as_words(progress.total)}"
    return min(1.0, progress.done / progress.total), words
