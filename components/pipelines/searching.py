"""Compare the rankings of a question, and explain where one document stands in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.pipelines.dependencies import Dependencies
from components.questions.limits import check_length
from components.retrievers.keyword import match_expression
from components.text.words import content_words
from components.types import Hit, Scale

DEPTH = 100
"""Hits of each ranking that are fused and searched for a document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedHit:
    """A hit of one ranking, its `places` in the others (None where it has none).

    `words` are the spans of the question's words in the chunk's text.
    """

    hit: Hit
    places: tuple[tuple[Scale, int | None], ...]
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchComparison:
    """The rankings of one question by scale (cosine, bm25, rrf), and the words searched for."""

    question: str
    words: tuple[str, ...]
    rankings: dict[Scale, tuple[RankedHit, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRanking:
    """A document's best place among the first DEPTH of a ranking, and its best hit, if any."""

    scale: Scale
    place: int | None
    best: Hit | None


def compare(deps: Dependencies, question: str, *, collection: str, limit: int) -> SearchComparison:
    """Return the first `limit` hits of each ranking, with their ranks in the others."""
    rankings = _rankings(deps, question, collection)
    places = {
        scale: {hit.chunk.id: rank for rank, hit in enumerate(hits, start=1)}
        for scale, hits in rankings.items()
    }
    shown = {scale: hits[:limit] for scale, hits in rankings.items()}
    match = match_expression(question)
    ids = {hit.chunk.id for hits in shown.values() for hit in hits}
    words = deps.catalogue.keywords.spans(match, sorted(ids)) if match else {}

    def ranked(hit: Hit, scale: Scale) -> RankedHit:
        id_ = hit.chunk.id
        others = tuple((each, places[each].get(id_)) for each in places if each != scale)
        return RankedHit(hit=hit, places=others, words=words.get(id_, ()))

    return SearchComparison(
        question=question,
        words=tuple(content_words(question)),
        rankings={
            scale: tuple(ranked(hit, scale) for hit in hits) for scale, hits in shown.items()
        },
    )


def explain(
    deps: Dependencies, question: str, document_id: str, *, collection: str
) -> tuple[DocumentRanking, ...]:
    """Return where a document stands in each ranking of a question."""
    rankings = _rankings(deps, question, collection)
    alone = deps.retriever.rankings(
        question, collection=collection, limit=1, document_ids=[document_id]
    )
    return tuple(
        DocumentRanking(
            scale=scale,
            place=_place(hits, document_id),
            best=next(iter(alone.get(scale, ())), None),
        )
        for scale, hits in rankings.items()
    )


def _rankings(deps: Dependencies, question: str, collection: str) -> dict[Scale, Sequence[Hit]]:
    check_length(question)
    single = deps.retriever.rankings(question, collection=collection, limit=DEPTH)
    fused = deps.retriever.retrieve(question, collection=collection, limit=DEPTH)
    return {"cosine": single["cosine"], "bm25": single["bm25"], "rrf": fused}


def _place(hits: Iterable[Hit], document_id: str) -> int | None:
    return next(
        (rank for rank, hit in enumerate(hits, 1) if hit.chunk.document_id == document_id), None
    )
