"""Answers with no model server: the sentences of the hits that answer, verbatim, each cited."""

import time
from collections.abc import Callable, Generator, Sequence

import numpy as np

from components.answerers.candidates import Candidate, candidates
from components.citations import quote
from components.prompts import NOT_FOUND
from components.protocols import Embedder
from components.retrievers.duplicates import is_near_duplicate
from components.stores.preferences import Preferences
from components.types import Answer, Citation, Hit, Notice, Sentence, Token, Turn
from components.words import content_words, stem, words

_NEARLY_AS_GOOD = 0.9
"""Share of the best sentence's score that another must reach to be said too."""


class ExtractiveAnswerer:
    """A few sentences of the best hits, in an order that reads well.

    How many, of how many hits, and how well one must answer, the preferences say;
    benchmarks/answers.py prints the curve of the last.

    *_, answer = ExtractiveAnswerer(embedder).answer("Who keeps the light?", hits)
    """

    name = "extractive"
    writer = None
    identity = ""

    def __init__(
        self, embedder: Embedder, *, preferences: Callable[[], Preferences] = Preferences
    ) -> None:
        self._embedder = embedder
        self._preferences = preferences

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),  # noqa: ARG002  (what is quoted needs none)
        instructions: str = "",  # noqa: ARG002  (and follows none)
    ) -> Generator[Token | Notice | Answer]:
        """A token a sentence, each with the answer so far; NOT_FOUND where no sentence answers."""
        began = time.perf_counter()
        preferences = self._preferences()
        found = candidates(hits[: preferences.read])
        scores = self._scores(question, found)
        chosen = _choose(
            found, scores, supported=preferences.certainty / 100, most=preferences.sentences
        )
        text = ""
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        for marker, candidate in enumerate(chosen, start=1):
            citations.append(quote(candidate.hit, candidate.start, candidate.end, marker=marker))
            piece = (" " if text else "") + candidate.text
            sentences.append(
                Sentence(
                    start=len(text) + len(piece) - len(candidate.text),
                    end=len(text) + len(piece),
                    markers=(marker,),
                )
            )
            text += piece
            yield Token(text=piece)
            last = marker == len(chosen)
            yield self._answer(text, sentences, citations, hits, began, complete=last)
        if not chosen:
            yield Token(text=NOT_FOUND)
            yield self._answer(NOT_FOUND, (), (), hits, began, complete=True)

    def _answer(
        self,
        text: str,
        sentences: Sequence[Sentence],
        citations: Sequence[Citation],
        hits: Sequence[Hit],
        began: float,
        *,
        complete: bool,
    ) -> Answer:
        return Answer(
            text=text,
            sentences=tuple(sentences),
            citations=tuple(citations),
            hits=tuple(hits),
            model=self.name,
            supported=text != NOT_FOUND,
            seconds=time.perf_counter() - began,
            complete=complete,
        )

    def _scores(self, question: str, found: Sequence[Candidate]) -> list[float]:
        """How well each sentence answers, about 0 to 1: by meaning, and by the question's words."""
        if not found:
            return []
        vectors = self._embedder.encode([question, *(each.in_context for each in found)])
        cosines = vectors[1:] @ vectors[0]
        coverage = _coverage(question, found)
        return [float(score) for score in 0.65 * cosines + 0.35 * coverage]


def _coverage(
    question: str, found: Sequence[Candidate]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Share of the question's words in each sentence; those rarer among these count more."""
    asked = [stem(word) for word in content_words(question)]
    held = [{stem(word) for word in words(each.in_context)} for each in found]
    weights = np.array(
        [np.log1p(len(found) / (1 + sum(word in each for each in held))) for word in asked]
    )
    if not asked or not weights.sum():
        return np.zeros(len(found))
    shares = np.array([[word in each for word in asked] for each in held], dtype=float)
    return np.asarray(shares @ weights / weights.sum())


def _choose(
    found: Sequence[Candidate], scores: Sequence[float], *, supported: float, most: int
) -> list[Candidate]:
    order = sorted(range(len(found)), key=lambda row: -scores[row])
    if not order or scores[order[0]] < supported:
        return []
    best = order[0]
    kept: list[int] = []
    for row in order:
        if len(kept) == most or scores[row] < _NEARLY_AS_GOOD * scores[best]:
            break
        loose = bool(kept) and not found[row].whole
        if not loose and not any(
            is_near_duplicate(found[row].text, found[each].text) for each in kept
        ):
            kept.append(row)
    # The best sentence's document leads; inside a document, the order it was written in.
    first_document = found[best].hit.chunk.document_id
    kept.sort(
        key=lambda row: (
            found[row].hit.chunk.document_id != first_document,
            found[row].hit.chunk.document_id,
            found[row].start,
        )
    )
    return [found[row] for row in kept]
