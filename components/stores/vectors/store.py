"""Chroma as the vector index: embedded in the data folder, a server, or Chroma Cloud.

The catalogue is the truth: whatever differs here is repaired or rebuilt from it. A vector that
several chunks share is stored once, under an id made of its bytes, and the catalogue knows whose
it is; thousands of equal points would cut an HNSW graph into pieces.
"""

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from components.errors import StoreError
from components.protocols import Vectors
from components.stores.catalogue import Catalogue
from components.stores.chunks import distinct_vectors
from components.stores.vectors.batches import batches, delete, upsert
from components.stores.vectors.connecting import (
    PREFIX,
    chroma_name,
    connect,
    digest,
    drop,
    zero_unused_records,
)
from components.stores.vectors.probe import probe

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection as ChromaCollection
    from chromadb.api.types import QueryResult

_FORMAT = "distinct vectors"
"""Marks collections whose entries are vectors; those of an older Footnote were chunks."""
_SPARE = 4
"""Times the limit to ask for where many of the nearest belong to documents still being stored."""
_RETRY_PAUSES_S = (0.05, 0.2, 0.5, 1.0)
_MAX_LOST_SHARE = 0.1
"""Largest part of the sample that may be missing: HNSW is approximate, and may miss a few."""


class ChromaVectorStore:
    """Cosine HNSW over unit vectors, one Chroma collection for each of ours.

        vectors = ChromaVectorStore("embedded", home=home, catalogue=catalogue)
        vectors.upsert("documents", embeddings)

    It is opened, compared with the catalogue and repaired at its first use. Raises StoreError.
    """

    def __init__(self, where: str, *, home: Path, catalogue: Catalogue) -> None:
        """Take `where` as `embedded`, `http://host:port` or `cloud`; nothing is opened yet."""
        self._where = where
        self._folder = home / "chroma"
        self._catalogue = catalogue
        self._opening = threading.RLock()
        self._client: ClientAPI | None = None
        self._users = 0
        self._unused = threading.Condition()

    def upsert(self, collection: str, vectors: Vectors) -> None:
        """Add the vectors (n, d) of a collection's chunks, each distinct one once."""
        ids, distinct = distinct_vectors(vectors)
        with self._opened() as client:
            self._put(self._collection(client, collection), ids, distinct)

    def delete(self, collection: str, vector_ids: Sequence[str]) -> None:
        """Remove the vectors that none of the collection's chunks has any more."""
        with self._opened() as client:
            unused = self._catalogue.chunks.unused_vectors(collection, vector_ids)
            delete(self._collection(client, collection), unused)

    def query(
        self, collection: str, vector: NDArray[np.float32], *, limit: int
    ) -> list[tuple[str, float]]:
        """Return (chunk id, cosine) of the nearest chunks, best first."""
        hits: list[tuple[str, float]] = []
        for wanted in (limit, limit * _SPARE):
            result = self._query(
                collection,
                query_embeddings=vector[np.newaxis],
                n_results=wanted,
                include=["distances"],
            )
            (ids,), (distances,) = result["ids"], result["distances"] or [[]]
            # Chroma's cosine distance is 1 - cosine.
            nearest = [(id_, 1 - float(each)) for id_, each in zip(ids, distances, strict=True)]
            hits = self._catalogue.chunks.with_vectors(collection, nearest, limit=limit)
            if len(hits) == limit or len(nearest) < wanted:
                break
        return hits

    def _query(self, collection: str, **arguments: Any) -> "QueryResult":
        """Query Chroma, and retry: it fails during the first write to a new collection."""
        from chromadb.errors import InternalError

        pauses = iter(_RETRY_PAUSES_S)
        while True:
            try:
                with self._opened() as client:
                    return self._collection(client, collection).query(**arguments)
            except InternalError as error:
                pause = next(pauses, None)
                if pause is None:
                    raise StoreError(
                        f"The vector index cannot be searched ({error}). Restart Footnote: it "
                        "checks the index then, and rebuilds it where it is damaged."
                    ) from error
                time.sleep(pause)

    def rebuild(self, collection: str) -> None:
        """Replace a collection's index by a new one, made from the catalogue."""
        with self._opened() as client:
            drop(client, collection)
            self._repair(client, collection)

    def settle(self, collection: str) -> None:
        """Make a collection's index follow the catalogue, where the collection may be gone."""
        with self._opened() as client:
            if self._catalogue.collections.get(collection) is not None:
                self._repair(client, collection)
            else:
                drop(client, collection)

    def erase(self) -> None:
        """Remove the whole index and its files, or a server's collections of ours."""
        with self._opening:
            if self._where != "embedded":
                remote = self._client or connect(self._where, self._folder)
                for each in remote.list_collections():
                    if each.name.startswith(PREFIX):
                        remote.delete_collection(each.name)
            client, self._client = self._client, None
            with self._unused:  # running calls finish; new ones wait to open the index
                self._unused.wait_for(lambda: not self._users)
            if client is not None:
                # Chroma shares one system among all clients of a path; the last one stops it.
                client.close()  # type: ignore[attr-defined]
            if self._where == "embedded" and self._folder.exists():
                shutil.rmtree(self._folder)

    def rewrite(self) -> None:
        """Write an embedded index's files again, without what was deleted from it."""
        if self._where == "embedded" and self._folder.exists():
            with self._opening:
                self.erase()
                self.check()

    def check(self) -> list[str]:
        """Open the index and compare it with the catalogue; returns what was repaired, in words."""
        with self._opening:
            if self._client is not None:
                return []
            repairs: list[str] = []
            state = probe(self._folder) if self._where == "embedded" else {}
            if state is None:
                shutil.rmtree(self._folder, ignore_errors=True)
                repairs.append("the vector index was damaged and has been rebuilt")
            self._client = client = connect(self._where, self._folder)
            with self._in_use():
                for collection in self._catalogue.collections.all():
                    if self._differs(client, collection.name, state):
                        changed = self._repair(client, collection.name)
                        if changed:
                            repairs.append(f"{changed} vectors of {collection.name!r} repaired")
                self._drop_unknown(client)
            zero_unused_records(self._folder)
            return repairs

    @contextmanager
    def _opened(self) -> Iterator["ClientAPI"]:
        """Provide a client that stays open during the block."""
        with ExitStack() as stack:
            with self._opening:
                if self._client is None:
                    self.check()
                client = self._client
                assert client is not None  # noqa: S101  (set by check, for the type checker)
                stack.enter_context(self._in_use())
            yield client

    @contextmanager
    def _in_use(self) -> Iterator[None]:
        with self._unused:
            self._users += 1
        try:
            yield
        finally:
            with self._unused:
                self._users -= 1
                self._unused.notify_all()

    def _collection(self, client: "ClientAPI", name: str) -> "ChromaCollection":
        return client.get_or_create_collection(
            chroma_name(name),
            metadata=self._metadata(name),
            configuration={"hnsw": {"space": "cosine"}},
            embedding_function=None,
        )

    def _metadata(self, name: str) -> dict[str, Any]:
        """Describe the vectors of a collection, to tell those of another embedder apart."""
        collection = self._catalogue.collections.get(name)
        return {"format": _FORMAT, "embedder": collection.embedder if collection else ""}

    def _differs(self, client: "ClientAPI", collection: str, state: dict[str, Any] | None) -> bool:
        if self._where != "embedded" or state is None:
            return True
        seen = state.get(chroma_name(collection))
        expected = self._catalogue.chunks.vector_ids(collection)
        if seen is None:
            return bool(expected)
        if seen["lost"] > _MAX_LOST_SHARE:
            drop(client, collection)
            return True
        is_ours = self._collection(client, collection).metadata == self._metadata(collection)
        return not is_ours or bool(seen["digest"] != digest(expected))

    def _repair(self, client: "ClientAPI", collection: str) -> int:
        """Make the index hold exactly the catalogue's vectors; returns how many changed."""
        target = self._collection(client, collection)
        if target.metadata != self._metadata(collection):
            drop(client, collection)
            target = self._collection(client, collection)
        present = set(target.get(include=[])["ids"])
        expected = self._catalogue.chunks.vector_ids(collection)
        missing = sorted(expected - present)
        extra = sorted(present - expected)
        delete(target, extra)
        for ids in batches(missing):
            self._put(target, *self._catalogue.chunks.vectors(ids))
        return len(extra) + len(missing)

    def _put(self, target: "ChromaCollection", ids: Sequence[str], vectors: Vectors) -> None:
        upsert(target, ids, vectors)
        zero_unused_records(self._folder)

    def _drop_unknown(self, client: "ClientAPI") -> None:
        """Delete collections of ours that the catalogue does not have any more."""
        expected = {chroma_name(each.name) for each in self._catalogue.collections.all()}
        for each in client.list_collections():
            if each.name.startswith(PREFIX) and each.name not in expected:
                client.delete_collection(each.name)
