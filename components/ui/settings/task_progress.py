"""Progress of a long task, with a button that stops it."""

import streamlit as st

from components.background.long_task import LongTask
from components.types import Progress
from components.ui.shared.facts import megabytes
from components.ui.shared.text import label

_FEWEST_BYTES = 1_000_000
"""Totals from here on are bytes; no task has as many steps."""


def show_progress(task: LongTask, *, key: str) -> None:
    """Draw a task that runs: its stage, a bar, and a button with this key to stop it."""
    state = task.state()
    share, words = _share_and_words(state.progress if state else None)
    st.progress(share, text=label(words))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Stop", key=key, type="tertiary", on_click=task.stop, kwargs={"wait": False})
        st.caption("You can leave this page.")


def is_running(task: LongTask) -> bool:
    """Return whether the task runs, so that another cannot be started."""
    state = task.state()
    return state is not None and state.running


def _share_and_words(at: Progress | None) -> tuple[float, str]:
    if at is None:
        return 0.0, "Starting…"
    stage = at.stage[:1].upper() + at.stage[1:]
    if not at.total:
        return 0.0, f"{stage}…"
    if at.total >= _FEWEST_BYTES:
        count = f"{megabytes(at.done)} of {megabytes(at.total)}"
    else:
        count = f"{at.done:,} of {at.total:,}"
    return min(1.0, at.done / at.total), f"{stage}: {count}"
