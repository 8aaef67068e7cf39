"""A long PDF is found while it is being read; in the end it is as if it had been read at once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from components.pipelines.indexing import delete, discard, index
from components.pipelines.indexing.splitting import splitter_for
from components.services import Services, build
from components.settings import Limits, Settings
from components.types import Document, FileReport, PageText, Progress, Upload
from tests.library import found, reports

PAGES = 120
_SUBJECTS = ("lamp", "tide", "ferry", "harbour", "keeper", "engine", "storm", "ledger")


def long_pdf(pages: int = PAGES, *, word: str = "island") -> bytes:
    """Prose with headings, other words on every page, and sentences that run over page borders."""
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file, invariant=1)
    for number in range(1, pages + 1):
        subject = _SUBJECTS[number % len(_SUBJECTS)]
        lines = [f"goes on here, page {number} begins." if number % 3 == 0 else f"The {subject}"]
        for at in range(18):
            lines.append(
                f"On the {word} the {subject} number {number * 100 + at} was seen at dusk by all."
            )
        if number % 3 == 2:
            lines.append(f"This sentence about the {subject} does not end on its own page but")
        for at, words in enumerate(lines):
            canvas.drawString(72, 780 - 20 * at, words)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.fixture(scope="module")
def book() -> bytes:
    return long_pdf()


def until_part(steps: Iterator[Progress | FileReport]) -> Progress:
    """Return the first step at which some pages can be found."""
    return next(each for each in steps if isinstance(each, Progress) and each.searchable)


def assert_whole(services: Services) -> None:
    for row in services.catalogue.documents.rows():
        document = services.catalogue.documents.get(row.id)
        for chunk in services.catalogue.chunks.of_document(row.id):
            assert chunk.text == document.text[chunk.start : chunk.end]
            assert chunk.page == document.page_at(chunk.start)
            assert chunk.id == f"{row.id}-{chunk.start}-{chunk.end}"


def indexed_ids(services: Services) -> set[str]:
    """Return the ids in the vector index."""
    vector = services.embedder.encode(["the island"])[0]
    found = services.vectors.query("documents", vector, limit=5_000)
    return {id_ for id_, _ in found}


def test_first_pages_are_searchable_while_the_rest_is_read(services: Services, book: bytes) -> None:
    steps = index(services, [Upload(name="book.pdf", data=book)])
    step = until_part(steps)
    assert 0 < step.searchable <= step.done < step.total == PAGES
    assert step.stage == "reading and indexing"
    (row,) = services.catalogue.documents.rows()
    assert (row.status, row.pages) == ("reading", step.searchable)
    assert row.reason == (
        f"The first {step.searchable} of {PAGES} pages can be found; the rest is being read."
    )
    assert found(services, "ferry number 201") == {"book.pdf"}
    assert_whole(services)
    assert indexed_ids(services) == set(services.catalogue.chunks.embeddings("documents").chunk_ids)
    part = services.catalogue.documents.get(row.id)
    cited = services.catalogue.chunks.of_document(row.id)[3]
    shown = [each.searchable for each in steps if isinstance(each, Progress)]
    assert shown == sorted(shown)
    assert len(set(shown)) > 3
    (row,) = services.catalogue.documents.rows()
    assert (row.status, row.pages, row.reason) == ("ready", PAGES, "")
    whole = services.catalogue.documents.get(row.id)
    assert whole.id == part.id
    assert whole.text.startswith(part.text)
    assert whole.text[cited.start : cited.end] == cited.text


def test_complete_document_equals_one_read_at_once(services: Services, book: bytes) -> None:
    (report,) = reports(index(services, [Upload(name="book.pdf", data=book)]))
    (row,) = services.catalogue.documents.rows()
    assert (report.status, report.pages, report.chunks) == ("indexed", PAGES, row.chunks)
    document = services.catalogue.documents.get(row.id)
    whole = splitter_for(services, None).split(document)
    assert services.catalogue.chunks.of_document(row.id) == whole
    kept = services.catalogue.chunks.embeddings("documents")
    assert indexed_ids(services) == set(kept.chunk_ids)
    again = reports(index(services, [Upload(name="book.pdf", data=book)]))
    assert [each.status for each in again] == ["unchanged"]
    anew = reports(index(services, [Upload(name="book.pdf", data=book, again=True)]))
    assert [each.status for each in anew] == ["replaced"]
    assert services.catalogue.chunks.of_document(row.id) == whole
    assert (services.catalogue.chunks.embeddings("documents").vectors == kept.vectors).all()
    assert_whole(services)


def test_old_version_is_found_until_the_new_one_is_complete(
    services: Services, book: bytes
) -> None:
    reports(index(services, [Upload(name="book.pdf", data=book)]))
    (old,) = services.catalogue.documents.rows()
    steps = index(services, [Upload(name="book.pdf", data=long_pdf(word="mainland"))])
    for step in steps:
        if isinstance(step, Progress) and step.done < PAGES:
            assert step.searchable == 0
            assert [row.id for row in services.catalogue.documents.rows()] == [old.id]
    (new,) = services.catalogue.documents.rows()
    assert new.id != old.id
    assert indexed_ids(services) == set(services.catalogue.chunks.embeddings("documents").chunk_ids)


def test_cancel_removes_the_searchable_pages(services: Services, book: bytes) -> None:
    steps = index(services, [Upload(name="book.pdf", data=book)])
    until_part(steps)
    steps.close()
    assert services.catalogue.documents.rows() == ()
    assert found(services, "ferry number 201") == set()
    assert indexed_ids(services) == set()


def test_delete_of_a_document_being_read_ends_its_indexing(services: Services, book: bytes) -> None:
    steps = index(services, [Upload(name="book.pdf", data=book), Upload(name="a.txt", data=b"A.")])
    until_part(steps)
    (row,) = services.catalogue.documents.rows()
    discard(services, [row.id])
    first, second = reports(steps)
    assert first.status == "failed"
    assert "was deleted, moved or renamed while it was being read" in first.reason
    assert second.status == "indexed"
    assert {each.name for each in services.catalogue.documents.rows()} == {"a.txt"}
    assert indexed_ids(services) == set(services.catalogue.chunks.embeddings("documents").chunk_ids)


def test_later_page_over_a_limit_removes_the_whole_document(tmp_path: Path, book: bytes) -> None:
    limits = Limits(characters=80_000)
    with build(Settings(home=tmp_path, limits=limits)) as services:
        steps = index(services, [Upload(name="book.pdf", data=book)])
        until_part(steps)
        (report,) = reports(steps)
        assert report.status == "failed"
        (row,) = services.catalogue.documents.rows()
        assert (row.status, row.chunks, row.reason) == ("failed", 0, report.reason)
        assert found(services, "ferry number 201") == set()
        assert indexed_ids(services) == set()
        delete(services, "book.pdf")


def test_short_document_is_stored_only_when_complete(services: Services) -> None:
    steps = index(services, [Upload(name="short.pdf", data=long_pdf(20))])
    for step in steps:
        if isinstance(step, Progress):
            assert step.searchable == 0
    assert [row.status for row in services.catalogue.documents.rows()] == ["ready"]


def test_joined_pages_equal_the_documents_text(services: Services) -> None:
    from components.loaders.content import join_pages

    items = list(services.loader.load(Upload(name="book.pdf", data=long_pdf(9))))
    pages = [each for each in items if isinstance(each, PageText)]
    document = items[-1]
    assert isinstance(document, Document)
    assert [each.number for each in pages] == list(range(1, 10))
    assert join_pages([each.text for each in pages]) == (document.text, document.pages)


def test_process_killed_while_growing_leaves_nothing_behind(tmp_path: Path, book: bytes) -> None:
    file = tmp_path / "book.pdf"
    file.write_bytes(book)
    home = tmp_path / "home"
    code = (
        "import sys; from pathlib import Path; from components.services import build\n"
        "from components.settings import Settings\n"
        "from components.pipelines.indexing import index\n"
        "from components.types import Upload\n"
        f"services = build(Settings(home=Path({str(home)!r})))\n"
        f"data = Path({str(file)!r}).read_bytes()\n"
        "for step in index(services, [Upload(name='book.pdf', data=data)]):\n"
        "    if getattr(step, 'searchable', 0) > 20:\n"
        "        print(step.searchable, flush=True)\n"
        "        sys.stdin.read()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert int(process.stdout.readline()) > 20
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    with build(Settings(home=home)) as services:
        assert services.catalogue.documents.rows() == ()
        assert found(services, "ferry number 201") == set()
        services.vectors.check()
        assert indexed_ids(services) == set()
        (report,) = reports(index(services, [Upload(name="book.pdf", data=book)]))
        assert report.status == "indexed"
        assert_whole(services)
        assert indexed_ids(services) == set(
            services.catalogue.chunks.embeddings("documents").chunk_ids
        )
