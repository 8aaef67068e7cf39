"""Chunks with exact spans, their embeddings, and the keyword index over them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, Text, func, insert, literal_column, select, text

from components.protocols import Vectors
from components.stores.database import Database
from components.stores.tables import chunks, documents
from components.types import FOUND, Chunk, Hit, Scale

_COLUMNS = (
    chunks.c.id,
    chunks.c.document_id,
    chunks.c.page,
    chunks.c.start,
    chunks.c.end,
    chunks.c.text,
    chunks.c.heading,
)
# SQLite uses no index for a column behind a plus. Without it, it looks for a few chunks among all
# those of every document that is ready, for nearly all documents are and it does not know.
_STATUS = literal_column("+documents.status", Text)
_COLLECTION = literal_column("+documents.collection", Text)
_VARIABLES = 500
"""Ids in one statement, well below SQLite's limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings:
    """Ready chunks of a collection: ids and vectors (n, d), row by row."""

    chunk_ids: tuple[str, ...]
    document_ids: tuple[str, ...]
    vectors: Vectors


class ChunkTable:
    """Chunks by id. Reading them shows those of documents that are found only (`FOUND`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_chunks(self, title: str, some: Sequence[Chunk], vectors: Vectors) -> None:
        """Chunks of a pending document, with its title in words, and their vectors (n, d)."""
        rows = chunk_values(title, some, vectors)
        if rows:
            with self._database.write() as connection:
                connection.execute(insert(chunks), rows)

    def hits(
        self,
        found: Sequence[tuple[str, float]],
        *,
        scale: Scale,
        collection: str | None = None,
    ) -> tuple[Hit, ...]:
        """Chunk ids and scores, best first, as hits; those that are not ready are left out, and
        those that have moved to another collection since they were found.
        """
        rows: dict[str, Row[Any]] = {}
        with self._database.engine.connect() as connection:
            for first in range(0, len(found), _VARIABLES):
                ids = [chunk_id for chunk_id, _ in found[first : first + _VARIABLES]]
                query = _ready(*_COLUMNS, documents.c.name.label("document_name"))
                if collection is not None:
                    query = query.where(_COLLECTION.in_((collection,)))
                for row in connection.execute(query.where(chunks.c.id.in_(ids))):
                    rows[row.id] = row
        present = [(rows[chunk_id], score) for chunk_id, score in found if chunk_id in rows]
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

    def chunks_of(self, document_id: str) -> tuple[Chunk, ...]:
        """All chunks of a document, in reading order."""
        query = (
            _ready(*_COLUMNS).where(chunks.c.document_id == document_id).order_by(chunks.c.start)
        )
        with self._database.engine.connect() as connection:
            return tuple(_chunk(row) for row in connection.execute(query))

    def spread(self, document_id: str, *, limit: int) -> tuple[Chunk, ...]:
        """At most `limit` chunks of a document, evenly from its whole length, in reading order."""
        own = chunks.c.document_id == document_id
        with self._database.engine.connect() as connection:
            total, first = connection.execute(
                _ready(func.count(), func.min(chunks.c.number)).where(own)
            ).one()
            # A document's chunks were put in one after the other, so their numbers run on.
            every = max(1, -(-total // limit))
            rows = connection.execute(
                _ready(*_COLUMNS)
                .where(own, (chunks.c.number - first) % every == 0)
                .order_by(chunks.c.start)
                .limit(limit)
            )
            return tuple(_chunk(row) for row in rows)

    def count_chunks(self, collection: str) -> int:
        """Ready ones."""
        query = _ready(func.count()).where(documents.c.collection == collection)
        with self._database.engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def embeddings(self, collection: str) -> Embeddings:
        """Vectors of the ready chunks, float32, in order of id."""
        query = (
            _ready(chunks.c.id, chunks.c.document_id, chunks.c.embedding)
            .where(documents.c.collection == collection)
            .order_by(chunks.c.id)
        )
        with self._database.engine.connect() as connection:
            rows = connection.execute(query).all()
        halves = np.frombuffer(b"".join(row.embedding for row in rows), dtype=np.float16)
        return Embeddings(
            chunk_ids=tuple(row.id for row in rows),
            document_ids=tuple(row.document_id for row in rows),
            vectors=halves.reshape(len(rows), -1 if rows else 0).astype(np.float32),
        )

    def keyword_spans(
        self, match: str, chunk_ids: Sequence[str]
    ) -> dict[str, tuple[tuple[int, int], ...]]:
        """Where in each chunk's text the words of an FTS5 query stand, stemmed as it stems them.

        Half-open character offsets; chunks without any of the words are left out.
        """
        query = text(
            "SELECT chunks.id, highlight(keywords, 0, :open, :close) AS marked FROM keywords "
            "JOIN chunks ON chunks.number = keywords.rowid "
            "WHERE keywords MATCH :match AND chunks.id IN (SELECT value FROM json_each(:ids))"
        )
        values = {
            "match": match,
            "ids": json.dumps(list(chunk_ids)),
            "open": _OPEN,
            "close": _CLOSE,
        }
        with self._database.engine.connect() as connection:
            return {
                row.id: spans
                for row in connection.execute(query, values)
                if (spans := _spans(row.marked))
            }

    def keyword_search(
        self,
        phrases: Sequence[str],
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> list[tuple[str, float]]:
        """(chunk id, BM25, higher is better) of chunks with any of the phrases, best first.

        The phrases are FTS5's, quoted.
        """
        match = " OR ".join(phrases)
        with self._database.engine.connect() as connection:
            if document_ids is None:
                best = _among_the_best(connection, match, collection, limit)
                if best is not None:
                    return best
            values = {
                "match": match,
                "collection": collection,
                "documents": None if document_ids is None else json.dumps(list(document_ids)),
                "limit": limit,
            }
            return [(row.id, float(row.score)) for row in connection.execute(_OF_ALL, values)]


def _among_the_best(
    connection: Connection, match: str, collection: str, limit: int
) -> list[tuple[str, float]] | None:
    """The `limit` best of a collection, if they are among the best of the whole library.

    A common word stands in a tenth of all chunks; to look up the documents of all of these takes
    longer than to score them. None where other collections have most of the best.
    """
    most = limit * _BEST
    rows = connection.execute(_BEST_OF_ALL, {"match": match, "limit": most}).all()
    best: list[tuple[str, float]] = []
    for first in range(0, len(rows), limit):
        some = rows[first : first + limit]
        values = {"numbers": json.dumps([row.number for row in some]), "collection": collection}
        ids = {row.number: row.id for row in connection.execute(_PRESENT, values)}
        best += [(ids[row.number], float(row.score)) for row in some if row.number in ids]
        if len(best) >= limit:
            return best[:limit]
    return best if len(rows) < most else None


_BEST = 4
"""Times the limit that is taken of the whole library, before its collections are told apart."""
_OF_ALL = text(
    # FTS5 gives BM25 negated, so that its ascending order is best first.
    "SELECT chunks.id, -bm25(keywords) AS score FROM keywords "
    "JOIN chunks ON chunks.number = keywords.rowid "
    "JOIN documents ON documents.id = chunks.document_id "
    "WHERE keywords MATCH :match AND documents.status IN ('ready', 'reading') "
    "AND documents.collection = :collection "
    "AND (:documents IS NULL OR documents.id IN (SELECT value FROM json_each(:documents)))"
    " ORDER BY bm25(keywords), chunks.number LIMIT :limit"
)
_BEST_OF_ALL = text(
    "SELECT rowid AS number, -bm25(keywords) AS score FROM keywords WHERE keywords MATCH :match "
    "ORDER BY bm25(keywords), rowid LIMIT :limit"
)
_PRESENT = text(
    "SELECT chunks.number, chunks.id FROM chunks "
    "JOIN documents ON documents.id = chunks.document_id "
    "WHERE chunks.number IN (SELECT value FROM json_each(:numbers)) "
    "AND documents.status IN ('ready', 'reading') AND documents.collection = :collection"
)
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"  # no characters of any text


def _spans(marked: str) -> tuple[tuple[int, int], ...]:
    """Where the marks stand, counted in the text without them."""
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


def chunk_values(title: str, some: Sequence[Chunk], vectors: Vectors) -> list[dict[str, Any]]:
    """Rows of the table for chunks and their vectors (n, d)."""
    return [
        {
            **asdict(chunk),
            "title": title,
            "heading": "\n".join(chunk.heading),
            "embedding": half.tobytes(),
        }
        for chunk, half in zip(some, vectors.astype(np.float16), strict=True)
    ]


def _ready(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(chunks.join(documents)).where(_STATUS.in_(FOUND))


def _chunk(row: Row[Any]) -> Chunk:
    return Chunk(
        id=row.id,
        document_id=row.document_id,
        page=row.page,
        start=row.start,
        end=row.end,
        text=row.text,
        heading=tuple(row.heading.split("\n")) if row.heading else (),
    )
