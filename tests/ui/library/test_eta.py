from dataclasses import replace

import pytest

from components.types import FileReport, Job
from components.ui.library.eta import Pace, pace, pace_words
from components.ui.library.progress import stage_words


def _job(
    status: str, *, started: float | None = None, ended: float | None = None, pages: int = 0
) -> Job:
    result = FileReport(name="a", status="indexed", pages=pages) if status == "done" else None
    return Job(
        id=1,
        collection="documents",
        name="a",
        status=status,  # type: ignore[arg-type]
        stage="",
        done=0,
        total=0,
        result=result,
        created=0.0,
        size=1_000,
        started=started,
        ended=ended,
    )


def test_half_done_in_ten_seconds_leaves_ten() -> None:
    jobs = [_job("done", started=100, ended=110, pages=50), _job("queued")]
    found = pace(jobs, now=110)
    assert found == Pace(share=0.5, pages_per_second=5.0, seconds_left=10.0)
    assert pace_words(found) == "5 pages a second, a few seconds left."


def test_nothing_is_said_before_it_means_something() -> None:
    jobs = [_job("done", started=100, ended=102), *[_job("queued")] * 3]
    assert pace_words(pace(jobs, now=102)) == ""
    many = [_job("done", started=100, ended=110), *[_job("queued")] * 99]
    assert pace_words(pace(many, now=110)) == ""
    assert pace([], now=0).share == 0


def test_time_without_a_process_does_not_count_and_overlaps_count_once() -> None:
    jobs = [
        _job("done", started=0, ended=10),
        _job("done", started=5, ended=15),
        _job("running", started=1_000),
        _job("queued"),
    ]
    assert pace(jobs, now=1_005).seconds_left == pytest.approx(20)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "a few seconds left."),
        (40, "less than a minute left."),
        (70, "about a minute left."),
        (170, "about 3 minutes left."),
        (7_000, "about 2 hours left."),
    ],
)
def test_words_go_in_wide_steps(seconds: float, words: str) -> None:
    assert pace_words(Pace(share=0.5, pages_per_second=None, seconds_left=seconds)) == words


def test_a_long_document_counts_by_pages_that_are_read_and_indexed() -> None:
    reading = replace(
        _job("running", started=0), stage="reading and indexing", done=500, total=1_000
    )
    found = pace([reading], now=20)
    assert found.share == pytest.approx(0.475)
    assert found.pages_per_second == pytest.approx(25)
    embedding = replace(reading, stage="embedding", done=980, total=1_000)
    assert pace([embedding], now=40).share > 0.95


def test_what_can_be_asked_already_is_said() -> None:
    job = replace(_job("running"), stage="reading and indexing", done=240, total=1_200)
    assert stage_words(job) == "Reading and indexing pages: 240 of 1,200"
    assert stage_words(replace(job, searchable=180)) == (
        "Reading and indexing pages: 240 of 1,200. The first 180 pages can be asked about already."
    )
