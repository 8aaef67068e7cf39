"""The job queue with real files: order, progress, cancelling, errors, a full disk, restarts."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from sqlalchemy import delete, event

from components.background import job_queue
from components.background.job_queue import JobQueue
from components.background.open_job import Work
from components.errors import StoreError
from components.pipelines.indexing import begin
from components.services import Services, build
from components.settings import Settings
from components.stores import Database, JobTable
from components.stores.tables import blobs
from components.types import Addition, FileReport, Job, Progress, Upload
from tests.library import found

LONG = ("The lamp is lit at dusk and put out at dawn by the keeper on watch.\n\n" * 3_000).encode()


def _wait(
    services: Services, until: Callable[[tuple[Job, ...]], bool], seconds: float = 60
) -> None:
    end = time.monotonic() + seconds
    while not until(services.jobs.all()):
        assert time.monotonic() < end, services.jobs.all()
        time.sleep(0.02)


def _over(jobs: tuple[Job, ...]) -> bool:
    return all(job.status not in ("queued", "running") for job in jobs)


def test_submitted_files_are_indexed_and_failures_have_a_reason(services: Services) -> None:
    services.jobs.start()
    services.jobs.submit(
        [
            Upload(name="a.txt", data=b"The lamp is lit at dusk."),
            Upload(name="b.txt", data=b""),
            Upload(name="c.txt", data=b"The tide turns."),
        ],
        collection="documents",
    )
    _wait(services, _over)
    jobs = services.jobs.all()
    assert [job.status for job in jobs] == ["done", "failed", "done"]
    assert jobs[1].result is not None
    assert jobs[1].result.reason
    assert found(services, "lamp tide") == {"a.txt", "c.txt"}
    services.jobs.clear_ended(up_to=jobs[1].id)
    assert services.jobs.all() == jobs[2:]
    services.jobs.clear_ended(up_to=jobs[2].id)
    assert services.jobs.all() == ()
    # A late click on one of these must not cancel a later one.
    again = services.jobs.submit([Upload(name="d.txt", data=b"Ebb.")], collection="documents")
    assert again == [jobs[2].id + 1]


def test_submit_of_an_equal_waiting_file_returns_its_job(services: Services) -> None:
    file = Upload(name="a.txt", data=b"The lamp is lit at dusk.")
    (first,) = services.jobs.submit([file], collection="documents")
    other, again, locked, elsewhere = (
        services.jobs.submit([each], collection=where)[0]
        for each, where in (
            (Upload(name="a.txt", data=b"The lamp is out."), "documents"),
            (file, "documents"),
            (Upload(name=file.name, data=file.data, password="open"), "documents"),
            (file, "elsewhere"),
        )
    )
    assert again == first
    assert len({first, other, locked, elsewhere}) == 4


def test_progress_shows_embedded_chunks_of_a_running_file(services: Services) -> None:
    services.jobs.start()
    services.jobs.submit([Upload(name="long.txt", data=LONG)], collection="documents")
    _wait(services, lambda jobs: jobs[0].stage == "embedding" and 0 < jobs[0].done < jobs[0].total)
    services.jobs.cancel(services.jobs.all()[0].id)
    _wait(services, _over)


def test_cancel_ends_only_that_file(services: Services) -> None:
    services.jobs.start()
    first, second, third = services.jobs.submit(
        [
            Upload(name="long.txt", data=LONG),
            Upload(name="longer.txt", data=LONG + b"more"),
            Upload(name="c.txt", data=b"The tide turns."),
        ],
        collection="documents",
    )
    services.jobs.cancel(second)
    _wait(services, lambda jobs: jobs[0].stage == "embedding")
    services.jobs.cancel(first)
    _wait(services, _over)
    assert [job.status for job in services.jobs.all()] == ["cancelled", "cancelled", "done"]
    assert found(services, "lamp tide") == {"c.txt"}
    services.jobs.cancel(third)
    assert services.jobs.all()[2].status == "done"


def test_queued_files_survive_a_restart(tmp_path: Path) -> None:
    with build(Settings(home=tmp_path)) as services:
        services.jobs.start()
        services.jobs.submit(
            [Upload(name="long.txt", data=LONG), Upload(name="b.txt", data=b"The tide turns.")],
            collection="documents",
        )
        _wait(services, lambda jobs: jobs[0].stage == "embedding")
    with build(Settings(home=tmp_path)) as services:
        assert {job.status for job in services.jobs.all()} == {"queued"}
        services.jobs.start()
        services.jobs.cancel(services.jobs.all()[0].id)
        _wait(services, _over)
        assert found(services, "tide") == {"b.txt"}


def test_password_opens_a_pdf_and_is_stored_nowhere(services: Services, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=Path(__file__).parents[2] / "samples" / "annual-report-2024.pdf")
    writer.encrypt("open-sesame-canary")
    locked = BytesIO()
    writer.write(locked)
    services.jobs.start()
    services.jobs.submit([Upload(name="r.pdf", data=locked.getvalue())], collection="documents")
    _wait(services, _over)
    result = services.jobs.all()[0].result
    assert result is not None
    assert "r.pdf" in result.reason
    assert "password" in result.reason
    services.jobs.submit(
        [Upload(name="r.pdf", data=locked.getvalue(), password="open-sesame-canary")],
        collection="documents",
    )
    _wait(services, _over)
    assert services.jobs.all()[1].status == "done"
    assert [row.status for row in services.catalogue.documents.rows()] == ["ready"]
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"open-sesame-canary" not in file.read_bytes()


def test_start_twice_runs_one_worker(services: Services) -> None:
    services.jobs.start()
    services.jobs.start()
    for _ in range(3):
        services.jobs.submit([Upload(name="a.txt", data=b"The lamp.")], collection="documents")
        _wait(services, _over)
    results = [job.result for job in services.jobs.all()]
    statuses = [result.status for result in results if result]
    assert statuses == ["indexed", "unchanged", "unchanged"]


@pytest.mark.parametrize("count", [1, 3])
def test_submit_returns_the_ids_of_the_jobs(services: Services, count: int) -> None:
    uploads = [Upload(name=f"{at}.txt", data=b"The lamp.") for at in range(count)]
    assert services.jobs.submit(uploads, collection="documents") == [
        job.id for job in services.jobs.all()
    ]


def test_file_fails_with_the_reason_when_the_embedder_cannot_load(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", embedder=str(tmp_path / "no-model"))
    with build(settings) as services:
        services.jobs.start()
        services.jobs.submit([Upload(name="a.txt", data=b"The lamp.")], collection="documents")
        _wait(services, _over, seconds=30)
        (job,) = services.jobs.all()
    assert job.status == "failed"
    assert job.result is not None
    assert "no-model" in job.result.reason


def test_cancel_of_a_file_read_ahead_leaves_the_one_in_progress(services: Services) -> None:
    services.jobs.start()
    first, second = services.jobs.submit(
        [Upload(name="long.txt", data=LONG), Upload(name="b.txt", data=LONG + b"more")],
        collection="documents",
    )
    _wait(services, lambda jobs: jobs[0].done > 0)
    before = services.jobs.all()[0]
    services.jobs.cancel(second)
    _wait(services, lambda jobs: jobs[1].status == "cancelled")
    after = services.jobs.all()[0]
    assert after.status == "done" or (after.started == before.started and after.done >= before.done)
    services.jobs.cancel(first)


def test_file_whose_bytes_are_gone_fails_and_no_other(services: Services) -> None:
    names = ("a.txt", "b.txt", "c.txt")
    services.jobs.submit(
        [Upload(name=name, data=name.encode()) for name in names], collection="documents"
    )
    with services.database.write() as connection:
        connection.execute(delete(blobs).where(blobs.c.data == b"b.txt"))
    services.jobs.start()
    _wait(services, _over, seconds=30)
    assert [job.status for job in services.jobs.all()] == ["done", "failed", "done"]


def test_slow_file_waits_while_a_quick_one_is_indexed(services: Services) -> None:
    with _queue(services, begin=_begin_work, slow_s=0.1) as queue:
        slow, _ = queue.submit(
            [
                Upload(name="slow.txt", data=b"The lamp is lit at dusk."),
                Upload(name="quick.txt", data=b"The tide turns."),
            ],
            collection="documents",
        )
        queue.start()
        _until(lambda: queue.all()[1].status == "done")
        assert queue.all()[0].status == "running"
        queue.cancel(slow)
        _until(lambda: queue.all()[0].status == "cancelled")


def test_notice_of_a_failure_ends_when_the_work_succeeds(services: Services) -> None:
    errors = [StoreError("The index is being read."), ZeroDivisionError()]
    notices: list[str] = []

    def tidy() -> None:
        notices.append(queue.notice)
        if errors:
            raise errors.pop(0)

    with _queue(services, tidy=tidy) as queue:
        queue.start()
        _until(lambda: len(notices) == 4)
    assert notices[:2] == ["", "The index is being read."]
    assert "log" in notices[2]
    assert notices[3] == ""


def test_full_disk_pauses_the_queue_until_there_is_room(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_queue, "_DISK_RETRY_S", 0.5)
    files = [Upload(name=f"{at}.txt", data=f"Lamp {at}. ".encode() * 9_000) for at in range(3)]
    services.jobs.submit(files[:1], collection="documents")
    services.jobs.start()
    _wait(services, _over)
    services.jobs.submit(files[1:], collection="documents")
    with _full_disk(services.database):
        _until(lambda: "disk" in services.jobs.notice)
        assert found(services, "lamp") == {"0.txt"}
        assert len(services.jobs.all()) == 3
    _wait(services, _over)
    assert [job.status for job in services.jobs.all()] == ["done"] * 3
    assert not services.jobs.notice


@contextmanager
def _queue(
    services: Services,
    *,
    begin: Callable[[Services, Addition, str], Work] = begin,
    tidy: Callable[[], None] = lambda: None,
    slow_s: float = 10,
) -> Iterator[JobQueue]:
    queue = JobQueue(
        table=JobTable(services.database),
        begin=partial(begin, services),
        prepare=lambda: (step for step in ()),
        tidy=tidy,
        slow_s=slow_s,
    )
    try:
        yield queue
    finally:
        queue.close()


class _Work:
    """Work that is done at once, or that only cancelling ends."""

    def __init__(self, *, is_endless: bool) -> None:
        self._is_endless = is_endless

    def steps(self) -> Generator[Progress | FileReport]:
        while self._is_endless:
            time.sleep(0.02)
            yield Progress(name="slow.txt", stage="embedding")
        yield FileReport(name="quick.txt", status="indexed")

    def stop(self) -> None:
        """Stop at once, as no work goes on between the steps."""


def _begin_work(_: Services, item: Addition, __: str) -> Work:
    return _Work(is_endless=isinstance(item, Upload) and item.name == "slow.txt")


@contextmanager
def _full_disk(database: Database) -> Iterator[None]:
    """Let SQLite's file grow no further during the block."""

    def limit(connection: object, *_: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    event.listen(database.engine, "checkout", limit)
    try:
        yield
    finally:
        event.remove(database.engine, "checkout", limit)
        event.listen(database.engine, "checkout", _unlimited)


def _unlimited(connection: object, *_: object) -> None:
    connection.execute("PRAGMA max_page_count = 4294967294")  # type: ignore[attr-defined]


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)
