"""How far the files being added are in all, how fast they come, and how long it still takes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.types import Job

_MEANINGFUL_SECONDS = 5.0
_MEANINGFUL_SHARE = 0.04
"""Less than this tells nothing about the rest."""
_READING_SHARE = 0.5
"""Of a file's time; embedding is the rest. A PDF takes longer to read, a text to embed."""
_BOTH_SHARE = 0.95
"""Of the time of a long one, whose pages are embedded as they are read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`share` of all work that is done, 0 to 1; the others are None until they mean something."""

    share: float
    pages_per_second: float | None
    seconds_left: float | None


def pace(jobs: Sequence[Job], *, now: float) -> Pace:
    """From what was done since it began, at the time `now` (seconds since the epoch).

    Over the whole time, so that one slow file moves it little; the time in which no process ran
    does not count.
    """
    sizes = [job.size for job in jobs if job.size]
    typical = sum(sizes) / len(sizes) if sizes else 1.0
    weights = [job.size or typical for job in jobs]
    done = sum(weight * _share(job) for weight, job in zip(weights, jobs, strict=True))
    share = done / sum(weights) if jobs else 0.0
    elapsed = _covered((job.started, job.ended or now) for job in jobs if job.started is not None)
    if elapsed < _MEANINGFUL_SECONDS or share < _MEANINGFUL_SHARE:
        return Pace(share=share, pages_per_second=None, seconds_left=None)
    pages = sum(_pages(job) for job in jobs)
    return Pace(
        share=share,
        pages_per_second=pages / elapsed if pages else None,
        seconds_left=elapsed * (1 - share) / share,
    )


def pace_words(found: Pace) -> str:
    """For a person; in steps so wide that it does not flicker. Empty until it means something.

    >>> pace_words(Pace(share=0.5, pages_per_second=12.3, seconds_left=170))
    '12 pages a second, about 3 minutes left.'
    """
    words: list[str] = []
    if found.pages_per_second is not None:
        speed = found.pages_per_second
        words.append(f"{speed:.0f} pages a second" if speed >= 2 else f"{speed:.1f} pages a second")
    if found.seconds_left is not None:
        words.append(_left_words(found.seconds_left))
    return ", ".join(words) + "." if words else ""


def _left_words(seconds: float) -> str:
    if seconds < 15:
        return "a few seconds left"
    if seconds < 50:
        return "less than a minute left"
    minutes = round(seconds / 60)
    if minutes < 2:
        return "about a minute left"
    if minutes < 90:
        return f"about {minutes} minutes left"
    return f"about {round(minutes / 60)} hours left"


def _share(job: Job) -> float:
    if job.status not in ("queued", "running"):
        return 1.0
    at = min(1.0, job.done / job.total) if job.total else 0.0
    if job.stage == "reading":
        return _READING_SHARE * at
    if job.stage == "reading and indexing":
        return _BOTH_SHARE * at
    if job.stage == "embedding":
        return _READING_SHARE + (1 - _READING_SHARE) * at
    return 1.0 if job.stage == "storing" else 0.0


def _pages(job: Job) -> int:
    if job.result:
        return job.result.pages or 0
    return job.done if job.stage.startswith("reading") and job.total else 0


def _covered(times: Iterable[tuple[float, float]]) -> float:
    """Seconds that lie in at least one of the spans."""
    total = end = 0.0
    for start, until in sorted(times):
        total += max(0.0, until - max(start, end))
        end = max(end, until)
    return total
