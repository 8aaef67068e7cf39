"""Keyword search over the chunks of the catalogue, by FTS5."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, text

from components.stores.database import Database

_LIBRARY_FACTOR = 4
"""Best hits of the whole library to look through for those of one collection, times the limit."""
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
"""Marks around a matched word: noncharacters, which no text contains."""


class Keywords:
    """Words of chunks that a search can find."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spans(self, match: str, chunk_ids: Sequence[str]) -> dict[str, tuple[tuple[int, int], ...]]:
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

    def search(
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
