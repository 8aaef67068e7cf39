"""Progress of the files being indexed, and a summary when all are done."""

import time
from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.types import IndexStatus, Job, JobStatus
from components.ui.library.eta import estimate, time_left_words
from components.ui.shared.dialogs import rerun_page
from components.ui.shared.facts import counted
from components.ui.shared.state import services
from components.ui.shared.text import label, untrusted

_REFRESH_S = 0.7
_MAX_JOBS_SHOWN = 8
_STAGES = {
    "": "Getting ready",
    "preparing the embedder, once": "Preparing the embedding model (first use only)",
    "embedder ready": "Getting ready",
    "fetching": "Fetching the page",
    "reading": "Reading pages",
    "reading and indexing": "Reading and indexing pages",
    "embedding": "Indexing passages",
    "storing": "Storing",
}
_OUTCOMES: tuple[IndexStatus | JobStatus, ...] = (
    "indexed",
    "replaced",
    "renamed",
    "unchanged",
    "failed",
    "cancelled",
)


def is_active(jobs: Sequence[Job]) -> bool:
    """Return whether any job is waiting or running."""
    return any(job.status in ("queued", "running") for job in jobs)


def show_progress(*, at_each: bool = False) -> None:
    """Draw the jobs while any is active, and rerun the page when the last one ends.

    With `at_each`, also when any of them ends or more of its pages become searchable, so that a
    table on the page stays current.
    """
    jobs = services().jobs.all()
    if is_active(jobs):
        st.fragment(partial(_follow, _version(jobs, at_each), at_each), run_every=_REFRESH_S)()


def _version(jobs: Sequence[Job], at_each: bool) -> tuple[int, ...]:
    """Return what the rest of the page depends on: it is drawn again when this changes."""
    if at_each:
        return _count_ended(jobs), sum(job.searchable for job in jobs)
    return (sum(job.searchable > 0 for job in jobs),)


def _count_ended(jobs: Sequence[Job]) -> int:
    return sum(job.status not in ("queued", "running") for job in jobs)


def _follow(version: tuple[int, ...], at_each: bool) -> None:
    queue = services().jobs
    jobs = queue.all()
    if not is_active(jobs) or _version(jobs, at_each) != version:
        rerun_page()
    active = [job for job in jobs if job.status in ("queued", "running")]
    share, seconds_left = estimate(jobs, now=time.time())
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            with st.container(gap=None):
                untrusted(f"{_count_ended(jobs)} of {counted(len(jobs), 'file')} done.")
                st.caption(f"{time_left_words(seconds_left)} You can leave this page.".strip())
            if len(active) > 1:
                st.button("Cancel all", type="tertiary", on_click=queue.cancel)
        st.progress(share)
        if queue.notice:
            untrusted(queue.notice)
        for job in active[:_MAX_JOBS_SHOWN]:
            _show_job(job)
        if len(active) > _MAX_JOBS_SHOWN:
            untrusted(f"and {len(active) - _MAX_JOBS_SHOWN} more waiting")


def _show_job(job: Job) -> None:
    with st.container(gap="xxsmall"):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            with st.container(gap=None):
                untrusted(job.name)
                st.caption(stage_words(job))
            st.button(
                "Cancel",
                key=f"cancel-{job.id}",
                help=f"Cancel {label(job.name)}",
                type="tertiary",
                on_click=services().jobs.cancel,
                args=(job.id,),
            )
        if job.status == "running":
            st.progress(min(1.0, job.done / job.total) if job.total else 0.0)


def stage_words(job: Job) -> str:
    """Describe how far a job is."""
    if job.status == "queued":
        return "Waiting"
    words = _STAGES.get(job.stage, job.stage.capitalize())
    if job.total:
        words += f": {job.done:,} of {job.total:,}"
    if not job.searchable:
        return words
    pages = "page" if job.searchable == 1 else f"{job.searchable:,} pages"
    return f"{words}. You can already ask about the first {pages}."


def show_summary() -> None:
    """Draw what became of the last files, until it is dismissed."""
    queue = services().jobs
    jobs = queue.all()
    if not jobs or is_active(jobs):
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            untrusted(summary_words(jobs))
            st.space("stretch")
            # Up to the last job shown: a late click does not dismiss what it does not show.
            st.button(
                "Dismiss",
                key=f"dismiss-{jobs[-1].id}",
                type="tertiary",
                on_click=queue.clear_ended,
                kwargs={"up_to": jobs[-1].id},
            )
        for job in jobs:
            if job.result and (reason := job.result.reason):
                untrusted(reason if job.name in reason else f"{job.name}: {reason}")


def summary_words(jobs: Sequence[Job]) -> str:
    """Count the outcomes, as in "2 indexed, 1 failed."."""
    counts = Counter(job.result.status if job.result else job.status for job in jobs)
    return ", ".join(f"{counts[each]} {each}" for each in _OUTCOMES if counts[each]) + "."
