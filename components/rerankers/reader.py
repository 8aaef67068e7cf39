"""Our own reader: reads a question and a passage once, and says what it found there.

It ships with the project under models/reader/ (its card says how it was made), and runs in
onnxruntime on the processor alone.
"""

import math
import os
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from components.errors import RerankerError
from components.protocols import Passage
from components.rerankers.encoding import Encoded, PassageEncoder
from components.types import ModelCard, Progress

READER_FOLDER = Path(__file__).parents[2] / "models" / "reader"
_THREADS = max(1, min(8, os.cpu_count() or 1))
_KEPT = 2_000
"""Readings; a question has some tens, and asking again, or answering after searching, is free."""
_LONGEST = 24
"""Word pieces of a short answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSpan:
    """A short answer: characters of the passage, and its probability among all of its spans."""

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassageReading:
    """What the reader says of one passage; all are logits, 0 is even odds.

    `relevance` ranks it among others, `answers` says whether it answers at all. For each of its n
    word pieces: `spans` its characters in the passage (n, 2), `answering` whether it stands in a
    sentence that answers, `begins` and `ends` of the short answer, each (n,).
    """

    relevance: float
    answers: float
    spans: NDArray[np.int32]
    answering: NDArray[np.float32]
    begins: NDArray[np.float32]
    ends: NDArray[np.float32]

    def statement(self, start: int, end: int) -> float:
        """Whether these characters of the passage answer: a logit; −∞ where nothing was read."""
        inside = self._inside(start, end)
        return float(self.answering[inside].mean()) if inside.any() else -math.inf

    def short(self, start: int, end: int) -> AnswerSpan | None:
        """The likeliest short answer within these characters; None where nothing was read."""
        places = np.flatnonzero(self._inside(start, end))
        if not len(places):
            return None
        begins, ends = _log_softmax(self.begins)[places], _log_softmax(self.ends)[places]
        order = np.arange(len(places))
        length = order[None, :] - order[:, None]
        scores = np.where(
            (length >= 0) & (length < _LONGEST), begins[:, None] + ends[None, :], -np.inf
        )
        first, last = np.unravel_index(int(scores.argmax()), scores.shape)
        return AnswerSpan(
            start=int(self.spans[places[first], 0]),
            end=int(self.spans[places[last], 1]),
            probability=float(np.exp(scores[first, last])),
        )

    def _inside(self, start: int, end: int) -> NDArray[np.bool_]:
        return np.asarray((self.spans[:, 0] < end) & (self.spans[:, 1] > start))


class Reader:
    """Reads passages under a question.

    reader = Reader()
    [reading] = reader.read("Who keeps the light?", [("Lighthouse", "Ann keeps the light.")])
    """

    def __init__(self, folder: Path = READER_FOLDER) -> None:
        self._folder = folder
        self._kept: OrderedDict[tuple[str, str, str], PassageReading] = OrderedDict()
        self._keeping = Lock()

    @property
    def name(self) -> str:
        """What the person is told it is."""
        return "Footnote’s reader"

    @property
    def is_here(self) -> bool:
        """Whether its files are; a copy of the project may have been made without them."""
        return (self._folder / "reader.onnx").exists()

    @property
    def card(self) -> ModelCard:
        """What a person is told of it."""
        path = self._folder / "reader.onnx"
        return ModelCard(
            name=self.name,
            about="Comes with Footnote. Reads each passage together with your question, puts the "
            "ones that answer first, and marks the words that do.",
            languages="English",
            licence="CC BY-SA 4.0",
            reads=320,
            size=path.stat().st_size if path.exists() else None,
        )

    def prepare(self) -> Iterator[Progress]:
        """Load it. Raises RerankerError."""
        yield Progress(name=self.name, stage="loading the reader")
        self._session  # noqa: B018

    def relevance(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Shape (n,), logits; higher is better. Raises RerankerError."""
        readings = self.read(question, passages)
        return np.array([each.relevance for each in readings], dtype=np.float32)

    def read(self, question: str, passages: Sequence[Passage]) -> list[PassageReading]:
        """One for each passage, in their order. Raises RerankerError."""
        keys = [(question, *passage) for passage in passages]
        with self._keeping:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        encoded = self._encoder.encode(question, [(over, text) for _, over, text in missing])
        session = self._session
        # Dealt out by length, so that the threads end together.
        order = sorted(range(len(missing)), key=lambda row: -len(encoded[row].ids))

        def run(rows: Sequence[int]) -> list[tuple[int, PassageReading]]:
            return [(row, _reading(session, encoded[row])) for row in rows]

        shares = [order[first::_THREADS] for first in range(_THREADS)]
        for share in self._threads.map(run, filter(None, shares)):
            found |= {missing[row]: reading for row, reading in share}
        with self._keeping:
            for key in keys:
                self._kept[key] = found[key]
                self._kept.move_to_end(key)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]

    @cached_property
    def _encoder(self) -> PassageEncoder:
        path = self._folder / "tokenizer.json"
        if not path.exists():
            raise RerankerError(f"The reader's tokenizer is not at {path}: {_CURE}")
        return PassageEncoder(path)

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        path = self._folder / "reader.onnx"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        try:
            return onnxruntime.InferenceSession(
                path,
                options,
                providers=["CPUExecutionProvider"],
                # The fused kernel is slower than the two that it stands for.
                disabled_optimizers=["SkipLayerNormFusion"],
            )
        except Exception as error:  # noqa: BLE001  (onnxruntime raises of many kinds)
            raise RerankerError(
                f"The reader at {path} cannot be loaded ({error}): {_CURE}"
            ) from None

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_THREADS, thread_name_prefix="reader")


_CURE = "get the project's files again, or turn the reader off in the settings."


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Natural logarithms of the shares, (n,)."""
    above = logits - logits.max()
    return np.asarray(above - np.log(np.exp(above).sum()), dtype=np.float32)


def _reading(session: onnxruntime.InferenceSession, encoded: Encoded) -> PassageReading:
    passage, pieces = session.run(
        None,
        {
            "ids": np.asarray([encoded.ids], dtype=np.int64),
            "types": np.asarray([encoded.types], dtype=np.int64),
        },
    )
    answering, begins, ends = pieces[:, encoded.first : encoded.first + len(encoded.spans)]
    return PassageReading(
        relevance=float(passage[0]),
        answers=float(passage[1]),
        spans=np.asarray(encoded.spans, dtype=np.int32).reshape(-1, 2),
        answering=answering,
        begins=begins,
        ends=ends,
    )
