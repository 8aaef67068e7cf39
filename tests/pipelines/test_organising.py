import subprocess
import sys
from pathlib import Path

import pytest

from components.errors import ConflictError, NotFoundError
from components.pipelines.indexing import discard, index
from components.pipelines.organising import (
    LONGEST_INSTRUCTIONS,
    delete_collection,
    document_name,
    instruct,
    make_collection,
    move,
    rename,
    rename_collection,
)
from components.services import Services, build
from components.settings import Settings
from components.types import Renamed, Turn, Upload
from tests.library import add, ask, found, reports

LAMP = ("lamp.txt", "The lamp is lit at dusk.")
BELL = ("bell.txt", "The bell is rung at noon.")


def _row(services: Services, name: str, collection: str = "documents") -> str:
    (row,) = services.catalogue.documents.rows(collection, name=name)
    return row.id


def _indexed(services: Services, collection: str) -> set[str]:
    """Chunks that Chroma itself has for a collection."""
    vector = services.embedder.encode(["lamp"])[0]
    hits = services.vectors.query(collection, vector, limit=100)
    return {chunk_id for chunk_id, _ in hits}


def _agrees(services: Services, *names: str) -> None:
    for name in names:
        assert _indexed(services, name) == set(services.catalogue.chunks.embeddings(name).chunk_ids)


def test_moved_document_keeps_its_id_and_is_found_there_only(services: Services) -> None:
    add(services, LAMP, BELL)
    make_collection(services, "Tides")
    lamp = _row(services, "lamp.txt")
    answer = ask(services, "When is the lamp lit?")
    move(services, [lamp], collection="Tides")
    assert found(services, "lamp") == {"bell.txt"}
    assert {
        hit.document_name
        for hit in services.retriever.retrieve("lamp", collection="Tides", limit=5)
    } == {"lamp.txt"}
    assert services.catalogue.documents.get(answer.citations[0].document_id).name == "lamp.txt"
    _agrees(services, "documents", "Tides")


def test_moved_document_can_be_added_again_to_its_old_collection(services: Services) -> None:
    add(services, LAMP)
    make_collection(services, "Tides")
    lamp = _row(services, "lamp.txt")
    move(services, [lamp], collection="Tides")
    (report,) = add(services, LAMP)
    assert report.status == "indexed"
    assert _row(services, "lamp.txt", "Tides") == lamp != _row(services, "lamp.txt")
    assert add(services, LAMP)[0].status == "unchanged"
    assert add(services, LAMP, collection="Tides")[0].status == "unchanged"
    _agrees(services, "documents", "Tides")


def test_move_to_a_taken_name_moves_nothing(services: Services) -> None:
    add(services, LAMP, BELL)
    add(services, ("lamp.txt", "Another lamp."), collection="Tides")
    ids = [_row(services, "lamp.txt"), _row(services, "bell.txt")]
    with pytest.raises(ConflictError, match=r"lamp\.txt there, so nothing was moved"):
        move(services, ids, collection="Tides")
    assert found(services, "lamp bell") == {"lamp.txt", "bell.txt"}
    with pytest.raises(NotFoundError):
        services.catalogue.documents.move(ids, collection="Nowhere")


def test_renamed_collection_keeps_documents_and_conversations(services: Services) -> None:
    add(services, LAMP, collection="Tides")
    turn = Turn(question="Lit?", answer=ask(services, "Lit?"))
    talk = services.conversations.start("Lit?", collection="Tides")
    services.conversations.append(talk, turn)
    rename_collection(services, "Tides", "Lights")
    kept = services.conversations.get(talk)
    assert kept is not None
    assert kept.collection == "Lights"
    assert [each.name for each in services.catalogue.collections.all()] == ["Lights"]
    assert services.retriever.retrieve("lamp", collection="Lights", limit=5)
    assert services.retriever.retrieve("lamp", collection="Tides", limit=5) == ()
    _agrees(services, "Lights")


def test_deleted_collection_leaves_nothing(services: Services) -> None:
    add(services, LAMP, BELL)
    add(services, ("lamp.txt", "A canary lamp-xyzzy."), collection="Tides")
    delete_collection(services, "Tides")
    assert services.catalogue.documents.rows("Tides") == ()
    assert _indexed(services, "Tides") == set()
    assert found(services, "lamp") == {"lamp.txt", "bell.txt"}
    with pytest.raises(NotFoundError):
        delete_collection(services, "Tides")
    for file in services.settings.home.glob("catalogue.sqlite3*"):
        assert b"lamp-xyzzy" not in file.read_bytes()


@pytest.mark.parametrize("name", ["", " ", "Tides", "TIDES", "Documents", "documents", "x" * 61])
def test_impossible_collection_name_is_refused(name: str, services: Services) -> None:
    make_collection(services, "Tides")
    with pytest.raises(ConflictError):
        make_collection(services, name)
    make_collection(services, "Lights")
    with pytest.raises(ConflictError):
        rename_collection(services, "Lights", name)


def test_default_and_busy_collections_cannot_be_deleted(services: Services) -> None:
    for change in (delete_collection, lambda each, name: rename_collection(each, name, "New")):
        with pytest.raises(ConflictError, match="first collection"):
            change(services, "documents")
        make_collection(services, "Tides") if not services.catalogue.collections.get(
            "Tides"
        ) else None
        services.jobs.submit([Upload(name="a.txt", data=b"The lamp.")], collection="Tides")
        with pytest.raises(ConflictError, match="still being added"):
            change(services, "Tides")


def test_renamed_document_is_found_by_its_new_name(
    services: Services,
) -> None:
    add(services, ("a.txt", "It is lit at dusk. " * 30), BELL)
    (row,) = services.catalogue.documents.rows(name="a.txt")
    chunks = services.catalogue.chunks.of_document(row.id)
    assert rename(services, row, "Lighthouse lantern") == "Lighthouse lantern.txt"
    (report,) = reports(index(services, [Renamed(document_id=row.id)]))
    assert (report.status, report.name) == ("renamed", "Lighthouse lantern.txt")
    assert services.catalogue.chunks.of_document(row.id) == chunks
    hits = services.retriever.rankings("lantern", collection="documents", limit=5)["bm25"]
    assert {hit.document_name for hit in hits} == {"Lighthouse lantern.txt"}
    _agrees(services, "documents")
    (gone,) = reports(index(services, [Renamed(document_id="gone")]))
    assert (gone.status, "deleted" in gone.reason) == ("failed", True)


def test_rename_to_a_taken_name_is_refused(services: Services) -> None:
    add(services, LAMP, BELL)
    (row,) = services.catalogue.documents.rows(name="lamp.txt")
    with pytest.raises(ConflictError, match=r"bell\.txt"):
        rename(services, row, "bell")
    for name in ("", "  ", "...", ".txt", "a\x00b", "x" * 201):
        with pytest.raises(ConflictError):
            document_name(name, "lamp.txt")


def test_equal_bytes_are_read_again_on_request(services: Services) -> None:
    add(services, LAMP)
    (before,) = services.catalogue.documents.rows()
    again = Upload(name="lamp.txt", data=LAMP[1].encode(), again=True)
    (report,) = reports(index(services, [again]))
    assert report.status == "replaced"
    (after,) = services.catalogue.documents.rows()
    assert (after.id, after.chunks) == (before.id, before.chunks)
    assert found(services, "lamp") == {"lamp.txt"}
    _agrees(services, "documents")


def test_discard_deletes_one_of_two_rows_of_a_name(services: Services) -> None:
    add(services, LAMP)
    reports(index(services, [Upload(name="lamp.txt", data=b"")]))
    failed = next(row for row in services.catalogue.documents.rows() if row.status == "failed")
    discard(services, [failed.id])
    assert found(services, "lamp") == {"lamp.txt"}


@pytest.mark.slow
@pytest.mark.parametrize("change", ["documents.move(ids, collection='Tides')"])
def test_start_repairs_the_index_of_an_ended_process(change: str, tmp_path: Path) -> None:
    code = (
        "import os; from pathlib import Path; from components.services import build\n"
        "from components.settings import Settings; from tests.library import add\n"
        "from components.pipelines.organising import make_collection\n"
        f"services = build(Settings(home=Path({str(tmp_path)!r})))\n"
        f"add(services, {LAMP!r}, {BELL!r}); make_collection(services, 'Tides')\n"
        "ids = [row.id for row in services.catalogue.documents.rows(name='lamp.txt')]\n"
        f"services.catalogue.{change}\n"
        "os.kill(os.getpid(), 9)\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", code], cwd=root, check=False)
    assert ended.returncode == -9
    with build(Settings(home=tmp_path)) as services:
        services.vectors.check()
        assert found(services, "lamp") == {"bell.txt"}
        _agrees(services, "documents", "Tides")


def test_instructions_belong_to_their_collection(services: Services) -> None:
    instruct(services, "documents", " Answer in German. ")  # before it holds anything
    add(services, LAMP)
    make_collection(services, "Tides")
    instruct(services, "Tides", "Be short.")
    rename_collection(services, "Tides", "Moon")
    kept = {each.name: each.instructions for each in services.catalogue.collections.all()}
    assert kept == {"documents": "Answer in German.", "Moon": "Be short."}
    with pytest.raises(ConflictError, match="2,001"):
        instruct(services, "Moon", "x" * (LONGEST_INSTRUCTIONS + 1))
    instruct(services, "Moon", "")
    moon = services.catalogue.collections.get("Moon")
    assert moon is not None
    assert moon.instructions == ""
