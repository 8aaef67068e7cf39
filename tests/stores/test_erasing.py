"""Deleted text is in no file of the data folder, searched byte by byte."""

import random
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert

from components.errors import NotFoundError
from components.pipelines.indexing import delete
from components.preferences import Preferences
from components.services import Services, build
from components.settings import Settings
from components.stores.tables import jobs, sources
from components.types import Turn, Upload
from tests.bytes_search import files_with
from tests.library import add, ask, found

WORD, NAME = "zanzibarmarker", "Quagmire-Marker"
ROOT = Path(__file__).parents[2]


def _paragraphs(word: str, seed: int) -> str:
    chance = random.Random(seed)
    letters = "abcdefghijklmnop"
    words = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(400)]
    return "\n\n".join(
        f"{' '.join(chance.choices(words, k=60))} The {word} is kept in drawer {at} of the tower."
        for at in range(40)
    )


def _fill(services: Services, *, others: int = 4) -> None:
    files = [(f"other-{at}.txt", _paragraphs("lamp", at)) for at in range(others)]
    add(services, *files[: others // 2])
    add(services, (f"{NAME}.txt", _paragraphs(WORD, 99)))
    add(services, *files[others // 2 :])


def _chunk_ids(services: Services) -> tuple[str, ...]:
    (row,) = services.catalogue.documents.rows(name=f"{NAME}.txt")
    return tuple(each.id for each in services.catalogue.chunks.of_document(row.id))


def _wait_until_erased(services: Services) -> None:
    end = time.monotonic() + 30
    while services.eraser.due():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_deleted_document_is_erased_in_the_background(services: Services, tmp_path: Path) -> None:
    services.jobs.start()
    _fill(services)
    ids = _chunk_ids(services)
    assert files_with(tmp_path, WORD)
    assert files_with(tmp_path, NAME)
    assert files_with(tmp_path, ids[0])
    delete(services, f"{NAME}.txt")
    _wait_until_erased(services)
    assert not files_with(tmp_path, WORD)
    assert not files_with(tmp_path, NAME)
    assert not files_with(tmp_path, ids[0])
    assert len(found(services, "the lamp in the tower")) == 4
    vector = services.embedder.encode(["lamp"])[0]
    held = services.vectors.query("documents", vector, limit=5_000)
    assert {id_ for id_, _ in held} == set(
        services.catalogue.chunks.embeddings("documents").chunk_ids
    )


def test_deleting_a_conversation_rewrites_neither_catalogue_nor_index(
    services: Services, tmp_path: Path
) -> None:
    services.jobs.start()
    _fill(services, others=1)
    services.vectors.check()
    id_ = services.conversations.start("Where is secret-4417?", collection="documents")
    answer = ask(services, f"Where is the {WORD} kept?")
    services.conversations.append(id_, Turn(question="Where is secret-4417?", answer=answer))
    assert files_with(tmp_path, "secret-4417")
    index = {path: path.stat().st_ino for path in (tmp_path / "home" / "chroma").rglob("*")}
    size = services.database.path.stat().st_size
    services.conversations.delete(id_)
    assert services.eraser.due() == {"log"}
    _wait_until_erased(services)
    assert not files_with(tmp_path, "secret-4417")
    assert index == {path: path.stat().st_ino for path in (tmp_path / "home" / "chroma").rglob("*")}
    assert services.database.path.stat().st_size >= size


def test_replaced_document_is_erased_in_the_background(services: Services, tmp_path: Path) -> None:
    _fill(services)
    add(services, (f"{NAME}.txt", "Quite another text about pastry and flour."))
    for _ in services.purge():
        pass
    assert not files_with(tmp_path, WORD)
    assert files_with(tmp_path, NAME)
    assert f"{NAME}.txt" in found(services, "pastry")


def test_large_library_is_rewritten_only_by_a_purge(services: Services, tmp_path: Path) -> None:
    _fill(services)
    delete(services, f"{NAME}.txt")
    services.eraser.clean_log()
    assert services.eraser.due() == {"vectors"}
    assert not files_with(tmp_path, WORD)
    before = services.database.path.stat().st_size
    for _ in services.purge():
        pass
    assert not services.eraser.due()
    assert services.database.path.stat().st_size < before


def test_job_of_a_deleted_document_is_deleted(services: Services, tmp_path: Path) -> None:
    services.jobs.start()
    services.jobs.submit([Upload(name=f"{NAME}.txt", data=b"The lamp.")], collection="documents")
    end = time.monotonic() + 30
    while services.jobs.all()[0].status != "done":
        assert time.monotonic() < end
        time.sleep(0.05)
    delete(services, f"{NAME}.txt")
    _wait_until_erased(services)
    assert not services.jobs.all()
    assert not files_with(tmp_path, NAME)


def test_erase_everything_leaves_a_working_empty_library(
    services: Services, tmp_path: Path
) -> None:
    services.jobs.start()
    _fill(services)
    ids = _chunk_ids(services)
    answer = ask(services, f"Where is the {WORD} kept?")
    assert WORD in answer.text
    conversation_id = services.conversations.start(f"Where is the {WORD}?", collection="documents")
    services.conversations.append(conversation_id, Turn(question=WORD, answer=answer))
    services.preference_store.save(Preferences(sentences=2))
    for _ in services.export(services.exports / "export.zip"):
        pass
    services.jobs.submit(
        [Upload(name=f"{NAME} {at}.txt", data=f"The {WORD} {at}.".encode()) for at in range(20)],
        collection="documents",
    )
    generation = services.catalogue.generation
    services.erase_everything()
    for words in (WORD, NAME, ids[0]):
        assert not files_with(tmp_path, words)
    assert services.catalogue.generation > generation
    assert services.preferences() == Preferences()
    assert not services.catalogue.documents.rows()
    assert not services.jobs.all()
    assert not services.conversations.rows(limit=5)
    assert not list(services.exports.glob("*"))
    # An answer that began before the erasure quotes erased text, so it is not stored.
    late = services.conversations.start("a", collection="documents")
    begun_before = replace(answer, seconds=60)
    with pytest.raises(NotFoundError):
        services.conversations.append(late, Turn(question=WORD, answer=begun_before))
    assert not files_with(tmp_path, WORD)
    # The same parts, without a restart.
    _fill(services)
    assert f"{NAME}.txt" in found(services, WORD)
    vector = services.embedder.encode([WORD])[0]
    assert services.vectors.query("documents", vector, limit=5)
    again = ask(services, f"Where is the {WORD} kept?")
    kept = services.conversations.start("a", collection="documents")
    services.conversations.append(kept, Turn(question=WORD, answer=again))


def test_purge_disturbs_no_reader_or_writer(services: Services) -> None:
    _fill(services)
    services.jobs.start()
    failures: list[Exception] = []
    over = threading.Event()

    def read() -> None:
        vector = services.embedder.encode(["lamp"])[0]
        while not over.is_set():
            try:
                found(services, "the lamp")
                services.vectors.query("documents", vector, limit=5)
            except Exception as error:  # noqa: BLE001
                failures.append(error)
                return

    threads = [threading.Thread(target=read) for _ in range(3)]
    for each in threads:
        each.start()
    for _ in range(3):
        services.erase_everything()
        add(services, ("a.txt", "The lamp is lit at dusk."))
        for _ in services.purge():
            pass
    over.set()
    for each in threads:
        each.join()
    assert not failures
    assert found(services, "lamp") == {"a.txt"}


def test_erased_text_stays_gone_after_a_kill(tmp_path: Path) -> None:
    code = (
        "import os; from pathlib import Path; from components.services import build\n"
        "from components.settings import Settings\n"
        "from tests.stores.test_erasing import _fill, NAME\n"
        "from components.pipelines.indexing import delete\n"
        f"services = build(Settings(home=Path({str(tmp_path)!r})))\n"
        "_fill(services)\n"
        "delete(services, f'{NAME}.txt')\n"
        "for _ in services.purge(): pass\n"
        "os._exit(9)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False)
    assert run.returncode == 9
    assert not files_with(tmp_path, WORD)
    assert not files_with(tmp_path, NAME)
    with build(Settings(home=tmp_path)) as services:
        assert len(services.catalogue.documents.rows()) == 4


def test_job_of_a_web_page_stays_when_other_documents_are_deleted(services: Services) -> None:
    add(services, ("gone.txt", "The lamp."), ("Tents.html", "Two poles."))
    page = services.catalogue.documents.rows(name="Tents.html")[0].id
    address = "http://127.0.0.1/tents"
    with services.database.write() as connection:
        connection.execute(insert(sources).values(document_id=page, address=address))
        for target in (address, "http://127.0.0.1/gone"):
            job = {"collection": "documents", "name": target, "sha256": "", "locked": False}
            work = {"status": "done", "created": 0.0, "kind": "fetch", "target": target}
            connection.execute(insert(jobs).values(**job, **work))
    delete(services, "gone.txt", collection="documents")
    with services.eraser.rewrite():
        pass
    assert [job.name for job in services.jobs.all()] == [address]
