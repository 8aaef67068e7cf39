"""Synthetic collections of any size: the articles' chunks, repeated with variation.

Each repetition has a tenth of its words exchanged for others of the articles, and noise added to
its vector. The catalogue and the vector store write the chunks in bulk, as indexing would;
embedding so many would take hours and is measured by `embed.py`.
"""

import math
import random
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks import data
from components.pipelines.indexing.embedding import embed
from components.pipelines.indexing.splitting import splitter_for
from components.services import Services
from components.text.context import title
from components.types import DEFAULT_COLLECTION, Chunk, Document, chunk_id

_NOISE = 0.35
"""Length of the noise beside a unit vector: its cosine to the original is about 0.94."""
_EXCHANGED = 0.1
_DOCUMENT = 1_000
"""Chunks in each document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Chunks of the articles, their vectors (n, d), and the words to vary texts with."""

    chunks: tuple[str, ...]
    vectors: NDArray[np.float32]
    words: tuple[str, ...]


class Writer:
    """Fills a collection, document by document."""

    def __init__(
        self, services: Services, material: Material, *, name: str = "document", varied: bool = True
    ) -> None:
        """Set the prefix of the documents' names; with `varied=False`, chunks repeat unchanged."""
        self._name = name
        self._is_varied = varied
        self._services = services
        self._material = material
        self._chance = random.Random(0)
        self._noise = np.random.default_rng(0)
        self.chunks = 0
        self.seconds = 0.0
        """Time spent on writing."""

    def grow_to(self, chunks: int) -> None:
        """Write documents until the collection has `chunks` chunks."""
        while self.chunks < chunks:
            self._add(min(_DOCUMENT, chunks - self.chunks))

    def _add(self, count: int) -> None:
        known = len(self._material.chunks)
        rows = [(self.chunks + at) % known for at in range(count)]
        texts = [
            self._varied(self._material.chunks[row])
            if self._is_varied and self.chunks + at >= known
            else self._material.chunks[row]
            for at, row in enumerate(rows)
        ]
        vectors = self._material.vectors[rows]
        if self._is_varied:
            vectors = self._with_noise(vectors)
        document, chunks = _joined(f"{self._name}-{self.chunks:07}", texts)
        catalogue, index = self._services.catalogue, self._services.vectors
        started = time.perf_counter()
        catalogue.ingest.begin(
            document, collection=DEFAULT_COLLECTION, data=document.text.encode(), reason=""
        )
        catalogue.ingest.put_chunks(title(document.name), chunks, vectors)
        index.upsert(DEFAULT_COLLECTION, vectors)
        catalogue.ingest.publish(document.id)
        self.seconds += time.perf_counter() - started
        self.chunks += len(chunks)

    def _with_noise(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        noise = self._noise.normal(size=vectors.shape).astype(np.float32)
        vectors = vectors + noise * (_NOISE / math.sqrt(vectors.shape[1]))
        unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return unit

    def _varied(self, text: str) -> str:
        words = text.split(" ")
        for at in range(len(words)):
            if self._chance.random() < _EXCHANGED:
                words[at] = self._chance.choice(self._material.words)
        return " ".join(words)


def _joined(name: str, texts: Sequence[str]) -> tuple[Document, list[Chunk]]:
    text = "\n\n".join(texts)
    document = Document(id=name, name=name, media_type="text/plain", sha256=name, text=text)
    chunks: list[Chunk] = []
    start = 0
    for each in texts:
        end = start + len(each)
        chunks.append(
            Chunk(
                id=chunk_id(name, start, end),
                document_id=name,
                page=None,
                start=start,
                end=end,
                text=each,
            )
        )
        start = end + 2
    return document, chunks


def material_of(services: Services, articles: data.Articles) -> Material:
    splitter = splitter_for(services, None)
    chunks: list[str] = []
    vectors: list[NDArray[np.float32]] = []
    for name, text in articles.texts.items():
        document = Document(id=name, name=name, media_type="text/plain", sha256="", text=text)
        found = splitter.split(document)
        chunks += [each.text for each in found]
        vectors.append(_result(embed(services.embedder, document, found)))
    words = tuple(word for text in articles.texts.values() for word in text.split())
    return Material(chunks=tuple(chunks), vectors=np.concatenate(vectors), words=words)


def _result(steps: Generator[object, None, NDArray[np.float32]]) -> NDArray[np.float32]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: NDArray[np.float32] = end.value
            return found
