"""Chunks in the catalogue: exact spans, their vectors, and keyword search over them (FTS5)."""

import heapq
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, Text, func, insert, literal_column, select, text

from components.protocols import Vector, Vectors
from components.stores.database import Database
from components.stores.tables import chunks, documents, vector_id
from components.types import FOUND, Chunk, Hit, Scale

_FIELDS = ("id", "document_id", "page", "start", "end", "text", "heading")
_COLUMNS = tuple(chunks.c[name] for name in _FIELDS)
# A plus hides the column from SQLite's planner. It would otherwise start from the documents that
# are ready, which are nearly all of them, instead of looking the few chunks up by their ids.
_STATUS = literal_column("+documents.status", Text)
_COLLECTION = literal_column("+documents.collection", Text)
_MAX_VARIABLES = 500
"""Ids in one statement, well below SQLite's limit."""
_VECTORS_AT_ONCE = 10_000
"""Of 384 dimensions these take 15 MB."""
_LIBRARY_FACTOR = 4
"""Best hits of the whole library to look through for those of one collection, times the limit."""
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Marks around a matched word: noncharacters, which no text contains."""


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
        rows: dict[str, Row[Any]] = {}
        for first in range(0, len(scores), _MAX_VARIABLES):
            ids = [chunk_id for chunk_id, _ in scores[first : first + _MAX_VARIABLES]]
            query = _searchable(*_COLUMNS, documents.c.name.label("document_name"))
            if collection is not None:
                query = query.where(_COLLECTION.in_((collection,)))
            rows |= {row.id: row for row in self._database.all(query.where(chunks.c.id.in_(ids)))}
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
        ids = func.json_each(json.dumps(list(document_ids))).table_valued("value")
        query = _searchable(chunks.c.id, chunks.c.embedding).where(
            documents.c.collection == collection,
            chunks.c.document_id.in_(select(ids.c.value)),
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
        found: dict[str, bytes] = {}
        for first in range(0, len(ids), _MAX_VARIABLES):
            query = select(chunks.c.vector, chunks.c.embedding).where(
                chunks.c.vector.in_(ids[first : first + _MAX_VARIABLES])
            )
            found |= {row.vector: row.embedding for row in self._database.all(query)}
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
        used: set[str] = set()
        for first in range(0, len(ids), _MAX_VARIABLES):
            query = (
                select(chunks.c.vector)
                .join(documents)
                .where(
                    _COLLECTION.in_((collection,)),
                    chunks.c.vector.in_(ids[first : first + _MAX_VARIABLES]),
                )
            )
            used |= {row.vector for row in self._database.all(query)}
        return sorted(set(ids) - used)

    def keyword_spans(
        self, match: str, chunk_ids: Sequence[str]
    ) -> dict[str, tuple[tuple[int, int], ...]]:
        """Return where each chunk's text has words of an FTS5 query, stemmed as FTS5 does.

        The spans are half-open character offsets; chunks without any of the words are left out.
        """
        values = {
            "match": match,
            "ids": json.dumps(list(chunk_ids)),
            "open": _OPEN,
            "close": _CLOSE,
        }
        with self._database.engine.connect() as connection:
            return {
                row.id: spans
                for row in connection.execute(_HIGHLIGHTED, values)
                if (spans := _marked_spans(row.marked))
            }

    def keyword_search(
        self,
        phrases: Sequence[str],
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """Return (chunk id, BM25) of chunks with any of the quoted FTS5 phrases, best first."""
        match = " OR ".join(phrases)
        with self._database.engine.connect() as connection:
            if document_ids is None:
                best = _search_library_first(connection, match, collection, limit)
                if best is not None:
                    return best
            values = {
                "match": match,
                "collection": collection,
                "documents": None if document_ids is None else json.dumps(list(document_ids)),
                "limit": limit,
            }
            rows = connection.execute(_BEST_OF_COLLECTION, values)
            return [(row.id, float(row.score)) for row in rows]


def _search_library_first(
    connection: Connection, match: str, collection: str, limit: int
) -> list[tuple[str, float]] | None:
    """Look for a collection's best hits among the best of the whole library.

    A common word is in a tenth of all chunks, and joining all of these with their documents takes
    longer than scoring them. Returns None where other collections have most of the best.
    """
    most = limit * _LIBRARY_FACTOR
    rows = connection.execute(_BEST_OF_LIBRARY, {"match": match, "limit": most}).all()
    best: list[tuple[str, float]] = []
    for first in range(0, len(rows), limit):
        batch = rows[first : first + limit]
        values = {"numbers": json.dumps([row.number for row in batch]), "collection": collection}
        ids = {row.number: row.id for row in connection.execute(_IN_COLLECTION, values)}
        best += [(ids[row.number], float(row.score)) for row in batch if row.number in ids]
        if len(best) >= limit:
            return best[:limit]
    return best if len(rows) < most else None


# FTS5 gives BM25 negated, so that its ascending order is best first.
_BEST_OF_COLLECTION = text(
    "SELECT chunks.id, -bm25(keywords) AS score FROM keywords "
    "JOIN chunks ON chunks.number = keywords.rowid "
    "JOIN documents ON documents.id = chunks.document_id "
    "WHERE keywords MATCH :match AND documents.status IN ('ready', 'reading') "
    "AND documents.collection = :collection "
    "AND (:documents IS NULL OR documents.id IN (SELECT value FROM json_each(:documents)))"
    " ORDER BY bm25(keywords), chunks.number LIMIT :limit"
)
_BEST_OF_LIBRARY = text(
    "SELECT rowid AS number, -bm25(keywords) AS score FROM keywords WHERE keywords MATCH :match "
    "ORDER BY bm25(keywords), rowid LIMIT :limit"
)
_IN_COLLECTION = text(
    "SELECT chunks.number, chunks.id FROM chunks "
    "JOIN documents ON documents.id = chunks.document_id "
    "WHERE chunks.number IN (SELECT value FROM json_each(:numbers)) "
    "AND documents.status IN ('ready', 'reading') AND documents.collection = :collection"
)
_HIGHLIGHTED = text(
    "SELECT chunks.id, highlight(keywords, 0, :open, :close) AS marked FROM keywords "
    "JOIN chunks ON chunks.number = keywords.rowid "
    "WHERE keywords MATCH :match AND chunks.id IN (SELECT value FROM json_each(:ids))"
)


def _marked_spans(marked: str) -> tuple[tuple[int, int], ...]:
    """Return the spans between marks, counted in the text without the marks."""
    spans: list[tuple[int, int]] = []
    start = offset = 0
    for character in marked:
        if character == _OPEN:
            start = offset
        elif character == _CLOSE:
            spans.append((start, offset))
        else:
            offset += 1
    return tuple(spans)


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
            "embedding": (embedding := half.tobytes()),
            "vector": vector_id(embedding),
        }
        for chunk, half in zip(new, vectors.astype(np.float16), strict=True)
    ]
    if rows:
        connection.execute(insert(chunks), rows)


def _searchable(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(chunks.join(documents)).where(_STATUS.in_(FOUND))


def _chunk(row: Row[Any]) -> Chunk:
    heading = tuple(row.heading.split("\n")) if row.heading else ()
    return Chunk(**{**{name: row._mapping[name] for name in _FIELDS}, "heading": heading})
