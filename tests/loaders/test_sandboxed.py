import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest

from components.errors import LimitError, LoadError, NoTextError
from components.loaders import READABLE_SUFFIXES, SandboxedLoader
from components.settings import Limits
from components.types import Document, Progress, Upload
from tests.loaders.loader_files import docx, docx_bomb, line, pdf, raw_pdf, slack_export, slow_page

linux = pytest.mark.skipif(sys.platform != "linux", reason="children are counted in /proc")
NOTE = Upload(name="note.txt", data=b"Tents cost 120 euros.")
ENDLESS = Upload(name="endless.pdf", data=raw_pdf(line(b"One"), slow_page()))


def children() -> set[int]:
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(pid) for task in tasks for pid in task.read_text().split()}


def last(items: Iterator[Progress | Document]) -> Document:
    *_, document = items
    assert isinstance(document, Document)
    return document


@pytest.fixture
def fresh() -> Iterator[SandboxedLoader]:
    with SandboxedLoader(Limits()) as loader:
        yield loader


def test_load_gives_progress_and_the_document(loader: SandboxedLoader) -> None:
    items = list(loader.load(Upload(name="a.pdf", data=pdf("One", "", "Three"))))

    document = items[-1]
    assert isinstance(document, Document)
    assert (document.text, document.pages) == ("One\n\n\n\nThree", (0, 5, 7))
    assert Progress(name="a.pdf", stage="reading", done=2, total=3) in items


def test_load_reads_an_export_by_langchain_community(loader: SandboxedLoader) -> None:
    document = last(loader.load(Upload(name="slack.zip", data=slack_export())))

    assert "Anna Holm (10:00): Tents cost 120 euros." in document.text


def test_load_after_an_error_succeeds(loader: SandboxedLoader) -> None:
    with pytest.raises(NoTextError, match=r"scan\.pdf holds no text"):
        last(loader.load(Upload(name="scan.pdf", data=pdf(""))))
    assert last(loader.load(NOTE)).text == "Tents cost 120 euros."


def test_load_of_too_large_file_is_refused() -> None:
    with (
        SandboxedLoader(Limits(file_megabytes=1)) as loader,
        pytest.raises(LimitError, match=r"has 1\.1 MB; at most 1 MB .*FOOTNOTE_MAX_FILE_MEGABYTES"),
    ):
        last(loader.load(Upload(name="big.txt", data=b"a" * 1_150_000)))


@linux
def test_load_uses_a_child_again(fresh: SandboxedLoader) -> None:
    before = children()
    last(fresh.load(NOTE))
    first = children() - before
    last(fresh.load(Upload(name="a.docx", data=docx("Tents"))))

    assert len(first) == 1
    assert children() - before == first


@linux
def test_load_closed_early_kills_its_child(fresh: SandboxedLoader) -> None:
    before = children()
    items = fresh.load(ENDLESS)
    for _ in range(2):  # the file goes to the child after the first item
        next(items)
    assert len(children() - before) == 1

    items.close()  # type: ignore[attr-defined]

    assert children() == before
    assert last(fresh.load(NOTE)).text == "Tents cost 120 euros."


def test_load_of_slow_page_yields_often_enough_to_cancel(fresh: SandboxedLoader) -> None:
    items = list(islice(fresh.load(ENDLESS), 8))

    assert len(items) == 8
    assert isinstance(items[-1], Progress)


@linux
def test_load_whose_child_is_killed_is_a_limit_error(fresh: SandboxedLoader) -> None:
    before = children()
    items = fresh.load(ENDLESS)
    next(items)
    (child,) = children() - before
    os.kill(child, signal.SIGKILL)

    with pytest.raises(LimitError, match=r"stopped by the system.*FOOTNOTE_MAX_MEMORY_MEGABYTES"):
        last(items)
    assert last(fresh.load(NOTE)).text == "Tents cost 120 euros."


@linux
def test_load_whose_child_crashes_is_an_error(fresh: SandboxedLoader) -> None:
    before = children()
    items = fresh.load(ENDLESS)
    next(items)
    (child,) = children() - before
    os.kill(child, signal.SIGSEGV)

    with pytest.raises(LoadError, match=r"endless\.pdf ended the process .*exit status -11"):
        last(items)


@linux
def test_load_replaces_an_idle_child_that_died(fresh: SandboxedLoader) -> None:
    before = children()
    last(fresh.load(NOTE))
    (child,) = children() - before
    os.kill(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)

    assert last(fresh.load(NOTE)).text == "Tents cost 120 euros."


def test_load_longer_than_its_seconds_is_a_limit_error() -> None:
    with (
        SandboxedLoader(Limits(file_seconds=1)) as loader,
        pytest.raises(LimitError, match=r"took too long.*1 seconds.*FOOTNOTE_MAX_FILE_SECONDS"),
    ):
        last(loader.load(ENDLESS))


def test_load_leaves_out_a_slow_page() -> None:
    with SandboxedLoader(Limits(page_seconds=1)) as loader:
        document = last(loader.load(ENDLESS))

    assert document.text == "One\n\n"
    assert [failure.page for failure in document.page_failures] == [2]


@linux
@pytest.mark.slow
def test_load_kills_a_child_that_hangs_beyond_its_own_timer() -> None:
    before = children()
    with SandboxedLoader(Limits(page_seconds=1)) as loader:
        items = loader.load(ENDLESS)
        while not next(items).total:  # type: ignore[union-attr]
            pass
        (child,) = children() - before
        os.kill(child, signal.SIGSTOP)

        with pytest.raises(LimitError, match=r"hangs on page .*FOOTNOTE_MAX_PAGE_SECONDS"):
            last(items)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's memory")
def test_load_over_its_memory_is_a_limit_error() -> None:
    with (
        SandboxedLoader(Limits(memory_megabytes=600)) as loader,
        pytest.raises(LimitError, match=r"bomb\.docx needs more memory.*600 MB"),
    ):
        last(loader.load(Upload(name="bomb.docx", data=docx_bomb(megabytes=150))))


def test_load_in_several_threads_at_once(fresh: SandboxedLoader) -> None:
    uploads = [Upload(name=f"{i}.pdf", data=pdf(f"Page of {i}")) for i in range(6)]
    with ThreadPoolExecutor(3) as threads:
        texts = list(threads.map(lambda upload: last(fresh.load(upload)).text, uploads))

    assert texts == [f"Page of {i}" for i in range(6)]


@linux
def test_close_ends_every_child_and_every_load() -> None:
    before = children()
    loader = SandboxedLoader(Limits())
    last(loader.load(NOTE))
    items = loader.load(ENDLESS)
    next(items)
    loader.close()

    assert children() == before
    with pytest.raises(LoadError):
        last(items)
    with pytest.raises(LoadError, match="closing"):
        last(loader.load(NOTE))


@linux
def test_child_has_no_secrets_in_its_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fresh: SandboxedLoader
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    monkeypatch.chdir(tmp_path)
    before = children()

    assert last(fresh.load(NOTE)).text == "Tents cost 120 euros."
    (child,) = children() - before
    assert b"secret" not in Path(f"/proc/{child}/environ").read_bytes()


def test_readable_suffixes_have_the_usual_formats() -> None:
    assert {".pdf", ".docx", ".pptx", ".xlsx", ".csv", ".md", ".txt", ".eml", ".zip"} <= set(
        READABLE_SUFFIXES
    )
