"""Progress of the files being indexed, and a summary when all are done."""

import time
from collections import Counter
from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.types import IndexStatus, Job, JobStatus
from components.ui.shared.facts import counted
from components.ui.shared.notices import show_result
from components.ui.shared.state import services
from components.ui.shared.tasks import follow
from components.ui.shared.text import label, untrusted

_MAX_JOBS_SHOWN = 8
_STAGES = {
    "": ("Getting ready", 0.0, 0.0),
    "preparing the embedder, once": ("Preparing the embedding model (first use only)", 0.0, 0.0),
    "embedder ready": ("Getting ready", 0.0, 0.0),
    "fetching": ("Fetching the page", 0.0, 0.0),
    "reading": ("Reading pages", 0.0, 0.5),
    "reading and indexing": ("Reading and indexing pages", 0.0, 0.95),
    "embedding": ("Indexing passages", 0.5, 0.5),
    "storing": ("Storing", 1.0, 0.0),
}
"""A stage in words, the share of a file's time that is over when it begins, and its own share."""
_OUTCOMES: tuple[IndexStatus | JobStatus, ...] = (
    "indexed",
    "replaced",
    "renamed",
    "unchanged",
    "failed",
    "cancelled",
)
_MIN_SECONDS, _MIN_SHARE = 5.0, 0.04
"""After less time or progress, nothing can be said about the rest."""


def is_active(jobs: Sequence[Job]) -> bool:
    """Return whether any job is waiting or running."""
    return any(job.status in ("queued", "running") for job in jobs)


def show_progress(*, at_each: bool = False) -> None:
    """Draw the jobs while any is active, and rerun the page when the last one ends.

    With `at_each`, also when any of them ends or more of its pages become searchable, so that a
    table on the page stays current.
    """
    queue = services().jobs
    if is_active(queue.all()):
        drawn = _version(queue.all(), at_each)
        follow(_show_jobs, until=lambda: _version(queue.all(), at_each) != drawn)


def _version(jobs: Sequence[Job], at_each: bool) -> tuple[int, ...]:
    """Return what the rest of the page depends on: it is drawn again when this changes."""
    if at_each:
        return is_active(jobs), _count_ended(jobs), sum(job.searchable for job in jobs)
    return is_active(jobs), sum(job.searchable > 0 for job in jobs)


def _count_ended(jobs: Sequence[Job]) -> int:
    return sum(job.status not in ("queued", "running") for job in jobs)


def _show_jobs() -> None:
    queue = services().jobs
    jobs = queue.all()
    active = [job for job in jobs if is_active([job])]
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
    words = _stage(job)[0]
    if job.total:
        words += f": {job.done:,} of {job.total:,}"
    if not job.searchable:
        return words
    pages = "page" if job.searchable == 1 else f"{job.searchable:,} pages"
    return f"{words}. You can already ask about the first {pages}."


def estimate(jobs: Sequence[Job], *, now: float) -> tuple[float, float | None]:
    """Return the share of all work done, and the seconds left (None while too early to say).

    Jobs weigh as much as their files. `now` is in seconds since the epoch; time in which no job
    ran, such as before a restart, does not count.
    """
    sizes = [job.size for job in jobs if job.size]
    usual = sum(sizes) / len(sizes) if sizes else 1.0
    weights = [job.size or usual for job in jobs]
    done = sum(weight * _share(job) for weight, job in zip(weights, jobs, strict=True))
    share = done / sum(weights) if jobs else 0.0
    elapsed = end = 0.0
    for start, until in sorted((job.started, job.ended or now) for job in jobs if job.started):
        elapsed += max(0.0, until - max(start, end))
        end = max(end, until)
    if elapsed < _MIN_SECONDS or share < _MIN_SHARE:
        return share, None
    return share, elapsed * (1 - share) / share


def _stage(job: Job) -> tuple[str, float, float]:
    return _STAGES.get(job.stage, (job.stage.capitalize(), 0.0, 0.0))


def _share(job: Job) -> float:
    if not is_active([job]):
        return 1.0
    _, begun, own = _stage(job)
    return begun + own * (min(1.0, job.done / job.total) if job.total else 0.0)


def time_left_words(seconds: float | None) -> str:
    """Round to steps so wide that the words do not flicker.

    >>> time_left_words(170), time_left_words(20), time_left_words(None)
    ('About 3 minutes left.', 'Less than a minute left.', '')
    """
    if seconds is None:
        return ""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "Less than a minute left."
    if minutes < 90:
        return f"About {counted(minutes, 'minute')} left."
    return f"About {round(minutes / 60)} hours left."


def show_summary() -> None:
    """Draw what became of the last files, until it is dismissed."""
    queue = services().jobs
    jobs = queue.all()
    if not jobs or is_active(jobs):
        return
    reasons = [
        job.result.reason if job.name in job.result.reason else f"{job.name}: {job.result.reason}"
        for job in jobs
        if job.result and job.result.reason
    ]
    # Up to the last job shown: a late click does not dismiss what it does not show.
    last = jobs[-1].id
    show_result(
        summary_words(jobs),
        *reasons,
        key=f"dismiss-{last}",
        dismiss=partial(queue.clear_ended, up_to=last),
    )


def summary_words(jobs: Sequence[Job]) -> str:
    """Count the outcomes, as in "2 indexed, 1 failed."."""
    counts = Counter(job.result.status if job.result else job.status for job in jobs)
    return ", ".join(f"{counts[each]} {each}" for each in _OUTCOMES if counts[each]) + "."
