"""Suggest questions that a person can ask of some documents, each checked by a search."""

from collections.abc import Iterable, Sequence
from itertools import islice

from components.pipelines.dependencies import Dependencies
from components.questions.suggestions import Suggestion, suggestions
from components.retrievers import fuse
from components.types import Answer, Chunk, Scope

_MAX_DOCUMENTS = 8
_CHUNKS_PER_DOCUMENT = 30
"""Spread evenly over a document's whole length."""
_CHECKS_PER_QUESTION = 4
_MAX_RANK = 3
"""Lowest rank of a suggestion's own chunk among the hits of its question."""


def suggest(
    deps: Dependencies, documents: Sequence[tuple[str, str]], *, within: Scope, limit: int
) -> tuple[str, ...]:
    """Return at most `limit` questions that the first of these documents, (id, name), answer."""
    chunks = [
        (name, deps.catalogue.chunks.sample(document_id, limit=_CHUNKS_PER_DOCUMENT))
        for document_id, name in documents[:_MAX_DOCUMENTS]
    ]
    return _answerable(deps, suggestions(chunks), within=within, limit=limit)


def suggest_instead(deps: Dependencies, refusal: Answer, *, limit: int = 3) -> tuple[str, ...]:
    """Return questions that the hits of an unsupported answer do answer."""
    if not refusal.hits or refusal.within is None:
        return ()
    chunks: dict[str, list[Chunk]] = {}
    for hit in refusal.hits:
        chunks.setdefault(hit.document_name, []).append(hit.chunk)
    return _answerable(deps, suggestions(list(chunks.items())), within=refusal.within, limit=limit)


def _answerable(
    deps: Dependencies, candidates: Iterable[Suggestion], *, within: Scope, limit: int
) -> tuple[str, ...]:
    checked = islice(candidates, limit * _CHECKS_PER_QUESTION)
    questions = (each.question for each in checked if _is_answerable(deps, each, within))
    return tuple(islice(questions, limit))


def _is_answerable(deps: Dependencies, suggestion: Suggestion, within: Scope) -> bool:
    """Return whether a search finds the suggestion's chunk, and that chunk alone answers it.

    About 30 ms, where a whole answer takes 200.
    """
    rankings = deps.retriever.rankings(
        suggestion.question,
        collection=within.collection,
        limit=10,
        document_ids=within.document_ids or None,
    )
    best = fuse(list(rankings.values()))[:_MAX_RANK]
    own = [hit for hit in best if hit.chunk.id == suggestion.chunk.id]
    *_, quoted = deps.answerer.answer(suggestion.question, own)
    return isinstance(quoted, Answer) and quoted.supported
