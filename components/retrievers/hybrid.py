"""Dense and keyword search, and a reranker over the best of both, fused by reciprocal rank."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from components.preferences import Preferences
from components.protocols import Reranker, Retriever
from components.text.context import context_and_text
from components.types import Hit, Scale

_POOL = 100
"""Hits of each retriever that are fused."""
_RANK_CONSTANT = 10
"""k of Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet" (2009). They
use 60, for many rankings; of two, it lets a poor rank in both beat a first in one.
"""
_RERANKED = 20
"""The best fused hits, which the reranker reads."""
_RERANKER_WEIGHT = 1.0  # as much as each retriever at 50 percent
_MAX_KEYWORD_SEARCHES = 4  # at once, of several people


class HybridRetriever:
    """Fuses keyword search, dense search and a reranker by rank; preferences weigh the two."""

    scale: Scale = "rrf"

    def __init__(
        self,
        keyword: Retriever,
        dense: Retriever,
        *,
        reranker: Callable[[], Reranker | None] = lambda: None,
        preferences: Callable[[], Preferences] = Preferences,
    ) -> None:
        self._keyword = keyword
        self._dense = dense
        self._reranker = reranker
        self._preferences = preferences
        self._pool = ThreadPoolExecutor(_MAX_KEYWORD_SEARCHES, thread_name_prefix="search")

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the `limit` best hits by fused rank."""
        weights = self._preferences().weights
        rankings = self.rankings(
            question, collection=collection, limit=max(_POOL, limit), document_ids=document_ids
        )
        fused = fuse(
            [
                hits if weight else ()
                for hits, weight in zip(rankings.values(), weights, strict=True)
            ],
            weights,
        )
        if (reranker := self._reranker()) is not None:
            fused = _rerank(reranker, question, fused)
        return tuple(replace(hit, rank=rank) for rank, hit in enumerate(fused[:limit], start=1))

    def rankings(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> dict[Scale, tuple[Hit, ...]]:
        """Return the hits of keyword and dense search, by scale, before they are fused.

        The two run at the same time: SQLite, Chroma and the embedder release the GIL.
        """

        def search(retriever: Retriever) -> tuple[Hit, ...]:
            return retriever.retrieve(
                question, collection=collection, limit=limit, document_ids=document_ids
            )

        keyword = self._pool.submit(search, self._keyword)
        dense = search(self._dense)
        return {self._keyword.scale: keyword.result(), self._dense.scale: dense}


def fuse(rankings: Sequence[Sequence[Hit]], weights: Sequence[float] | None = None) -> list[Hit]:
    """Return one ranking from several: a hit's score is the sum of weight / (10 + rank).

    Without weights each ranking counts 1.
    """
    scores: dict[str, float] = {}
    hits: dict[str, Hit] = {}
    for ranking, weight in zip(rankings, weights or [1.0] * len(rankings), strict=True):
        for rank, hit in enumerate(ranking, start=1):
            scores[hit.chunk.id] = scores.get(hit.chunk.id, 0.0) + weight / (_RANK_CONSTANT + rank)
            hits.setdefault(hit.chunk.id, hit)
    # Sorting is stable: of two equal scores the earlier hit stays first.
    order = sorted(scores, key=lambda chunk_id: -scores[chunk_id])
    return [replace(hits[id_], score=scores[id_], scale="rrf") for id_ in order]


def _rerank(reranker: Reranker, question: str, fused: Sequence[Hit]) -> list[Hit]:
    """Add the reranker's ranks to the scores of the best hits, and sort again."""
    best = fused[:_RERANKED]
    relevance = reranker.relevance(question, [context_and_text(hit) for hit in best])
    order = sorted(range(len(best)), key=lambda row: -relevance[row])
    scores = {hit.chunk.id: hit.score for hit in fused}
    for rank, row in enumerate(order, start=1):
        scores[best[row].chunk.id] += _RERANKER_WEIGHT / (_RANK_CONSTANT + rank)
    return [
        replace(hit, score=scores[hit.chunk.id])
        for hit in sorted(fused, key=lambda hit: -scores[hit.chunk.id])
    ]
