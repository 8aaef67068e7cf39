"""Nearest chunks by cosine: exactly for small collections, by HNSW for large ones."""

import threading
from collections.abc import Callable, Sequence

import numpy as np

from components.protocols import Embedder
from components.stores import Catalogue, ChromaVectorStore, Embeddings
from components.types import Hit, Scale

EXACT_UP_TO = 20_000
"""Chunks. Below, one matrix product over the catalogue's own vectors takes a few milliseconds
and misses nothing; above, the index is asked."""


class DenseRetriever:
    """Meaning: the chunks whose vectors point where the question's does. Scale: cosine."""

    scale: Scale = "cosine"

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        embedder: Embedder,
        vectors: ChromaVectorStore,
        exact_up_to: int = EXACT_UP_TO,
        named: Callable[[str], Embedder | None] | None = None,
    ) -> None:
        """`named`: finds the embedder that made a collection's vectors, where there are several."""
        self._catalogue = catalogue
        self._named = named or (lambda name: embedder if embedder.name == name else None)
        self._vectors = vectors
        self._exact_up_to = exact_up_to
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[int, Embeddings | None]] = {}

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """The `limit` nearest chunks of ready documents."""
        known = self._catalogue.collections.get(collection)
        if not question.strip() or known is None:
            return ()
        embedder = self._named(known.embedder)
        if embedder is None:
            # Vectors of another embedder mean nothing to this one; they are about to be rebuilt.
            return ()
        vector = embedder.encode_questions([question])[0]
        exact = self._embeddings(collection)
        if exact is not None:
            found = _nearest(exact, vector, limit=limit, document_ids=document_ids)
            return self._catalogue.chunks.hits(found, scale="cosine", collection=collection)
        if document_ids is not None:
            found = self._catalogue.chunks.nearest(
                vector, collection=collection, limit=limit, document_ids=document_ids
            )
        else:
            found = self._vectors.query(collection, vector, limit=limit)
        return self._catalogue.chunks.hits(found, scale="cosine", collection=collection)

    def _embeddings(self, collection: str) -> Embeddings | None:
        """All vectors of a small collection, else None; kept until the catalogue changes."""
        with self._lock:
            generation = self._catalogue.generation
            kept = self._kept.get(collection)
            if kept and kept[0] == generation:
                return kept[1]
            self._kept.pop(collection, None)
            is_small = self._catalogue.chunks.count(collection) <= self._exact_up_to
            embeddings = self._catalogue.chunks.embeddings(collection) if is_small else None
            self._kept[collection] = (generation, embeddings)
            return embeddings


def _nearest(
    embeddings: Embeddings,
    vector: np.ndarray[tuple[int], np.dtype[np.float32]],
    *,
    limit: int,
    document_ids: Sequence[str] | None,
) -> list[tuple[str, float]]:
    if not embeddings.chunk_ids:
        return []
    cosines = embeddings.vectors @ vector
    if document_ids is not None:
        wanted = set(document_ids)
        mask = np.fromiter((each in wanted for each in embeddings.document_ids), dtype=bool)
        cosines = np.where(mask, cosines, -np.inf)
    # Ids break ties, so that equal chunks come in the same order every time.
    order = np.lexsort((np.arange(len(cosines)), -cosines))[:limit]
    return [
        (embeddings.chunk_ids[row], float(cosines[row]))
        for row in order
        if np.isfinite(cosines[row])
    ]
