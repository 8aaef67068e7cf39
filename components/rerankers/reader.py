"""Find the passages, sentences and words that answer a question, with Footnote's own reader.

The model is in models/reader/, whose card describes its training, and runs in onnxruntime on the
CPU.
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
from components.onnx import load_session
from components.protocols import Passage
from components.rerankers.encoding import Encoded, PassageEncoder
from components.types import ModelCard, Progress

READER_FOLDER = Path(__file__).parents[2] / "models" / "reader"
_THREADS = max(1, min(8, os.cpu_count() or 1))
_CACHE_SIZE = 2_000
"""Readings in the cache; a question has a few dozen, and needs them for search and answer."""
_MAX_SHORT_PIECES = 24
"""Most word pieces of a short answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSpan:
    """A short answer in a passage.

    `start` and `end` are characters of the passage; `probability` is relative to all its spans.
    """

    start: int
    end: int
    probability: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PassageReading:
    """The reader's output for one passage, as logits.

    `relevance` ranks the passage among others; `answers` is the logit that it answers the
    question. Of its n word pieces, `spans` are the characters in the passage, shape (n, 2);
    `answering` are logits that a piece is in a sentence that answers, and `begins` and `ends`
    that it begins or ends the short answer, each of shape (n,).
    """

    relevance: float
    answers: float
    spans: NDArray[np.int32]
    answering: NDArray[np.float32]
    begins: NDArray[np.float32]
    ends: NDArray[np.float32]

    def statement(self, start: int, end: int) -> float:
        """Return the logit that these characters answer; −∞ if the reader did not reach them."""
        inside = self._inside(start, end)
        return float(self.answering[inside].mean()) if inside.any() else -math.inf

    def short(self, start: int, end: int) -> AnswerSpan | None:
        """Return the likeliest short answer in these characters; None if they were not read."""
        places = np.flatnonzero(self._inside(start, end))
        if not len(places):
            return None
        begins, ends = _log_softmax(self.begins)[places], _log_softmax(self.ends)[places]
        order = np.arange(len(places))
        length = order[None, :] - order[:, None]
        scores = np.where(
            (length >= 0) & (length < _MAX_SHORT_PIECES), begins[:, None] + ends[None, :], -np.inf
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
    """Runs the reader on passages, and caches its readings.

    reader = Reader()
    [reading] = reader.read("Who keeps the light?", [("Lighthouse", "Ann keeps the light.")])
    """

    def __init__(self, folder: Path = READER_FOLDER) -> None:
        self._folder = folder
        self._cache: OrderedDict[tuple[str, str, str], PassageReading] = OrderedDict()
        self._cache_lock = Lock()

    @property
    def name(self) -> str:
        """Return the name that the pages show."""
        return "Footnote’s reader"

    @property
    def is_here(self) -> bool:
        """Return whether the model's files are present; a copy of the project may lack them."""
        return (self._folder / "reader.onnx").exists()

    @property
    def card(self) -> ModelCard:
        """Return the description that the settings show."""
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
        """Load the model. Raises RerankerError."""
        yield Progress(name=self.name, stage="loading the reader")
        self._session  # noqa: B018

    def relevance(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Return logits of shape (n,), higher is better. Raises RerankerError."""
        readings = self.read(question, passages)
        return np.array([each.relevance for each in readings], dtype=np.float32)

    def read(self, question: str, passages: Sequence[Passage]) -> list[PassageReading]:
        """Return a reading for each passage, in their order. Raises RerankerError."""
        keys = [(question, *passage) for passage in passages]
        with self._cache_lock:
            found = {key: self._cache[key] for key in keys if key in self._cache}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        encoded = self._encoder.encode(question, [(over, text) for _, over, text in missing])
        session = self._session
        # Distributed by length, so that the threads finish at about the same time.
        order = sorted(range(len(missing)), key=lambda row: -len(encoded[row].ids))

        def run(rows: Sequence[int]) -> list[tuple[int, PassageReading]]:
            return [(row, _reading(session, encoded[row])) for row in rows]

        shares = [order[first::_THREADS] for first in range(_THREADS)]
        for share in self._threads.map(run, filter(None, shares)):
            found |= {missing[row]: reading for row, reading in share}
        with self._cache_lock:
            for key in keys:
                self._cache[key] = found[key]
                self._cache.move_to_end(key)
            while len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
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
        try:
            return load_session(path)
        except Exception as error:  # noqa: BLE001  (onnxruntime has many error types)
            raise RerankerError(
                f"The reader at {path} cannot be loaded ({error}): {_CURE}"
            ) from None

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_THREADS, thread_name_prefix="reader")


_CURE = "download the project’s files again, or turn the reader off in the settings."


def _log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the natural logarithm of the softmax, shape (n,)."""
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
