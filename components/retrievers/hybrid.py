"""Dense and keyword search, fused by reciprocal rank."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from components.protocols import ScaledRetriever
from components.retrievers.duplicates import is_near_duplicate
from components.types import Hit, Scale

_POOL = 100
"""Hits asked of each side before they are fused."""
_RANK_CONSTANT = 10
"""k of Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet" (2009). They
use 60, for many rankings; of two, it lets a poor rank in both beat a first in one.
"""


class HybridRetriever:
    """What any of its retrievers ranks high. Scale: rrf. Near-duplicates are dropped."""

    def __init__(self, *retrievers: ScaledRetriever) -> None:
        self._retrievers = retrievers

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The `limit` best hits by fused rank."""
        rankings = self.rankings(
            question, collection=collection, limit=max(_POOL, limit), document_ids=document_ids
        )
        return distinct(fuse(rankings.values()), limit)

    def rankings(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> dict[Scale, tuple[Hit, ...]]:
        """What each of its retrievers finds, by scale, before they are fused."""
        return {
            each.scale: each.retrieve(
                question, collection=collection, limit=limit, document_ids=document_ids
            )
            for each in self._retrievers
        }


def fuse(rankings: Iterable[Sequence[Hit]]) -> list[Hit]:
    """One ranking from several: a hit's score is the sum of 1 / (10 + rank) over them."""
    scores: dict[str, float] = {}
    hits: dict[str, Hit] = {}
    for ranking in rankings:
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.chunk.id] = scores.get(hit.chunk.id, 0.0) + 1 / (_RANK_CONSTANT + rank)
            hits.setdefault(hit.chunk.id, hit)
    # Sorting is stable: of two equal scores the one found first stays first.
    order = sorted(scores, key=lambda chunk_id: -scores[chunk_id])
    return [replace(hits[id_], score=scores[id_], scale="rrf") for id_ in order]


def distinct(hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """The first `limit` that say something new, ranked anew from 1."""
    kept: list[Hit] = []
    for hit in hits:
        if len(kept) == limit:
            break
        if not any(is_near_duplicate(hit.chunk.text, each.chunk.text) for each in kept):
            kept.append(replace(hit, rank=len(kept) + 1))
    return tuple(kept)
