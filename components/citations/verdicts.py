"""The verdict on a sentence: supported, partly or not, and what differs in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from components.citations.alignment import Alignment, Part, alignments, softened
from components.citations.coverage import particles
from components.citations.evidence import Passages, flat
from components.citations.figure_check import differing_dates, differing_figures
from components.citations.name_check import REFERS_BACK, differing_names
from components.citations.names import in_names
from components.citations.negation_check import differing_negation
from components.citations.opposite_check import differing_direction
from components.citations.restated_question import QuestionTerms, terms
from components.citations.statements import Statement
from components.citations.words import alike

Outcome = Literal["supported", "partly", "unsupported", "no claim"]

NOTHING = "No passage says this."
_ORDER = ("supported", "partly", "unsupported")
_SHORT = 2
"""Content words up to which an answer cannot be found without its question."""
_AS_GOOD = 0.06
"""Margin by which an alignment may fit worse than the best and still count."""
_FEWEST_OF_ANOTHER = 3
"""Words and figures below which a part is a detail, and a detail from elsewhere is a swap."""
_NEAR_ENOUGH, _HALF, _ENOUGH = 0.4, 0.5, 0.66
"""Support below which nothing is compared, nothing says it, and it is said otherwise. Chosen on
one half of the articles; benchmarks/citations.py reports the other."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for a sentence. `parts` are its supported parts, in order.

    `support` weighs the share of its words that they cover, and how near they are in meaning.
    """

    outcome: Outcome
    note: str
    parts: tuple[Part, ...]
    support: float
    cover: float
    cosine: float


def judge(text: str, library: Passages, hinted: frozenset[int], question: QuestionTerms) -> Verdict:
    """Return the kindest verdict of the alignments that fit about as well as the best.

    A sentence is also supported where it is the question with its answer put in. `hinted` are
    the indices of the hits that the model named. Raises RerankerError.
    """
    statement = Statement(flat(text))
    verdict = _best_verdict(statement, library, hinted, question.question)
    if verdict.outcome == "supported" or (evidence := question.source_of(statement)) is None:
        return verdict
    part = Part(0, len(statement.text), evidence, verdict.cover, len(terms(statement)))
    support = max(verdict.support, _ENOUGH)
    return Verdict("supported", "", (part,), support, verdict.cover, verdict.cosine)


def _best_verdict(
    statement: Statement, library: Passages, hinted: frozenset[int], question: str
) -> Verdict:
    context = Statement(question if len(statement.content) <= _SHORT else "")
    verdicts: list[Verdict] = []
    for alignment in alignments(statement, library, hinted, context):
        verdicts.append(_verdict(statement, alignment, library, context.text))
        if verdicts[-1].outcome == "supported":
            break
    if not verdicts:
        return Verdict("unsupported", NOTHING, (), 0.0, 0.0, 0.0)
    best = max(each.support for each in verdicts)
    close = [each for each in verdicts if each.support >= best - _AS_GOOD]
    return min(close, key=lambda each: (_ORDER.index(each.outcome), -each.support))


def _verdict(
    statement: Statement, alignment: Alignment, library: Passages, question: str
) -> Verdict:
    quoted = " ".join(dict.fromkeys(each.evidence.statement.text for each in alignment.parts))
    (cosine,) = library.cosines(f"{question} {statement.text}".strip(), [quoted])
    support = _support(alignment.cover, cosine)
    notes: list[str] = []
    if support >= _NEAR_ENOUGH:
        notes = list(dict.fromkeys(_differences(statement, alignment.parts)))
        if not notes and alignment.out_of_step:
            notes = ["The passage does not say both parts of this together."]
        if not notes and (support < _ENOUGH or alignment.lopsided):
            alignment = softened(alignment, particles(statement, library), library)
            support = _support(alignment.cover, cosine)
            if support < _ENOUGH or alignment.lopsided:
                words = " and ".join(f"“{each}”" for each in alignment.missing[:2])
                says = f"does not say {words}" if words else "says it otherwise"
                notes = [f"The passage {says}."]
    if support < _HALF:
        return Verdict("unsupported", NOTHING, (), support, alignment.cover, cosine)
    outcome: Outcome = "partly" if notes else "supported"
    return Verdict(outcome, " ".join(notes), alignment.parts, support, alignment.cover, cosine)


def _support(cover: float, cosine: float) -> float:
    return min(1.0, max(0.0, 0.6 * cover + 0.4 * cosine))


def _differences(statement: Statement, parts: tuple[Part, ...]) -> Iterator[str]:
    for part in parts:
        yield from differing_figures(statement, part)
        yield from differing_dates(statement, part)
        yield from differing_names(statement, part, parts)
        yield from differing_negation(statement, part)
        yield from differing_direction(statement, part)
    if len(parts) > 1:
        yield from _other_subject(statement, parts[0], None)
    for before, part in pairwise(parts):
        yield from _other_subject(statement, part, before)


def _other_subject(statement: Statement, part: Part, before: Part | None) -> Iterator[str]:
    """Yield a sentence where a part's source is about something that the sentence does not name.

    What the source says first is what it is about. That must be in the sentence, or refer to
    the sentence before it, which then is the source of the part before.
    """
    theirs = part.evidence.statement
    own = [word for word in statement.content if part.start <= word.start < part.end]
    first = next(
        (
            at
            for at, word in enumerate(theirs.content)
            if any(alike(word.stem, each.stem) for each in own)
        ),
        0,
    )
    subject = [
        word
        for word in theirs.content[:first]
        if word.stem not in statement.stems and not in_names(word, statement)
    ]
    follows = before is not None and part.evidence.follows(before.evidence)
    refers = follows and REFERS_BACK.match(theirs.text)
    if part.words < _FEWEST_OF_ANOTHER and not follows:
        yield "The passage says this of something else."
    elif before is not None and (
        len(subject) >= (3 if refers else 2) or (first and len(subject) == first and not refers)
    ):
        yield f"The passage says this of “{' '.join(each.text for each in subject[:3])}”."
