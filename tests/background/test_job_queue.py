import time
from collections.abc import Callable
from pathlib import Path

import pytest

from components.services import Services, build
from components.settings import Settings
from components.types import Job, Upload
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


def test_submitted_files_are_indexed_in_the_background(services: Services) -> None:
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
    # A click that was meant for one of these ends no later one.
    again = services.jobs.submit([Upload(name="d.txt", data=b"Ebb.")], collection="documents")
    assert again == [jobs[2].id + 1]


def test_the_same_file_submitted_again_while_it_waits_is_one_job(services: Services) -> None:
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


def test_progress_is_seen_while_it_runs(services: Services) -> None:
    services.jobs.start()
    services.jobs.submit([Upload(name="long.txt", data=LONG)], collection="documents")
    _wait(services, lambda jobs: jobs[0].stage == "embedding" and 0 < jobs[0].done < jobs[0].total)
    services.jobs.cancel(services.jobs.all()[0].id)
    _wait(services, _over)


def test_cancelling_ends_that_file_alone(services: Services) -> None:
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


def test_what_was_queued_outlives_the_process(tmp_path: Path) -> None:
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


def test_a_password_is_used_and_kept_nowhere(services: Services, tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfWriter

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


def test_starting_twice_runs_one_worker(services: Services) -> None:
    services.jobs.start()
    services.jobs.start()
    for _ in range(3):
        services.jobs.submit([Upload(name="a.txt", data=b"The lamp.")], collection="documents")
        _wait(services, _over)
    results = [job.result for job in services.jobs.all()]
    statuses = [result.status for result in results if result]
    assert statuses == ["indexed", "unchanged", "unchanged"]


@pytest.mark.parametrize("count", [1, 3])
def test_submitting_returns_the_jobs_ids(services: Services, count: int) -> None:
    uploads = [Upload(name=f"{at}.txt", data=b"The lamp.") for at in range(count)]
    assert services.jobs.submit(uploads, collection="documents") == [
        job.id for job in services.jobs.all()
    ]
