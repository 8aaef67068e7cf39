"""Score candidates by how well they answer a question, with the reader or the embedder."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.answerers.candidates import Candidate
from components.citations import is_contrary, whole_amounts
from components.protocols import Embedder
from components.rerankers import AnswerSpan, Reader
from components.text.context import Span, context_and_text
from components.text.words import content_words, missing_names, stem, words

_SCORE_SHIFT, _SCORE_SCALE = 1.28, 3.33
"""Subtracted from a sentence's logit, and its divisor, to give a score from 0 to 1."""
_CERTAINTY_SHIFT, _CERTAINTY_SCALE = -0.94, 1.29
"""Shift and divisor for the certainty of an answer.

With them the default certainty refuses one in twenty of the questions that benchmarks/answers.py
knows to be answered, and a certainty of 90 % refuses two in three.
"""
_MISSING_NAME_COST = 1.4
"""Logits subtracted for each name of the question that no passage contains."""
_CONTRARY_COST = 3.0
"""Logits subtracted when the question assumes the contrary of the best sentence."""
_UNREAD_PROBABILITY = 1e-9
"""Probability of a short answer in text that the reader did not reach."""
_MIN_SHORT_PROBABILITY = 0.02
"""Lowest probability of a short answer that is marked."""
_MAX_SHORT_FRACTION = 0.6
"""Longest marked short answer, as a fraction of its sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate with its score (about 0 to 1) and the span of `text` that answers, if found."""

    candidate: Candidate
    score: float
    short: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Scored candidates in their order, and the certainty (0 to 1) that one of them answers."""

    scored: tuple[Scored, ...] = ()
    certainty: float = 0.0


def by_meaning(embedder: Embedder, question: str, found: Sequence[Candidate]) -> Scores:
    """Score by the cosine of sentence and question and by the words that they share."""
    scored = tuple(_alike(embedder, question, found))
    return Scores(scored=scored, certainty=max((each.score for each in scored), default=0.0))


def _alike(embedder: Embedder, question: str, found: Sequence[Candidate]) -> list[Scored]:
    if not found:
        return []
    vectors = embedder.encode([question, *(each.in_context for each in found)])
    scores = 0.65 * (vectors[1:] @ vectors[0]) + 0.35 * _coverage(question, found)
    return [
        Scored(candidate=each, score=float(score))
        for each, score in zip(found, scores, strict=True)
    ]


def by_reading(
    reader: Reader, embedder: Embedder, question: str, found: Sequence[Candidate]
) -> Scores:
    """Score by the reader's logits for sentence and passage, and by meaning.

    The certainty is that of the passage most likely to answer, reduced for names that no passage
    contains and for a question that assumes the contrary of its best sentence.
    """
    if not found:
        return Scores()
    hits = {each.hit.chunk.id: each.hit for each in found}
    passages = [context_and_text(hit) for hit in hits.values()]
    readings = dict(zip(hits, reader.read(question, passages), strict=True))
    scored = []
    for alike in _alike(embedder, question, found):
        candidate = alike.candidate
        chunk = candidate.hit.chunk
        reading = readings[chunk.id]
        first, last = candidate.start - chunk.start, candidate.end - chunk.start
        short = reading.short(first, last)
        logit = (
            reading.statement(first, last)
            + 0.5 * reading.answers
            + 0.5 * reading.relevance
            + 0.3 * math.log(short.probability if short else _UNREAD_PROBABILITY)
            + 6 * alike.score
        )
        scored.append(
            Scored(
                candidate=candidate,
                score=_sigmoid((logit - _SCORE_SHIFT) / _SCORE_SCALE),
                short=_in_line(candidate, first, short) if short else None,
            )
        )
    certainty = max(each.answers for each in readings.values())
    missing = missing_names(question, [" ".join(each) for each in passages])
    certainty -= _MISSING_NAME_COST * len(missing)
    best = max(scored, key=lambda each: each.score).candidate
    if is_contrary(question, best.hit, best.start, best.end):
        certainty -= _CONTRARY_COST
    return Scores(
        scored=tuple(scored),
        certainty=_sigmoid((certainty - _CERTAINTY_SHIFT) / _CERTAINTY_SCALE),
    )


def _sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(logit, 50.0))))


def _in_line(candidate: Candidate, first: int, short: AnswerSpan) -> Span | None:
    """Return the short answer as a span of the candidate's text, which is on one line."""
    if short.probability < _MIN_SHORT_PROBABILITY:
        return None
    text = candidate.hit.chunk.text
    said = " ".join(text[short.start : short.end].split())
    before = " ".join(text[first : short.start].split())
    start = candidate.text.find(said, max(0, len(before) - 4))
    if not said or start < 0 or len(said) > _MAX_SHORT_FRACTION * len(candidate.text):
        return None
    return whole_amounts(candidate.text, start, start + len(said))


def _coverage(
    question: str, found: Sequence[Candidate]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return the fraction of the question's words in each sentence, (n,); rare words count more."""
    asked = [stem(word) for word in content_words(question)]
    held = [{stem(word) for word in words(each.in_context)} for each in found]
    weights = np.array(
        [np.log1p(len(found) / (1 + sum(word in each for each in held))) for word in asked]
    )
    if not asked or not weights.sum():
        return np.zeros(len(found))
    shares = np.array([[word in each for word in asked] for each in held], dtype=float)
    return np.asarray(shares @ weights / weights.sum())
