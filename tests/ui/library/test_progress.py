from dataclasses import replace

import pytest

from components.types import FileReport, Job
from components.ui.library.progress import estimate, stage_words, time_left_words


def _job(status: str, *, started: float | None = None, ended: float | None = None) -> Job:
    return Job(
        id=1,
        collection="documents",
        name="a",
        status=status,  # type: ignore[arg-type]
        stage="",
        done=0,
        total=0,
        result=FileReport(name="a", status="indexed") if status == "done" else None,
        created=0.0,
        size=1_000,
        started=started,
        ended=ended,
    )


def test_estimate_of_half_done_in_ten_seconds_leaves_ten() -> None:
    jobs = [_job("done", started=100, ended=110), _job("queued")]
    assert estimate(jobs, now=110) == (0.5, 10.0)


def test_estimate_too_early_names_no_time() -> None:
    after_two_seconds = [_job("done", started=100, ended=102), *[_job("queued")] * 3]
    assert estimate(after_two_seconds, now=102)[1] is None
    one_of_a_hundred = [_job("done", started=100, ended=110), *[_job("queued")] * 99]
    assert estimate(one_of_a_hundred, now=110)[1] is None
    assert estimate([], now=0) == (0, None)


def test_estimate_counts_overlapping_jobs_once_and_no_idle_time() -> None:
    jobs = [
        _job("done", started=1, ended=11),
        _job("done", started=6, ended=16),
        _job("running", started=1_000),
        _job("queued"),
    ]
    assert estimate(jobs, now=1_005)[1] == pytest.approx(20)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (3, "Less than a minute left."),
        (29, "Less than a minute left."),
        (70, "About 1 minute left."),
        (170, "About 3 minutes left."),
        (7_000, "About 2 hours left."),
    ],
)
def test_time_left_words_round_to_wide_steps(seconds: float, words: str) -> None:
    assert time_left_words(seconds) == words


@pytest.mark.parametrize(
    ("stage", "share"), [("reading", 0.25), ("reading and indexing", 0.475), ("embedding", 0.75)]
)
def test_estimate_half_through_a_stage_counts_its_share(stage: str, share: float) -> None:
    job = replace(_job("running", started=1), stage=stage, done=500, total=1_000)
    assert estimate([job], now=21)[0] == pytest.approx(share)


@pytest.mark.parametrize(("searchable", "pages"), [(1, "page"), (180, "180 pages")])
def test_stage_words_name_the_pages_that_can_be_asked(searchable: int, pages: str) -> None:
    job = replace(_job("running"), stage="reading and indexing", done=240, total=1_200)
    assert stage_words(job) == "Reading and indexing pages: 240 of 1,200"
    assert stage_words(replace(job, searchable=searchable)) == (
        f"Reading and indexing pages: 240 of 1,200. You can already ask about the first {pages}."
    )
