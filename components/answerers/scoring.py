"""How well each candidate answers the question: by the reader, or without one by the embedder."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.answerers.candidates import Candidate
from components.citations import is_contrary
from components.protocols import Embedder
from components.rerankers import AnswerSpan, Reader
from components.text.context import Span, context_and_text
from components.text.words import content_words, missing_names, stem, words

_EVEN, _SPREAD = 1.28, 3.33
"""What is taken off a sentence's logit, and what it is divided by, for a score from 0 to 1."""
_SURE_EVEN, _SURE_SPREAD = -0.94, 1.29
"""The same, for how sure an answer is. So the usual certainty refuses one in twenty of the
questions that benchmarks/answers.py knows to be answered, and 90 % two in three; it serves answers
by meaning too.
"""
_UNHEARD_OF = 1.4
"""What a name costs, in logits, that the question has and none of the passages."""
_CONTRARY = 3.0
"""What it costs if the question takes the contrary of the best sentence for granted."""
_UNREAD = 1e-9
"""Probability of a short answer in what the reader did not reach."""
_LEAST_SURE = 0.02
"""Probability from which a short answer is shown as one."""
_MOST_OF_SENTENCE = 0.6
"""A short answer that is longer than this share of its sentence tells nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A candidate, how well it answers (about 0 to 1), and the words of its `text` that do."""

    candidate: Candidate
    score: float
    short: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Candidates in their order, and how sure it is, from 0 to 1, that any of them answers."""

    scored: tuple[Scored, ...] = ()
    certainty: float = 0.0


def by_meaning(embedder: Embedder, question: str, found: Sequence[Candidate]) -> Scores:
    """By the cosine of sentence and question, and by the question's words in it."""
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
    """By what the reader says of the sentence and of the passage around it, and by meaning.

    It is as sure as the passage that most surely answers, less for names that stand in none, and
    for a question that takes the contrary of its best sentence for granted.
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
            + 0.3 * math.log(short.probability if short else _UNREAD)
            + 6 * alike.score
        )
        scored.append(
            Scored(
                candidate=candidate,
                score=_share((logit - _EVEN) / _SPREAD),
                short=_in_line(candidate, first, short) if short else None,
            )
        )
    sure = max(each.answers for each in readings.values())
    sure -= _UNHEARD_OF * len(missing_names(question, [" ".join(each) for each in passages]))
    best = max(scored, key=lambda each: each.score).candidate
    if is_contrary(question, best.hit, best.start, best.end):
        sure -= _CONTRARY
    return Scores(scored=tuple(scored), certainty=_share((sure - _SURE_EVEN) / _SURE_SPREAD))


def _share(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-50.0, min(logit, 50.0))))


def _in_line(candidate: Candidate, first: int, short: AnswerSpan) -> Span | None:
    """The short answer as a span of the candidate's text, which is on one line."""
    if short.probability < _LEAST_SURE:
        return None
    text = candidate.hit.chunk.text
    said = " ".join(text[short.start : short.end].split())
    before = " ".join(text[first : short.start].split())
    start = candidate.text.find(said, max(0, len(before) - 4))
    if not said or start < 0 or len(said) > _MOST_OF_SENTENCE * len(candidate.text):
        return None
    return start, start + len(said)


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
