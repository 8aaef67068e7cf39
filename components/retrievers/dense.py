"""Nearest chunks by cosine: exactly for small collections, by HNSW for large ones."""

import threading
from collections.abc import Callable, Sequence

import numpy as np

from components.protocols import Embedder, Vector
from components.stores import Catalogue, ChromaVectorStore, Embeddings
from components.types import Hit, Scale

EXACT_UP_TO = 20_000
"""Chunks up to which one product over the catalogue's vectors, which misses nothing, takes a few
milliseconds."""


class DenseRetriever:
    """Finds the chunks whose vectors are nearest to the question's."""

    scale: Scale = "cosine"

    def __init__(
        self,
        *,
        catalogue: Catalogue,
        vectors: ChromaVectorStore,
        embedder_named: Callable[[str], Embedder | None],
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        """Take a function that returns the embedder of a collection's vectors by its name."""
        self._catalogue = catalogue
        self._vectors = vectors
        self._embedder_named = embedder_named
        self._exact_up_to = exact_up_to
        self._lock = threading.Lock()
        self._cache: dict[str, tuple[int, Embeddings | None]] = {}

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the `limit` nearest chunks of ready documents."""
        row = self._catalogue.collections.get(collection)
        if not question.strip() or row is None:
            return ()
        embedder = self._embedder_named(row.embedder)
        if embedder is None:  # the collection is about to be rebuilt with another one
            return ()
        vector = embedder.encode_questions([question])[0]
        exact = self._embeddings(collection)
        if exact is not None:
            nearest = _nearest(exact, vector, limit=limit, document_ids=document_ids)
        elif document_ids is not None:
            nearest = self._catalogue.chunks.nearest(
                vector, collection=collection, limit=limit, document_ids=document_ids
            )
        else:
            nearest = self._vectors.query(collection, vector, limit=limit)
        return self._catalogue.chunks.hits(nearest, scale="cosine", collection=collection)

    def _embeddings(self, collection: str) -> Embeddings | None:
        """Return all vectors of a small collection, cached until the catalogue changes."""
        with self._lock:
            generation = self._catalogue.generation
            if self._cache.get(collection, (None,))[0] != generation:
                self._cache.pop(collection, None)  # before the new ones need memory too
                is_small = self._catalogue.chunks.count(collection) <= self._exact_up_to
                embeddings = self._catalogue.chunks.embeddings(collection) if is_small else None
                self._cache[collection] = (generation, embeddings)
            return self._cache[collection][1]


def _nearest(
    embeddings: Embeddings,
    vector: Vector,
    *,
    limit: int,
    document_ids: Sequence[str] | None,
) -> list[tuple[str, float]]:
    if not embeddings.chunk_ids:
        return []
    cosines = embeddings.vectors @ vector
    if document_ids is not None:
        cosines = np.where(np.isin(embeddings.document_ids, document_ids), cosines, -np.inf)
    # Ids break ties, so that equal chunks come in the same order every time.
    order = np.lexsort((np.arange(len(cosines)), -cosines))[:limit]
    return [
        (embeddings.chunk_ids[row], float(cosines[row]))
        for row in order
        if np.isfinite(cosines[row])
    ]
