"""Scores of retrieval and answers, as pure functions over spans and strings."""

import re
import string
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.evaluation.metrics import paired_interval as paired_interval

Span = tuple[int, int]
"""A half-open range of characters."""

_PUNCTUATION = str.maketrans("", "", string.punctuation)
_ARTICLES = re.compile(r"\b(a|an|the)\b")


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a named document that was retrieved, cited or expected."""

    document: str
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Coverage:
    """Recall, precision and intersection over union, in characters; each from 0 to 1."""

    recall: float
    precision: float
    iou: float


def covered_characters(references: Iterable[Passage], retrieved: Iterable[Passage]) -> int:
    """Count the characters of `references` that lie in at least one of `retrieved`, each once."""
    found = list(retrieved)
    return sum(
        _length_of_union(
            (max(reference.start, each.start), min(reference.end, each.end))
            for each in found
            if each.document == reference.document
        )
        for reference in references
    )


def coverage(references: Sequence[Passage], retrieved: Sequence[Passage]) -> Coverage:
    """Score one question; overlaps among `retrieved` count twice in the retrieved length."""
    wanted = sum(len(each) for each in references)
    got = sum(len(each) for each in retrieved)
    covered = covered_characters(references, retrieved)
    return Coverage(
        recall=covered / wanted,
        precision=covered / got if got else 0.0,
        iou=covered / (got + wanted - covered),
    )


def within_budget(ranked: Iterable[Passage], budget: int) -> list[Passage]:
    """Return the first `budget` characters of `ranked`; the last passage may be cut."""
    kept: list[Passage] = []
    for each in ranked:
        length = min(len(each), budget)
        if length <= 0:
            break
        kept.append(Passage(each.document, each.start, each.start + length))
        budget -= length
    return kept


def cites_gold(references: Iterable[Passage], citations: Sequence[Passage]) -> bool:
    """Tell whether a single citation covers at least half of a reference."""
    return any(
        2 * covered_characters([reference], [citation]) >= len(reference)
        for reference in references
        for citation in citations
    )


def token_f1(prediction: str, answers: Iterable[str]) -> float:
    """Return the best token F1 over `answers`, normalised as SQuAD does."""
    return max(_f1(_tokens(prediction), _tokens(answer)) for answer in answers)


def rouge_l(text: str, reference: str) -> float:
    """Return the share of the tokens of `text` that are in `reference` in the same order."""
    own, other = _tokens(text), _tokens(reference)
    row = [0] * (len(other) + 1)
    for token in own:
        before = 0
        for at, each in enumerate(other, start=1):
            before, row[at] = row[at], before + 1 if token == each else max(row[at], row[at - 1])
    return row[-1] / len(own) if own else 0.0


def wilson_interval(hits: int, total: int) -> tuple[float, float]:
    """Return the 95 % interval of a share, by Wilson's score, which holds near 0 and 1 too."""
    z = 1.96
    share = hits / total
    middle = share + z * z / (2 * total)
    spread = z * ((share * (1 - share) + z * z / (4 * total)) / total) ** 0.5
    return (middle - spread) / (1 + z * z / total), (middle + spread) / (1 + z * z / total)


def _length_of_union(spans: Iterable[Span]) -> int:
    total = reached = 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def _tokens(text: str) -> list[str]:
    """Return lower-case tokens without punctuation and articles, as SQuAD's own script does."""
    return _ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split()


def _f1(prediction: list[str], answer: list[str]) -> float:
    if not prediction or not answer:
        return float(prediction == answer)
    shared = sum((Counter(prediction) & Counter(answer)).values())
    return 2 * shared / (len(prediction) + len(answer))
