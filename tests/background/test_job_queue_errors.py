"""Errors of the queue's own: what fails, whose file it is, and that the worker goes on."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import event

from components.background.job_queue import JobQueue
from components.errors import EmbedderError, FootnoteError
from components.services import Services
from components.stores import JobTable
from components.types import Addition, FileReport, Job, Progress, Upload
from tests.library import found
from tests.pacing import until

LAMP = b"The lamp is lit at dusk."


def _queue(services: Services, index: Callable[..., Any], **changes: Any) -> JobQueue:
    """Return a queue over the library's real tables, with another step in its place."""
    parts: dict[str, Any] = {
        "table": JobTable(services.database),
        "catalogue": services.catalogue,
        "index": index,
        "prepare": lambda: iter(()),
        "tidy": lambda: None,
    }
    return JobQueue(**{**parts, **changes})


def _over(jobs: tuple[Job, ...]) -> bool:
    return all(job.status not in ("queued", "running") for job in jobs)


def _files(*names: str) -> list[Upload]:
    return [Upload(name=name, data=name.encode()) for name in names]


def _steps(*items: Progress) -> Callable[[], Generator[Progress]]:
    def prepare() -> Generator[Progress]:
        yield from items

    return prepare


def test_queue_fails_each_file_once_when_the_embedder_cannot_load(services: Services) -> None:
    calls = []

    def index(_: Iterable[Addition], *, collection: str) -> Generator[FileReport]:
        calls.append(collection)
        raise EmbedderError("The embedder cannot be reached. Check the connection.")
        yield

    with closing(_queue(services, index, prepare=_steps())) as jobs:
        jobs.submit(_files("a.txt", "b.txt"), collection="documents")
        jobs.start()
        until(lambda: _over(jobs.all()))
        results = [(job.status, job.result and job.result.reason) for job in jobs.all()]
    reason = "The embedder cannot be reached. Check the connection."
    assert results == [("failed", reason), ("failed", reason)]
    assert len(calls) == 2


def test_cancelling_a_file_read_ahead_leaves_the_current_one_alone(services: Services) -> None:
    begun: list[str] = []
    going_on = []

    def index(uploads: Iterable[Addition], *, collection: str) -> Generator[Progress | FileReport]:  # noqa: ARG001
        ahead = list(uploads)
        for each in ahead:
            assert isinstance(each, Upload)
            begun.append(each.name)
            while not going_on:
                yield Progress(name=each.name, stage="reading")
            yield FileReport(name=each.name, status="indexed")

    with closing(_queue(services, index, prepare=_steps())) as jobs:
        first, second, third = jobs.submit(_files("a", "b", "c"), collection="documents")
        jobs.start()
        until(lambda: begun == ["a"])
        jobs.cancel(second)
        going_on.append(True)
        until(lambda: _over(jobs.all()))
        statuses = {job.id: job.status for job in jobs.all()}
    assert statuses == {first: "done", second: "cancelled", third: "done"}
    assert begun == ["a", "c"]


def test_error_while_a_file_is_fed_fails_that_file_only(services: Services) -> None:
    services.jobs.submit(_files("a.txt", "b.txt", "c.txt"), collection="documents")
    with services.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM blobs WHERE data = CAST('b.txt' AS BLOB)")
    services.jobs.start()
    until(lambda: _over(services.jobs.all()))
    failed = {job.name: job.result for job in services.jobs.all() if job.status == "failed"}
    assert set(failed) == {"b.txt"}
    assert failed["b.txt"] is not None
    assert "original file is not stored" in failed["b.txt"].reason


def test_notice_of_a_passing_failure_goes_when_it_has_passed(services: Services) -> None:
    failures = [FootnoteError("The log is in use.")]

    def tidy() -> None:
        if failures:
            raise failures[0]

    with closing(_queue(services, lambda *_, **__: iter(()), prepare=_steps(), tidy=tidy)) as jobs:
        jobs.start()
        until(lambda: jobs.notice == "The log is in use.")
        failures.clear()
        until(lambda: jobs.notice == "")


def test_slow_file_steps_behind_quick_ones(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("components.background.job_queue._SLOW_AFTER_S", 0.2)
    order: list[str] = []

    def index(uploads: Iterable[Addition], *, collection: str) -> Generator[Progress | FileReport]:  # noqa: ARG001
        for each in uploads:
            assert isinstance(each, Upload)
            steps = 10_000_000 if each.name == "slow" and "quick" not in order else 1
            for _ in range(steps):
                yield Progress(name=each.name, stage="reading")
            order.append(each.name)
            yield FileReport(name=each.name, status="indexed")

    with closing(_queue(services, index, prepare=_steps())) as jobs:
        jobs.submit(_files("slow", "quick"), collection="documents")
        jobs.start()
        until(lambda: _over(jobs.all()))
    assert order == ["quick", "slow"]


@pytest.fixture
def page_limit(services: Services) -> Iterator[Callable[[int | None], None]]:
    """Fill the disk: SQLite may add no more than so many pages to the file of the catalogue."""
    limit: list[int | None] = [None]

    def apply(connection: Any, *_: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        most = 1_000_000 if limit[0] is None else pages + limit[0]
        connection.execute(f"PRAGMA max_page_count = {most}")

    event.listen(services.database.engine, "checkout", apply)
    yield lambda pages: limit.__setitem__(0, pages)
    event.remove(services.database.engine, "checkout", apply)


def test_worker_goes_on_after_a_full_disk_once_there_is_room(
    services: Services, page_limit: Callable[[int | None], None]
) -> None:
    long = b"The tide turns at noon, and the boats wait for it at the pier.\n\n" * 2_000
    services.jobs.submit([Upload(name="long.txt", data=long)], collection="documents")
    page_limit(0)
    services.jobs.start()
    until(lambda: "disk is full" in services.jobs.notice)
    assert [job.status for job in services.jobs.all()] in (["queued"], ["running"])
    assert found(services, "lamp") == set()  # reading works
    page_limit(None)
    until(lambda: _over(services.jobs.all()))
    assert [job.status for job in services.jobs.all()] == ["done"]
    assert services.jobs.notice == ""
    assert found(services, "tide") == {"long.txt"}
