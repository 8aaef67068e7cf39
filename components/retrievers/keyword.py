"""Best chunks by BM25 over SQLite's FTS5, with stemming and the headings counted in."""

from collections.abc import Sequence

from components.stores import Catalogue
from components.text.words import content_words
from components.types import Hit, Scale

_MOST_WORDS = 64
"""A pasted page is a question too; its first words are enough to find it."""


class KeywordRetriever:
    """Words: the chunks that hold the question's rarer words most. Scale: bm25."""

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
        """The `limit` best chunks of ready documents with any of the question's words."""
        phrases = phrases_of(question)
        if not phrases:
            return ()
        found = self._catalogue.keywords.search(
            phrases, collection=collection, limit=limit, document_ids=document_ids
        )
        return self._catalogue.chunks.hits(found, scale="bm25")


def match_expression(question: str) -> str:
    """An FTS5 query for any of the words; each is quoted, so that none is read as an operator.

    >>> match_expression("What is a NEAR miss?")
    '"near" OR "miss"'
    """
    return " OR ".join(phrases_of(question))


def phrases_of(question: str) -> list[str]:
    """The question's words as FTS5's phrases; none for a question without a word.

    >>> phrases_of("What is a NEAR miss?")
    ['"near"', '"miss"']
    """
    return [f'"{word}"' for word in content_words(question)[:_MOST_WORDS]]
