"""Dense and keyword search, and a reranker over the best of both, fused by reciprocal rank."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from components.preferences import Preferences
from components.protocols import Reranker, ScaledRetriever
from components.retrievers.duplicates import is_near_duplicate
from components.text.context import as_read
from components.types import Hit, Scale

_POOL = 100
"""Hits asked of each side before they are fused."""
_RANK_CONSTANT = 10
"""k of Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet" (2009). They
use 60, for many rankings; of two, it lets a poor rank in both beat a first in one.
"""
_RERANKED = 20
"""Of the fused hits, the best that the reranker reads."""
_RERANKER_COUNTS = 1.0
"""As much as each of the others; benchmarks/ablation.py compares it with the reranker alone."""


_SEARCHES = 4
"""By words, of several people at once."""


class HybridRetriever:
    """What either of its retrievers ranks high, and its reranker. Scale: rrf.

    What each counts, whether there is a reranker, and whether near-duplicates are dropped, the
    preferences say.
    """

    def __init__(
        self,
        by_words: ScaledRetriever,
        by_meaning: ScaledRetriever,
        *,
        reranker: Callable[[], Reranker | None] = lambda: None,
        preferences: Callable[[], Preferences] = Preferences,
    ) -> None:
        self._retrievers = by_words, by_meaning
        self._reranker = reranker
        self._preferences = preferences
        self._beside = ThreadPoolExecutor(_SEARCHES, thread_name_prefix="search")

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The `limit` best hits by fused rank."""
        chosen = self._preferences()
        rankings = self.rankings(
            question, collection=collection, limit=max(_POOL, limit), document_ids=document_ids
        )
        counted = [
            ranking if weight else ()
            for ranking, weight in zip(rankings.values(), chosen.weights, strict=True)
        ]
        fused = fuse(counted, chosen.weights)
        if (reranker := self._reranker()) is not None:
            fused = _reranked(reranker, question, fused)
        if chosen.distinct:
            return distinct(fused, limit)
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(fused[:limit], start=1))

    def rankings(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> dict[Scale, tuple[Hit, ...]]:
        """What each of its retrievers finds, by scale, before they are fused.

        They search side by side: SQLite, Chroma and the embedder leave Python to others.
        """

        def found(retriever: ScaledRetriever) -> tuple[Hit, ...]:
            return retriever.retrieve(
                question, collection=collection, limit=limit, document_ids=document_ids
            )

        by_words, by_meaning = self._retrievers
        searching = self._beside.submit(found, by_words)
        nearest = found(by_meaning)
        return {by_words.scale: searching.result(), by_meaning.scale: nearest}


def fuse(rankings: Sequence[Sequence[Hit]], weights: Sequence[float] | None = None) -> list[Hit]:
    """One ranking from several: a hit's score is the sum of weight / (10 + rank) over them.

    Without weights each counts 1.
    """
    scores: dict[str, float] = {}
    hits: dict[str, Hit] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.chunk.id] = scores.get(hit.chunk.id, 0.0) + weight / (_RANK_CONSTANT + rank)
            hits.setdefault(hit.chunk.id, hit)
    # Sorting is stable: of two equal scores the one found first stays first.
    order = sorted(scores, key=lambda chunk_id: -scores[chunk_id])
    return [replace(hits[id_], score=scores[id_], scale="rrf") for id_ in order]


def _reranked(reranker: Reranker, question: str, fused: Sequence[Hit]) -> list[Hit]:
    """The fused hits, the best of them by the reranker's ranks too."""
    read = fused[:_RERANKED]
    relevance = reranker.relevance(question, [as_read(hit) for hit in read])
    order = sorted(range(len(read)), key=lambda row: -relevance[row])
    scores = {hit.chunk.id: hit.score for hit in fused}
    for rank, row in enumerate(order, start=1):
        scores[read[row].chunk.id] += _RERANKER_COUNTS / (_RANK_CONSTANT + rank)
    return [
        replace(hit, score=scores[hit.chunk.id])
        for hit in sorted(fused, key=lambda hit: -scores[hit.chunk.id])
    ]


def fuse_wordings(
    found: Sequence[Sequence[Hit]], limit: int, *, repeats: bool = False
) -> tuple[Hit, ...]:
    """The `limit` best of what a question found, and what its other wordings found.

    The question itself, which comes first, counts as much as all the others together. `repeats`:
    passages that say the same as a better one are kept.
    """
    others = len(found) - 1
    fused = fuse(found, [1.0, *[1.0 / others] * others])
    if not repeats:
        return distinct(fused, limit)
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(fused[:limit], start=1))


def distinct(hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """The first `limit` that say something new, ranked anew from 1."""
    kept: list[Hit] = []
    for hit in hits:
        if len(kept) == limit:
            break
        if not any(is_near_duplicate(hit.chunk.text, each.chunk.text) for each in kept):
            kept.append(replace(hit, rank=len(kept) + 1))
    return tuple(kept)
