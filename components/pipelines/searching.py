"""Question → what each kind of search finds, side by side, and why a document is not found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.parts import Parts
from components.retrievers.keyword import match_expression
from components.types import Hit, Scale
from components.words import content_words

DEPTH = 100
"""Passages of each ranking that are fused, and in which places are looked for."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A passage of one ranking. `places`: its ranks in the others, None where it has none.

    `words`: where words of the question stand in it; half-open offsets into the chunk's text.
    """

    hit: Hit
    places: tuple[tuple[Scale, int | None], ...]
    words: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The rankings of one question by scale (cosine, bm25, rrf); `words` were searched for."""

    question: str
    words: tuple[str, ...]
    rankings: dict[Scale, tuple[Found, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How one document stands in one ranking: its best place in it, None where it is not among
    the first DEPTH, and its own best passage, None where nothing of it matches at all."""

    scale: Scale
    place: int | None
    best: Hit | None


def compare(parts: Parts, question: str, *, collection: str, limit: int) -> Comparison:
    """The first `limit` of each ranking, and where they stand in the others."""
    rankings = _rankings(parts, question, collection)
    places = {
        scale: {hit.chunk.id: rank for rank, hit in enumerate(hits, start=1)}
        for scale, hits in rankings.items()
    }
    shown = {scale: hits[:limit] for scale, hits in rankings.items()}
    match = match_expression(question)
    ids = {hit.chunk.id for hits in shown.values() for hit in hits}
    words = parts.catalogue.keyword_spans(match, sorted(ids)) if match else {}
    return Comparison(
        question=question,
        words=tuple(content_words(question)),
        rankings={
            scale: tuple(
                Found(
                    hit=hit,
                    places=tuple(
                        (other, ranks.get(hit.chunk.id))
                        for other, ranks in places.items()
                        if other != scale
                    ),
                    words=words.get(hit.chunk.id, ()),
                )
                for hit in hits
            )
            for scale, hits in shown.items()
        },
    )


def explain(
    parts: Parts, question: str, document_id: str, *, collection: str
) -> tuple[Standing, ...]:
    """How a document stands in each ranking of a question."""
    rankings = _rankings(parts, question, collection)
    alone = parts.retriever.rankings(
        question, collection=collection, limit=1, document_ids=[document_id]
    )
    return tuple(
        Standing(
            scale=scale,
            place=_place(hits, document_id),
            best=next(iter(alone.get(scale, ())), None),
        )
        for scale, hits in rankings.items()
    )


def _rankings(parts: Parts, question: str, collection: str) -> dict[Scale, Sequence[Hit]]:
    found = parts.retriever.rankings(question, collection=collection, limit=DEPTH)
    fused = parts.retriever.retrieve(question, collection=collection, limit=DEPTH)
    order: tuple[Scale, ...] = ("cosine", "bm25")
    return {**{scale: found.get(scale, ()) for scale in order}, "rrf": fused}


def _place(hits: Iterable[Hit], document_id: str) -> int | None:
    return next(
        (rank for rank, hit in enumerate(hits, 1) if hit.chunk.document_id == document_id), None
    )
