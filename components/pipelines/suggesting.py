"""Documents → questions worth asking of them, each tried before it is offered."""

from collections.abc import Iterable, Sequence
from itertools import islice

from components.pipelines.answering import answer
from components.pipelines.dependencies import Dependencies
from components.questions.suggestions import Suggestion, suggestions
from components.types import Answer, Chunk, Scope

_DOCUMENTS = 8
_CHUNKS = 30
"""Read of each document, evenly from its whole length."""
_TRIED = 4
"""Questions tried for each that is wanted."""


def suggest(
    deps: Dependencies, documents: Sequence[tuple[str, str]], *, within: Scope, limit: int
) -> tuple[str, ...]:
    """At most `limit` questions that the first of these documents, (id, name), answer."""
    read = [
        (name, deps.catalogue.chunks.sample(document_id, limit=_CHUNKS))
        for document_id, name in documents[:_DOCUMENTS]
    ]
    return _answered(deps, suggestions(read), within=within, limit=limit)


def instead(deps: Dependencies, found: Answer, *, limit: int = 3) -> tuple[str, ...]:
    """Questions that the nearest passages of an unsupported answer do answer."""
    if not found.hits or found.within is None:
        return ()
    nearest: dict[str, list[Chunk]] = {}
    for hit in found.hits:
        nearest.setdefault(hit.document_name, []).append(hit.chunk)
    return _answered(deps, suggestions(list(nearest.items())), within=found.within, limit=limit)


def _answered(
    deps: Dependencies, some: Iterable[Suggestion], *, within: Scope, limit: int
) -> tuple[str, ...]:
    tried = islice(some, limit * _TRIED)
    return tuple(
        islice((each.question for each in tried if _is_answered(deps, each, within)), limit)
    )


def _is_answered(deps: Dependencies, suggested: Suggestion, within: Scope) -> bool:
    """Whether the answer cites the passage that the question was made of."""
    *_, last = answer(
        deps,
        suggested.question,
        collection=within.collection,
        document_ids=within.document_ids or None,
    )
    chunk = suggested.chunk
    return (
        isinstance(last, Answer)
        and last.supported
        and any(
            each.document_id == chunk.document_id
            and each.start < chunk.end
            and chunk.start < each.end
            for each in last.citations
        )
    )
