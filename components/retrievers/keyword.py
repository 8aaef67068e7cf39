"""Best chunks by BM25 over SQLite's FTS5, with stemming and the headings counted in."""

from collections.abc import Sequence

from components.stores import Catalogue
from components.text.words import content_words
from components.types import Hit, Scale

_MAX_WORDS = 64
"""Enough to find a pasted page by."""


class KeywordRetriever:
    """Finds the chunks with the question's rarer words, ranked by BM25."""

    scale: Scale = "bm25"

    def __init__(self, *, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the `limit` best chunks of ready documents with any of the question's words."""
        phrases = phrases_of(question)
        if not phrases:
            return ()
        best = self._catalogue.keywords.search(
            phrases, collection=collection, limit=limit, document_ids=document_ids
        )
        return self._catalogue.chunks.hits(best, scale="bm25")


def match_expression(question: str) -> str:
    """Return an FTS5 query for any of the question's words."""
    return " OR ".join(phrases_of(question))


def phrases_of(question: str) -> list[str]:
    """Return the question's words, quoted so that FTS5 takes none for an operator.

    >>> phrases_of("What is a NEAR miss?")
    ['"near"', '"miss"']
    """
    return [f'"{word}"' for word in content_words(question)[:_MAX_WORDS]]
