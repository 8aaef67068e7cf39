"""Files dropped on the chat box without a question: first read, then ready for questions."""

from collections.abc import Sequence

import streamlit as st

from components.background.answer_runs import documents_of, failures
from components.types import Job, Scope
from components.ui.chat.scope import use_scope
from components.ui.library.progress import is_active, stage_words
from components.ui.shared.dialogs import is_dialog_open
from components.ui.shared.state import collection, services
from components.ui.shared.text import untrusted

_READING = "dropped_files_reading"
_READY = "dropped_files_ready"
_REFRESH_S = 0.4


def follow_files(job_ids: tuple[int, ...]) -> None:
    """Show on this page how these files are read."""
    st.session_state[_READING] = (collection(), job_ids)
    st.session_state.pop(_READY, None)


def is_reading() -> bool:
    """Return whether dropped files are being read."""
    return _READING in st.session_state


def ready_files() -> tuple[Scope, str] | None:
    """Return the files read since the last question, and why others were not."""
    ready: tuple[Scope, str] | None = st.session_state.get(_READY)
    return ready


def clear_ready_files() -> None:
    """Forget the files that are ready, once a question is asked."""
    st.session_state.pop(_READY, None)


def show_reading() -> None:
    """Draw the progress of the files, and limit questions to them once they are ready."""
    st.fragment(_follow, run_every=_REFRESH_S)()


def reading_words(job_ids: Sequence[int]) -> str:
    """Say what is being read, as in "Reading report.pdf… Indexing passages: 32 of 90"."""
    active = [job for job in _jobs(job_ids) if is_active([job])]
    if not active:
        return "Reading…"
    more = f" and {len(active) - 1} more" if len(active) > 1 else ""
    return f"Reading {active[0].name}{more}… {stage_words(active[0])}"


def _follow() -> None:
    name, job_ids = st.session_state[_READING]
    jobs = _jobs(job_ids)
    if is_active(jobs) or is_dialog_open():
        untrusted(reading_words(job_ids))
        return
    del st.session_state[_READING]
    scope = documents_of(services().catalogue, name, jobs)
    if scope.document_ids:
        use_scope(scope)
    st.session_state[_READY] = (scope, " ".join(failures(jobs)))
    st.rerun()


def _jobs(job_ids: Sequence[int]) -> list[Job]:
    return [job for job in services().jobs.all() if job.id in job_ids]
