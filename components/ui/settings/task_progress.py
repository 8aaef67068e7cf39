"""A long task, followed while it runs, and what became of it."""

import streamlit as st

from components.background.long_task import TaskState
from components.pipelines.exporting import ExportReport
from components.pipelines.importing import ImportReport
from components.ui.shared.dialogs import renew
from components.ui.shared.facts import counted
from components.ui.shared.notices import notice
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_EVERY = 0.5
"""Seconds between two looks."""
_MOST_NAMED = 10
_RUNNING = {"export": "Exporting", "import": "Importing", "purge": "Purging"}


def show_task(name: str) -> None:
    """Draw the task, if it is this one: its progress, or what became of it."""
    state = services().task.state()
    if state is None or state.name != name:
        return
    if state.running:
        st.fragment(_follow, run_every=_EVERY)()
    else:
        _show_end(state)


def is_busy() -> bool:
    """Whether a task runs, so that another cannot be begun."""
    state = services().task.state()
    return state is not None and state.running


def _follow() -> None:
    state = services().task.state()
    if state is None or not state.running:
        renew()
        return
    at = state.progress
    with st.container(border=True):
        untrusted(f"{_RUNNING[state.name]}. You can leave this page meanwhile.")
        if at:
            count = f": {at.done + 1} of {at.total}" if at.total else ""
            untrusted(f"{at.stage[:1].upper()}{at.stage[1:]}{count}")
            st.progress(at.done / at.total if at.total else 0.0)
        st.button(
            "Stop",
            key="stop-task",
            type="tertiary",
            on_click=services().task.stop,
            kwargs={"wait": False},
        )


def _show_end(state: TaskState) -> None:
    if state.error:
        notice(state.error)
    with st.container(border=True):
        first, *rest = _sentences(state)
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            untrusted(first)
            st.space("stretch")
            st.button(
                "Dismiss", key="dismiss-task", type="tertiary", on_click=services().task.dismiss
            )
        for sentence in rest:
            untrusted(sentence)


def _sentences(state: TaskState) -> list[str]:
    match state.result:
        case ImportReport() as report:
            failed = [f"{name}: {reason}" for name, reason in report.failed]
            return [" ".join(report.sentences()), *failed[:_MOST_NAMED]]
        case ExportReport() as report:
            documents = counted(report.documents, "document")
            return [f"{documents} and {counted(report.conversations, 'conversation')} written."]
    return ["Nothing of it was done." if state.error else "Done."]
