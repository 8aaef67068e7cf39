"""Files on their way into the library, followed while they are; the work itself is elsewhere."""

import time
from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.types import Job
from components.ui.library.eta import pace, pace_words
from components.ui.shared.dialogs import renew
from components.ui.shared.state import services
from components.ui.shared.text import label, untrusted

_EVERY = 0.7
"""Seconds between two looks at the job table."""
_MOST_SHOWN = 8

_STAGES = {
    "": "Getting ready",
    "preparing the embedder, once": "Preparing the embedding model, once on this machine",
    "embedder ready": "Getting ready",
    "fetching": "Fetching the page",
    "reading": "Reading pages",
    "reading and indexing": "Reading and indexing pages",
    "embedding": "Indexing passages",
    "storing": "Storing",
}


def is_active(jobs: Sequence[Job]) -> bool:
    """Whether any of them is still to be done."""
    return any(job.status in ("queued", "running") for job in jobs)


def show_progress(*, at_each: bool = False) -> None:
    """Draw the jobs while there are any, and the whole page anew when the last has ended, and
    when the first pages of one can be found.

    `at_each`: when any of them has ended, or more pages can be found, so that a table on the page
    keeps up.
    """
    jobs = services().jobs.all()
    if is_active(jobs):
        st.fragment(partial(_follow, _news(jobs, at_each), at_each), run_every=_EVERY)()


def _count_ended(jobs: Sequence[Job]) -> int:
    return sum(job.status not in ("queued", "running") for job in jobs)


def _news(jobs: Sequence[Job], at_each: bool) -> tuple[int, ...]:
    """What the rest of the page shows of them: another one is a reason to draw it anew."""
    if at_each:
        return _count_ended(jobs), sum(job.searchable for job in jobs)
    return (sum(job.searchable > 0 for job in jobs),)


def _follow(seen: tuple[int, ...], at_each: bool) -> None:
    queue = services().jobs
    jobs = queue.all()
    ended = _count_ended(jobs)
    if not is_active(jobs) or _news(jobs, at_each) != seen:
        renew()
    waiting = [job for job in jobs if job.status in ("queued", "running")]
    with st.container(border=True):
        found = pace(jobs, now=time.time())
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            with st.container(gap=None):
                untrusted(f"{ended} of {len(jobs)} files done.")
                st.caption(f"{pace_words(found)} You can leave this page meanwhile.".strip())
            if len(waiting) > 1:
                st.button("Cancel all", type="tertiary", on_click=queue.cancel_all)
        st.progress(found.share)
        if queue.notice:
            untrusted(queue.notice)
        for job in waiting[:_MOST_SHOWN]:
            _show(job)
        if len(waiting) > _MOST_SHOWN:
            untrusted(f"and {len(waiting) - _MOST_SHOWN} more waiting")


def _show(job: Job) -> None:
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
    """Where a job is, for a person."""
    if job.status == "queued":
        return "Waiting"
    stage = _STAGES.get(job.stage, job.stage[:1].upper() + job.stage[1:])
    words = f"{stage}: {job.done:,} of {job.total:,}" if job.total else stage
    if not job.searchable:
        return words
    return f"{words}. The first {job.searchable:,} pages can be asked about already."
