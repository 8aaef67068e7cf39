from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from components.errors import FolderInUseError, NotFoundError, StoreError
from components.services import Services, build
from components.settings import Settings
from components.stores import Catalogue, Database
from components.stores.tables import vector_id
from components.types import Chunk, Document
from tests.library import add, found

TEXT = "The lamp is lit at dusk."
DOCUMENT = Document(id="d1", name="a.txt", media_type="text/plain", sha256="s1", text=TEXT)
CHUNK = Chunk(id="d1-0-24", document_id="d1", page=None, start=0, end=24, text=TEXT, heading=("A",))
VECTOR = np.eye(1, 4, dtype=np.float32)
VECTOR_ID = vector_id(VECTOR.astype(np.float16).tobytes())


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    return Catalogue(Database(tmp_path))


def _pending(catalogue: Catalogue) -> None:
    catalogue.ingest.begin(DOCUMENT, collection="documents", data=b"bytes", reason="")
    catalogue.ingest.put_chunks("a", [CHUNK], VECTOR)


def _keywords(catalogue: Catalogue) -> list[str]:
    return [id_ for id_, _ in catalogue.keywords.search(["lamp"], collection="documents", limit=5)]


def test_search_ignores_pending_documents(catalogue: Catalogue) -> None:
    _pending(catalogue)
    assert _keywords(catalogue) == []
    assert catalogue.chunks.hits([(CHUNK.id, 1.0)], scale="cosine") == ()
    assert catalogue.chunks.embeddings("documents").chunk_ids == ()


def test_ready_document_is_returned_complete(catalogue: Catalogue) -> None:
    _pending(catalogue)
    catalogue.ingest.publish("d1")
    assert _keywords(catalogue) == [CHUNK.id]
    assert catalogue.documents.get("d1") == DOCUMENT
    (hit,) = catalogue.chunks.hits([(CHUNK.id, 0.5)], scale="cosine")
    assert hit.chunk == CHUNK
    np.testing.assert_array_equal(catalogue.chunks.embeddings("documents").vectors, VECTOR)
    assert catalogue.documents.original("s1") == b"bytes"


def test_discard_deletes_pending_documents_with_their_bytes(catalogue: Catalogue) -> None:
    _pending(catalogue)
    catalogue.ingest.discard_unfinished()
    assert catalogue.documents.rows() == ()
    with pytest.raises(NotFoundError):
        catalogue.documents.original("s1")


def test_delete_removes_words_from_the_keyword_index(catalogue: Catalogue) -> None:
    _pending(catalogue)
    catalogue.ingest.publish("d1")
    assert catalogue.documents.delete("a.txt", collection="documents") == (VECTOR_ID,)
    assert _keywords(catalogue) == []
    with pytest.raises(NotFoundError, match=r"a\.txt"):
        catalogue.documents.delete("a.txt", collection="documents")


def test_generation_grows_when_searches_change(catalogue: Catalogue) -> None:
    _pending(catalogue)
    before = catalogue.generation
    catalogue.ingest.publish("d1")
    assert catalogue.generation > before


def test_file_that_is_no_catalogue_is_refused(tmp_path: Path) -> None:
    (tmp_path / "catalogue.sqlite3").write_bytes(b"this is no database, " * 100)
    with pytest.raises(StoreError, match="damaged"):
        Database(tmp_path)


def test_second_process_is_told_who_holds_the_folder(services: Services) -> None:
    with pytest.raises(FolderInUseError, match=r"in use by process \d+ .*FOOTNOTE_HOME"):
        build(services.settings)


def test_unwritable_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="FOOTNOTE_HOME"):
        build(Settings(home=tmp_path / "file" / "home"))


def test_search_finds_nothing_of_other_collections(services: Services) -> None:
    add(services, ("a.txt", "The lamp is lit at dusk."))
    add(services, ("b.txt", "The lamp is out at dawn."), collection="other")
    assert found(services, "lamp") == {"a.txt"}
    assert [each.name for each in services.catalogue.collections.all()] == ["documents", "other"]


def _many(catalogue: Catalogue, collection: str, count: int, *, words: str) -> None:
    chunks = [
        Chunk(
            id=f"{collection}-{at}",
            document_id=collection,
            page=None,
            start=at * 100,
            end=at * 100 + 50,
            text=f"{words} {'and more ' * (at % 7)}{at}",
        )
        for at in range(count)
    ]
    document = Document(
        id=collection, name=f"{collection}.txt", media_type="text/plain", sha256=collection, text=""
    )
    catalogue.ingest.begin(document, collection=collection, data=b"", reason="")
    catalogue.ingest.put_chunks(collection, chunks, np.zeros((count, 3), dtype=np.float32))
    catalogue.ingest.publish(document.id)


def test_keyword_search_ignores_what_other_collections_contain(catalogue: Catalogue) -> None:
    _many(catalogue, "small", 30, words="the lamp of the island")
    alone = catalogue.keywords.search(['"lamp"', '"island"'], collection="small", limit=10)
    assert len(alone) == 10
    _many(catalogue, "large", 300, words="lamp island")  # shorter, so that all of it ranks higher
    beside = catalogue.keywords.search(['"lamp"', '"island"'], collection="small", limit=10)
    assert [id_ for id_, _ in beside] == [id_ for id_, _ in alone]
    large = catalogue.keywords.search(['"lamp"', '"island"'], collection="large", limit=10)
    within = catalogue.keywords.search(
        ['"lamp"', '"island"'], collection="large", limit=10, document_ids=["large"]
    )
    assert large == within


def test_hits_uses_the_index_of_chunk_ids(
    tmp_path: Path,
) -> None:
    """Not among those of all documents, which SQLite takes to be few."""
    database = Database(tmp_path)
    catalogue = Catalogue(database)
    seen: list[str] = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: seen.append(statement),
    )
    catalogue.chunks.hits([("a", 0.5), ("b", 0.5)], scale="cosine", collection="documents")
    (statement,) = seen
    with database.engine.connect() as connection:
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", ("ready", "reading", '["a", "b"]', "documents")
        )
        first = plan.first()
    assert first is not None
    assert "chunks USING INDEX sqlite_autoindex_chunks" in first.detail
