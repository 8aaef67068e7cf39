"""Sentences of an answer's hits, each with its context."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.citations.dates import breaks_date
from components.citations.statements import Statement
from components.protocols import Embedder
from components.text.context import ROW_KINDS, blocks_of
from components.text.sentences import sentences
from components.types import Hit

_BEFORE = 3
"""Sentences before one that show what its "it" is."""


@dataclass(frozen=True, eq=False)
class Evidence:
    """A sentence, row or heading of a hit. Offsets count in the document.

    `place` is the index of its hit, and `number` that of the sentence in its chunk.
    """

    hit: Hit
    place: int
    number: int
    start: int
    end: int
    statement: Statement
    around: Statement
    """Document name, headings above and sentences just before."""
    row: bool

    def follows(self, other: "Evidence") -> bool:
        """Return whether it is the next sentence of the same chunk."""
        return self.hit is other.hit and self.number == other.number + 1


class Passages:
    """Evidence of one answer, with vectors that are made when first needed."""

    def __init__(self, hits: Sequence[Hit], embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self.evidence = tuple(_evidence(hits))
        self.hits = tuple(hits)
        counts = Counter(stem for each in self.evidence for stem in each.statement.stems)
        self._counts, self._number = counts, len(self.evidence)

    def weight(self, stem: str) -> float:
        """Return how much a word tells: most where few of these sentences, or none, have it."""
        return math.log(1 + (self._number + 1) / (1 + self._counts[stem]))

    def cosines(self, text: str, others: Sequence[str]) -> list[float]:
        """Return the cosine of `text` and each of `others`."""
        missing = [each for each in dict.fromkeys((text, *others)) if each not in self._vectors]
        if missing:
            vectors = self._embedder.encode(missing)
            self._vectors.update(zip(missing, vectors, strict=True))
        own = self._vectors[text]
        return [float(own @ self._vectors[each]) for each in others]


def flat(text: str) -> str:
    """Replace line breaks by spaces, except where one cuts a word."""
    return re.sub(r"(?<!-)\s", " ", text)


def _evidence(hits: Sequence[Hit]) -> list[Evidence]:
    found: list[Evidence] = []
    seen: set[tuple[str, int, int]] = set()
    for place, hit in enumerate(hits):
        text, offset = hit.chunk.text, hit.chunk.start
        above = " ".join([_stem_of_name(hit.document_name), *hit.chunk.heading])
        spans = [
            (start, end, block.kind in ROW_KINDS)
            for block in blocks_of(hit.chunk)
            for start, end in (
                [(block.start, block.end)]
                if block.kind in (*ROW_KINDS, "heading")
                else _whole(text, sentences(text, block.start, block.end))
            )
        ]
        for number, (start, end, row) in enumerate(spans):
            key = (hit.chunk.document_id, offset + start, offset + end)
            if key in seen:
                continue
            seen.add(key)
            before = text[spans[max(0, number - _BEFORE)][0] : start]
            found.append(
                Evidence(
                    hit=hit,
                    place=place,
                    number=number,
                    start=offset + start,
                    end=offset + end,
                    statement=Statement(flat(text[start:end])),
                    around=Statement(f"{above}. {flat(before)}"),
                    row=row,
                )
            )
    return found


def _whole(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the spans between which a date was cut."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and breaks_date(text, joined[-1][1]):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _stem_of_name(name: str) -> str:
    """Return a file's name in words: "Nikola Tesla" for "Nikola_Tesla.txt"."""
    stem, _, ending = name.rpartition(".")
    return (stem if stem and len(ending) <= 5 else name).replace("_", " ").replace("-", " ")
