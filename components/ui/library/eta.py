"""Estimate of how much of the indexing is done, and how long the rest takes."""

from collections.abc import Sequence

from components.types import Job

_MIN_SECONDS = 5.0
_MIN_SHARE = 0.04
"""Less progress than this says nothing about the rest."""
_STAGES = {
    "reading": (0.0, 0.5),
    "reading and indexing": (0.0, 0.95),
    "embedding": (0.5, 0.5),
    "storing": (1.0, 0.0),
}
"""Share of a file's time that is over when a stage begins, and that the stage takes."""


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


def time_left_words(seconds: float | None) -> str:
    """Round to steps so wide that the words do not flicker.

    >>> time_left_words(170), time_left_words(None)
    ('About 3 minutes left.', '')
    """
    if seconds is None:
        return ""
    if seconds < 15:
        return "A few seconds left."
    if seconds < 50:
        return "Less than a minute left."
    minutes = round(seconds / 60)
    if minutes < 2:
        return "About a minute left."
    return (
        f"About {minutes} minutes left."
        if minutes < 90
        else f"About {minutes / 60:.0f} hours left."
    )


def _share(job: Job) -> float:
    if job.status not in ("queued", "running"):
        return 1.0
    begun, takes = _STAGES.get(job.stage, (0.0, 0.0))
    return begun + takes * (min(1.0, job.done / job.total) if job.total else 0.0)
