"""Recall of approximate search with repetitive files in the library.

    python -m benchmarks.repetition

A collection of 21,000 varied chunks gets files whose 9,527 chunks have 119 distinct vectors, as a
log or a price list has. Ours indexes each distinct vector once; the peer is the same Chroma with
one entry for each chunk. The questions are those on the articles, and recall@10 is the share of
ten hits that are as near as the tenth of an exact search, so that ties count for either side.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks import data
from benchmarks.engine import fresh_services
from benchmarks.growing import Material, Writer, material_of
from benchmarks.results import Goal, Result, show, show_skipped
from components.pipelines.indexing import ensure_collection
from components.services import Services
from components.types import DEFAULT_COLLECTION

VARIED = 21_000
REPEATED = 9_527
DISTINCT = 119
FILES = (0, 1, 2)
QUESTIONS = 200
LIMIT = 10
_BATCH = 2_000
_TIE = 1e-3
"""Cosines this near are equal: the catalogue and Chroma round differently."""

Floats = NDArray[np.float32]


def main() -> None:
    """Print recall@10 of both sides with no, one and two repetitive files."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("repetition", data.ABSENT)
        return
    with fresh_services() as services:
        ensure_collection(services, DEFAULT_COLLECTION)
        material = material_of(services, articles)
        questions = services.embedder.encode_questions(
            [each.text for each in articles.questions[:QUESTIONS]]
        )
        Writer(services, material).grow_to(VARIED)
        writer = Writer(services, _repetitive(material), name="repetitive", varied=False)
        for files in FILES:
            writer.grow_to(files * REPEATED)
            _show(services, questions, files)


def _repetitive(material: Material) -> Material:
    return Material(
        chunks=material.chunks[:DISTINCT], vectors=material.vectors[:DISTINCT], words=material.words
    )


def _show(services: Services, questions: Floats, files: int) -> None:
    stored = services.catalogue.chunks.embeddings(DEFAULT_COLLECTION)
    cosines = questions @ stored.vectors.T
    tenth = -np.sort(-cosines, axis=1)[:, LIMIT - 1]
    ours = [
        [score for _, score in services.vectors.query(DEFAULT_COLLECTION, each, limit=LIMIT)]
        for each in questions
    ]
    show(
        Result(
            name=f"recall@10 (repetitive files: {files})",
            ours=_recall(ours, tenth),
            peer=_recall(_one_entry_a_chunk(stored.vectors, questions), tenth),
            unit="share",
            goal=Goal(of="ours", sense="≥", bound=0.95),
            notes={"chunks": len(stored.chunk_ids), "peer": "Chroma, one entry a chunk"},
        )
    )


def _one_entry_a_chunk(vectors: Floats, questions: Floats) -> list[list[float]]:
    import chromadb

    client = chromadb.EphemeralClient()
    collection = client.create_collection(
        "peer", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
    )
    try:
        for start in range(0, len(vectors), _BATCH):
            batch = vectors[start : start + _BATCH]
            collection.add(ids=[str(start + at) for at in range(len(batch))], embeddings=batch)
        distances = collection.query(
            query_embeddings=questions, n_results=LIMIT, include=["distances"]
        )["distances"]
        return [[1 - float(each) for each in row] for row in distances or []]
    finally:
        client.delete_collection("peer")


def _recall(scores: Sequence[Sequence[float]], tenth: Floats) -> float:
    near = [
        sum(bool(score >= bound - _TIE) for score in row)
        for row, bound in zip(scores, tenth, strict=True)
    ]
    return sum(near) / (LIMIT * len(near))


if __name__ == "__main__":
    main()
