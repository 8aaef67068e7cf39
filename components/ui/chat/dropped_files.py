"""Files that were dropped on the chat box without a question: read, and then ready to be asked."""

from collections.abc import Sequence

import streamlit as st

from components.background.answer_runs import documents_of, failures
from components.types import Job, Scope
from components.ui.chat.scope import choose_within
from components.ui.library.progress import is_active, stage_words
from components.ui.shared.dialogs import is_dialog_open
from components.ui.shared.state import collection, services
from components.ui.shared.text import untrusted

_JOBS = "files_read"
_READY = "files_ready"
_EVERY = 0.4
"""Seconds between two looks at the job table."""


def read_files(job_ids: tuple[int, ...]) -> None:
    """Follow these jobs on this page."""
    st.session_state[_JOBS] = (collection(), job_ids)
    st.session_state.pop(_READY, None)


def is_reading() -> bool:
    """Whether there are files to be followed."""
    return _JOBS in st.session_state


def take_ready() -> tuple[Scope, str] | None:
    """What has been read since, and why some of it was not; until the next question."""
    found: tuple[Scope, str] | None = st.session_state.get(_READY)
    return found


def forget_ready() -> None:
    """The person has gone on."""
    st.session_state.pop(_READY, None)


def show_reading() -> None:
    """Draw how far the files are; when they are there, ask these from then on."""
    st.fragment(_follow, run_every=_EVERY)()


def reading_words(job_ids: Sequence[int]) -> str:
    """For instance "Reading report.pdf… Indexing passages: 32 of 90"."""
    waiting = [each for each in _jobs(job_ids) if is_active([each])]
    if not waiting:
        return "Reading…"
    more = f" and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    return f"Reading {waiting[0].name}{more}… {stage_words(waiting[0])}"


def _follow() -> None:
    name, job_ids = st.session_state[_JOBS]
    jobs = _jobs(job_ids)
    if is_active(jobs) or is_dialog_open():
        untrusted(reading_words(job_ids))
        return
    del st.session_state[_JOBS]
    read = documents_of(services().catalogue, name, jobs)
    if read.document_ids:
        choose_within(read)
    st.session_state[_READY] = (read, " ".join(failures(jobs)))
    st.rerun()


def _jobs(job_ids: Sequence[int]) -> list[Job]:
    return [job for job in services().jobs.all() if job.id in job_ids]
