"""Chroma as the vector index: embedded in the data folder, a server, or Chroma Cloud.

The catalogue is the truth; everything here can be built again from it, and is where it differs.
"""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from components.errors import StoreError
from components.protocols import Vectors
from components.stores.catalogue import Catalogue
from components.stores.vectors.connecting import PREFIX, chroma_name, connect, digest
from components.stores.vectors.memory import fill_new_memory
from components.stores.vectors.probe import probe
from components.types import Chunk

if TYPE_CHECKING:
    from chromadb import Where
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as ChromaCollection
    from chromadb.api.types import QueryResult

_BATCH = 2_000
"""Chunks a call; Chroma refuses more than 5,461."""
_EMBEDDER = "embedder"
"""Under this name a collection in Chroma says whose vectors it holds."""
_PAUSES = (0.05, 0.2, 0.5, 1.0)
"""Seconds before a query that failed inside Chroma is tried again."""


class ChromaVectorStore:
    """Cosine HNSW over unit vectors, one Chroma collection for each of ours.

        vectors = ChromaVectorStore("embedded", home=home, catalogue=catalogue)
        vectors.upsert("documents", chunks, embeddings)

    Opened, checked against the catalogue and mended at the first use. Raises StoreError.
    """

    def __init__(self, where: str, *, home: Path, catalogue: Catalogue) -> None:
        """`where`: `embedded`, `http://host:port`, or `cloud`."""
        self._where = where
        self._folder = home / "chroma"
        self._catalogue = catalogue
        self._opening = threading.RLock()
        self._client: ClientAPI | None = None
        self._users = 0
        self._unused = threading.Condition()

    def upsert(self, collection: str, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        """Put chunks in, or replace those of the same id."""
        with self._opened() as client:
            self._put(
                self._collection(client, collection),
                [chunk.id for chunk in chunks],
                [chunk.document_id for chunk in chunks],
                vectors,
            )

    def delete(self, collection: str, chunk_ids: Sequence[str]) -> None:
        """Take chunks out; ids that are not there are passed over."""
        with self._opened() as client:
            target = self._collection(client, collection)
            for first in range(0, len(chunk_ids), _BATCH):
                target.delete(ids=list(chunk_ids[first : first + _BATCH]))

    def query(
        self,
        collection: str,
        vector: NDArray[np.float32],
        *,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """(chunk id, cosine) of the nearest, best first."""
        where: Where | None = None
        if document_ids is not None:
            wanted: list[str | int | float | bool] = [*document_ids]
            if not wanted:
                return []
            inside: dict[Literal["$in", "$nin"], list[str | int | float | bool]] = {"$in": wanted}
            where = {"document_id": inside}
        found = self._ask(
            collection,
            query_embeddings=vector[np.newaxis],
            n_results=limit,
            where=where,
            include=["distances"],
        )
        distances = (found["distances"] or [[]])[0]
        # Chroma's cosine distance is 1 - cosine.
        return [(id_, 1 - float(d)) for id_, d in zip(found["ids"][0], distances, strict=True)]

    def _ask(self, collection: str, **query: Any) -> "QueryResult":
        """Chroma's answer. A query that meets the first write to a new collection fails inside
        Chroma, which has the collection before its file; a moment later both are there.
        """
        from chromadb.errors import InternalError

        pauses = iter(_PAUSES)
        while True:
            try:
                with self._opened() as client:
                    return self._collection(client, collection).query(**query)
            except InternalError as error:
                pause = next(pauses, None)
                if pause is None:
                    raise StoreError(
                        f"The vector index cannot be searched ({error}). Start Footnote again: it "
                        "is then checked, and made anew where it is damaged."
                    ) from error
                time.sleep(pause)

    def rebuild(self, collection: str) -> None:
        """Make a collection's index anew from the catalogue."""
        with self._opened() as client:
            name = chroma_name(collection)
            if any(each.name == name for each in client.list_collections()):
                client.delete_collection(name)
            self._mend(client, collection)

    def erase(self) -> None:
        """Remove the whole index, so that no file of it is left; the next use makes it anew.

        A server is asked to delete our collections; what its own files keep is not ours to say.
        """
        with self._opening:
            if self._where != "embedded":
                there = self._client or connect(self._where, self._folder)
                for each in there.list_collections():
                    if each.name.startswith(PREFIX):
                        there.delete_collection(each.name)
            opened, self._client = self._client, None
            with self._unused:  # those who are using it finish; those who come wait to open it
                self._unused.wait_for(lambda: not self._users)
            if opened is not None:
                # Chroma keeps one system a path; the last client of it stops it when it closes.
                opened.close()  # type: ignore[attr-defined]
            if self._where == "embedded" and self._folder.exists():
                shutil.rmtree(self._folder)

    def rewrite(self) -> None:
        """Make an embedded index's files anew, without what was deleted from it."""
        if self._where == "embedded" and self._folder.exists():
            with self._opening:
                self.erase()
                self.check()

    def settle(self, collection: str) -> None:
        """Put in and take out what the catalogue says: all of it, where the collection is gone."""
        with self._opened() as client:
            if self._catalogue.collections.get(collection) is not None:
                self._mend(client, collection)
            elif any(each.name == chroma_name(collection) for each in client.list_collections()):
                client.delete_collection(chroma_name(collection))

    def check(self) -> list[str]:
        """Open the index now; returns, in words, what was found wrong and mended."""
        with self._opening:
            if self._client is not None:
                return []
            mended: list[str] = []
            state = probe(self._folder) if self._where == "embedded" else {}
            if state is None:
                shutil.rmtree(self._folder, ignore_errors=True)
                mended.append("the vector index was damaged and has been rebuilt")
            self._client = client = connect(self._where, self._folder)
            with self._in_use():
                for collection in self._catalogue.collections.all():
                    if self._differs(client, collection.name, state):
                        changed = self._mend(client, collection.name)
                        if changed:
                            mended.append(f"{changed} vectors of {collection.name!r} put right")
                self._drop_unknown(client)
            return mended

    @contextmanager
    def _opened(self) -> Iterator["ClientAPI"]:
        """The client, which is not closed before the block ends."""
        with self._opening:
            if self._client is None:
                self.check()
            client = self._client
            assert client is not None  # noqa: S101  (set by check, for the type checker)
            using = ExitStack()
            using.enter_context(self._in_use())
        with using:
            yield client

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        """While the block lasts the client is not closed, and no old memory reaches its files."""
        with self._unused:
            self._users += 1
            fill_new_memory(True)
        try:
            yield
        finally:
            with self._unused:
                self._users -= 1
                fill_new_memory(self._users > 0)
                self._unused.notify_all()

    def _collection(self, client: "ClientAPI", name: str) -> "ChromaCollection":
        known = self._catalogue.collections.get(name)
        return client.get_or_create_collection(
            chroma_name(name),
            metadata={_EMBEDDER: known.embedder} if known else None,
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )

    def _differs(self, client: "ClientAPI", collection: str, state: dict[str, Any] | None) -> bool:
        if self._where != "embedded" or state is None:
            return True
        seen = state.get(chroma_name(collection))
        expected = self._catalogue.chunks.embeddings(collection).chunk_ids
        if seen is None:
            return bool(expected)
        if seen["lost"]:
            client.delete_collection(chroma_name(collection))
            return True
        if self._is_of_another(self._collection(client, collection), collection):
            return True
        return bool(seen["digest"] != digest(expected))

    def _mend(self, client: "ClientAPI", collection: str) -> int:
        """Make the index hold exactly the catalogue's ready chunks; returns how many changed."""
        target = self._collection(client, collection)
        if self._is_of_another(target, collection):
            client.delete_collection(chroma_name(collection))
            target = self._collection(client, collection)
        extra = set(target.get(include=[])["ids"])
        expected = self._catalogue.chunks.embeddings(collection)
        missing = [row for row, id_ in enumerate(expected.chunk_ids) if id_ not in extra]
        extra.difference_update(expected.chunk_ids)
        doomed = sorted(extra)
        for first in range(0, len(doomed), _BATCH):
            target.delete(ids=doomed[first : first + _BATCH])
        self._put(
            target,
            [expected.chunk_ids[row] for row in missing],
            [expected.document_ids[row] for row in missing],
            expected.vectors[missing],
        )
        return len(doomed) + len(missing)

    def _is_of_another(self, target: "ChromaCollection", collection: str) -> bool:
        """Whether another embedder made its vectors, of the same passages perhaps: a process ended
        after the catalogue had the new ones. One of an older Footnote does not say whose they are.
        """
        known = self._catalogue.collections.get(collection)
        if known is None:
            return False
        if (target.metadata or {}).get(_EMBEDDER, known.embedder) != known.embedder:
            return True
        some = target.get(limit=1, include=["embeddings"])["embeddings"]
        return some is not None and len(some) > 0 and len(some[0]) != known.dimension

    def _put(
        self,
        target: "ChromaCollection",
        chunk_ids: Sequence[str],
        document_ids: Sequence[str],
        vectors: Vectors,
    ) -> None:
        for first in range(0, len(chunk_ids), _BATCH):
            rows = slice(first, first + _BATCH)
            target.upsert(
                ids=list(chunk_ids[rows]),
                embeddings=vectors[rows],
                metadatas=[{"document_id": id_} for id_ in document_ids[rows]],
            )

    def _drop_unknown(self, client: "ClientAPI") -> None:
        """Remove what was ours and is in the catalogue no more."""
        known = {chroma_name(each.name) for each in self._catalogue.collections.all()}
        for each in client.list_collections():
            if each.name.startswith(PREFIX) and each.name not in known:
                client.delete_collection(each.name)
