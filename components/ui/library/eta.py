"""Estimate of how much of the indexing is done, and how long the rest takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """Share of all work done (0 to 1), and the seconds left; None while it is too early to say."""

    share: float
    seconds_left: float | None


def estimate(jobs: Sequence[Job], *, now: float) -> Estimate:
    """Estimate from all jobs, weighted by size; `now` is in seconds since the epoch.

    Time in which no job ran, such as before a restart, does not count.
    """
    sizes = [job.size for job in jobs if job.size]
    usual = sum(sizes) / len(sizes) if sizes else 1.0
    weights = [job.size or usual for job in jobs]
    done = sum(weight * _share(job) for weight, job in zip(weights, jobs, strict=True))
    share = done / sum(weights) if jobs else 0.0
    elapsed = _covered((job.started, job.ended or now) for job in jobs if job.started is not None)
    if elapsed < _MIN_SECONDS or share < _MIN_SHARE:
        return Estimate(share=share, seconds_left=None)
    return Estimate(share=share, seconds_left=elapsed * (1 - share) / share)


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


def _covered(times: Iterable[tuple[float, float]]) -> float:
    """Return the seconds that lie in at least one of the spans."""
    total = end = 0.0
    for start, until in sorted(times):
        total += max(0.0, until - max(start, end))
        end = max(end, until)
    return total
