"""Chunks in the catalogue: exact spans and their vectors."""

import heapq
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    delete,
    func,
    insert,
    literal_column,
    select,
)

from components.protocols import Vector, Vectors
from components.stores.database import Database
from components.stores.tables import chunks, documents, vector_id
from components.types import FOUND, Block, Chunk, Hit, Scale

_FIELDS = ("id", "document_id", "page", "start", "end", "text", "heading", "blocks")
_COLUMNS = tuple(chunks.c[name] for name in _FIELDS)
# A plus hides the column from SQLite's planner. It would otherwise start from the documents that
# are ready, which are nearly all of them, instead of looking the few chunks up by their ids.
_STATUS = literal_column("+documents.status", Text)
_COLLECTION = literal_column("+documents.collection", Text)
_VECTORS_AT_ONCE = 10_000
"""Vectors in memory during an exact search: 15 MB with 384 dimensions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings:
    """The vectors (n, d) of a collection's chunks, with the ids of chunks and documents by row."""

    chunk_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    vectors: Vectors


class Chunks:
    """Chunks of documents that a search can find (`FOUND`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hits(
        self,
        scores: Sequence[tuple[str, float]],
        *,
        scale: Scale,
        collection: str | None = None,
    ) -> tuple[Hit, ...]:
        """Turn chunk ids and scores, best first, into hits.

        Chunks that are not searchable, or not in the collection any more, are left out.
        """
        query = _searchable(*_COLUMNS, documents.c.name.label("document_name"))
        query = query.where(chunks.c.id.in_(values([id_ for id_, _ in scores])))
        if collection is not None:
            query = query.where(_COLLECTION.in_((collection,)))
        rows = {row.id: row for row in self._database.all(query)}
        present = [(rows[chunk_id], score) for chunk_id, score in scores if chunk_id in rows]
        return tuple(
            Hit(
                chunk=_chunk(row),
                document_name=row.document_name,
                score=score,
                scale=scale,
                rank=rank,
            )
            for rank, (row, score) in enumerate(present, start=1)
        )

    def of_document(self, document_id: str) -> tuple[Chunk, ...]:
        """Return all chunks of a document, in reading order."""
        query = _searchable(*_COLUMNS).where(chunks.c.document_id == document_id)
        return tuple(map(_chunk, self._database.all(query.order_by(chunks.c.start))))

    def embedding_bytes(self, document_id: str) -> bytes:
        """Return the vectors of a document's chunks in reading order, row by row, as float16."""
        query = select(chunks.c.embedding).where(chunks.c.document_id == document_id)
        rows = self._database.all(query.order_by(chunks.c.start))
        return b"".join(row.embedding for row in rows)

    def sample(self, document_id: str, *, limit: int) -> tuple[Chunk, ...]:
        """Return at most `limit` chunks, evenly spread over a document, in reading order."""
        own = chunks.c.document_id == document_id
        with self._database.engine.connect() as connection:
            total, first = connection.execute(
                _searchable(func.count(), func.min(chunks.c.number)).where(own)
            ).one()
            # A document's chunks are inserted one after another, so their numbers run on.
            step = max(1, -(-total // limit))
            query = _searchable(*_COLUMNS).where(own, (chunks.c.number - first) % step == 0)
            rows = connection.execute(query.order_by(chunks.c.start).limit(limit))
            return tuple(map(_chunk, rows))

    def count(self, collection: str) -> int:
        """Count a collection's searchable chunks."""
        query = _searchable(func.count()).where(documents.c.collection == collection)
        return int(self._database.scalar(query))

    def embeddings(self, collection: str) -> Embeddings:
        """Return the vectors of a collection's searchable chunks, float32, by chunk id."""
        query = (
            _searchable(chunks.c.id, chunks.c.document_id, chunks.c.embedding)
            .where(documents.c.collection == collection)
            .order_by(chunks.c.id)
        )
        rows = self._database.all(query)
        return Embeddings(
            chunk_ids=tuple(row.id for row in rows),
            document_ids=tuple(row.document_id for row in rows),
            vectors=_floats([row.embedding for row in rows]),
        )

    def nearest(
        self,
        vector: Vector,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str],
    ) -> list[tuple[str, float]]:
        """Return (chunk id, cosine) of the nearest chunks of some documents, by exact search."""
        query = _searchable(chunks.c.id, chunks.c.embedding).where(
            documents.c.collection == collection,
            chunks.c.document_id.in_(values(document_ids)),
        )
        best: list[tuple[str, float]] = []
        with self._database.engine.connect() as connection:
            for rows in connection.execute(query).partitions(_VECTORS_AT_ONCE):
                cosines = _floats([row.embedding for row in rows]) @ vector
                scores = zip((row.id for row in rows), map(float, cosines), strict=True)
                best = heapq.nsmallest(
                    limit, [*best, *scores], key=lambda each: (-each[1], each[0])
                )
        return best

    def vector_ids(self, collection: str) -> set[str]:
        """Return the ids of the distinct vectors of a collection's searchable chunks."""
        query = _searchable(chunks.c.vector).where(documents.c.collection == collection).distinct()
        return {row.vector for row in self._database.all(query)}

    def vectors(self, ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """Return those ids that exist, and their vectors (n, d)."""
        query = select(chunks.c.vector, chunks.c.embedding).where(chunks.c.vector.in_(values(ids)))
        found = {row.vector: row.embedding for row in self._database.all(query.distinct())}
        return list(found), _floats(list(found.values()))

    def with_vectors(
        self, collection: str, scores: Sequence[tuple[str, float]], *, limit: int
    ) -> list[tuple[str, float]]:
        """Turn vector ids and scores, best first, into at most `limit` chunk ids and scores."""
        hits: list[tuple[str, float]] = []
        with self._database.engine.connect() as connection:
            for id_, score in scores:
                query = (
                    _searchable(chunks.c.id)
                    .where(chunks.c.vector == id_, _COLLECTION.in_((collection,)))
                    .order_by(chunks.c.id)
                    .limit(limit - len(hits))
                )
                hits += [(chunk_id, score) for chunk_id in connection.scalars(query)]
                if len(hits) >= limit:
                    break
        return hits

    def unused_vectors(self, collection: str, ids: Sequence[str]) -> list[str]:
        """Return those vector ids that no chunk of the collection has, searchable or not."""
        query = (
            select(chunks.c.vector)
            .join(documents)
            .where(_COLLECTION.in_((collection,)), chunks.c.vector.in_(values(ids)))
        )
        used = {row.vector for row in self._database.all(query.distinct())}
        return sorted(set(ids) - used)


def _floats(embeddings: Sequence[bytes]) -> Vectors:
    halves = np.frombuffer(b"".join(embeddings), dtype=np.float16)
    return halves.reshape(len(embeddings), -1 if embeddings else 0).astype(np.float32)


def distinct_vectors(vectors: Vectors) -> tuple[list[str], Vectors]:
    """Return the ids of the distinct rows, as the catalogue stores them, and these rows."""
    halves = vectors.astype(np.float16)
    rows = {vector_id(half.tobytes()): at for at, half in enumerate(halves)}
    return list(rows), halves[list(rows.values())].astype(np.float32)


def insert_chunks(
    connection: Connection, title: str, new: Sequence[Chunk], vectors: Vectors
) -> None:
    """Insert chunks with their document's title, in words, and their vectors (n, d)."""
    rows = [
        {
            **asdict(chunk),
            "title": title,
            "heading": "\n".join(chunk.heading),
            "blocks": packed(chunk.blocks),
            "embedding": (embedding := half.tobytes()),
            "vector": vector_id(embedding),
        }
        for chunk, half in zip(new, vectors.astype(np.float16), strict=True)
    ]
    if rows:
        connection.execute(insert(chunks), rows)


def delete_chunks(connection: Connection, condition: ColumnElement[bool]) -> tuple[str, ...]:
    """Delete chunks; returns the ids of their vectors."""
    removed = connection.scalars(select(chunks.c.vector).where(condition).distinct()).all()
    connection.execute(delete(chunks).where(condition))
    return tuple(removed)


def values(items: Sequence[str]) -> Select[tuple[str]]:
    """Return a query for any number of values, which may exceed SQLite's limit of parameters."""
    return select(func.json_each(json.dumps(list(items))).table_valued("value").c.value)


def _searchable(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(chunks.join(documents)).where(_STATUS.in_(FOUND))


def _chunk(row: Row[Any]) -> Chunk:
    heading = tuple(row.heading.split("\n")) if row.heading else ()
    fields = {name: row._mapping[name] for name in _FIELDS}
    return Chunk(**{**fields, "heading": heading, "blocks": unpacked(row.blocks)})


def packed(blocks: Sequence[Block]) -> list[list[Any]]:
    """Return blocks as the catalogue stores them."""
    return [[each.start, each.end, each.kind, each.level] for each in blocks]


def unpacked(stored: Sequence[Sequence[Any]]) -> tuple[Block, ...]:
    """Return blocks that the catalogue has stored."""
    return tuple(
        Block(start=start, end=end, kind=kind, level=level) for start, end, kind, level in stored
    )
