"""A sentence and its alignments → supported, partly or not, and what differs in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from components.citations.alignment import Alignment, Part, alignments, softened
from components.citations.asked import QuestionTerms, terms
from components.citations.cover import particles
from components.citations.denial import differing_negation
from components.citations.evidence import Passages, flat
from components.citations.meaning import (
    REFERS_BACK,
    differing_direction,
    differing_names,
    misplaced_names,
)
from components.citations.names import in_names
from components.citations.particulars import differing_dates, differing_figures
from components.citations.statements import Statement
from components.citations.words import alike

Outcome = Literal["supported", "partly", "unsupported", "no claim"]

NOTHING = "No passage says this."
_SHORT = 2
"""Content words up to which an answer cannot be found without its question."""
_AS_GOOD = 0.06
"""How much worse an alignment may fit than the best and still speak for the sentence."""
_FAR_LESS = 0.25
"""Cover that no closeness in meaning makes up for."""
_FEWEST_OF_ANOTHER = 3
"""Words and figures below which a part is a detail, and a detail from elsewhere is a swap."""
_NEAR_ENOUGH, _HALF, _ENOUGH = 0.4, 0.5, 0.66
"""Support below which nothing is compared, nothing says it, and it is said otherwise. Chosen on
one half of the articles; benchmarks/citations.py reports the other."""
_LONGEST_GAP = 0.2
"""Share of the sentence that may go without cover in one stretch."""


@dataclass(frozen=True, slots=True)
class SupportCheck:
    """What a check found. `parts` stand behind the sentence, in its order.

    `support` weighs the share of its words that they cover, and how near they are in meaning.
    """

    outcome: Outcome
    note: str
    parts: tuple[Part, ...]
    support: float
    cover: float
    cosine: float


def judge(
    text: str, library: Passages, hinted: frozenset[int], asked: QuestionTerms
) -> SupportCheck:
    """The kindest verdict of the alignments that fit about as well as the best; or the question
    with its answer, as the reader finds it.

    `hinted` are the places of the hits that the model named. Raises RerankerError.
    """
    statement = Statement(flat(text))
    verdict = _by_words(statement, library, hinted, asked.question)
    if verdict.outcome == "supported" or (evidence := asked.behind(statement)) is None:
        return verdict
    part = Part(0, len(statement.text), evidence, verdict.cover, len(terms(statement)))
    support = max(verdict.support, _ENOUGH)
    return SupportCheck("supported", "", (part,), support, verdict.cover, verdict.cosine)


def _by_words(
    statement: Statement, library: Passages, hinted: frozenset[int], question: str
) -> SupportCheck:
    """A passage that fits far better and says otherwise is not outvoted by one that hardly fits."""
    short = len(statement.content) <= _SHORT
    lent = Statement(question if short else "")
    verdicts: list[SupportCheck] = []
    for alignment in alignments(statement, library, hinted, lent):
        if verdicts and alignment.cover < verdicts[0].cover - _FAR_LESS:
            continue
        verdicts.append(_verdict(statement, alignment, library, lent.text))
        if verdicts[-1].outcome == "supported":
            break
    if not verdicts:
        return SupportCheck("unsupported", NOTHING, (), 0.0, 0.0, 0.0)
    order = ("supported", "partly", "unsupported")
    best = max(each.support for each in verdicts)
    verdicts = [each for each in verdicts if each.support >= best - _AS_GOOD]
    return min(verdicts, key=lambda each: (order.index(each.outcome), -each.support))


def _verdict(
    statement: Statement, alignment: Alignment, library: Passages, asked: str
) -> SupportCheck:
    quoted = " ".join(dict.fromkeys(each.evidence.statement.text for each in alignment.parts))
    (cosine,) = library.cosines(f"{asked} {statement.text}".strip(), [quoted])
    support = _support(alignment.cover, cosine)
    parts = alignment.parts
    if support < _NEAR_ENOUGH:
        return SupportCheck("unsupported", NOTHING, (), support, alignment.cover, cosine)
    notes = list(_differences(statement, parts, library))
    if not notes and alignment.out_of_step:
        notes = ["The passage does not say both parts of this together."]
    if not notes and (support < _ENOUGH or alignment.gap > _LONGEST_GAP or alignment.lopsided):
        alignment = softened(alignment, particles(statement, library), library)
        support = _support(alignment.cover, cosine)
    if not notes and (support < _ENOUGH or alignment.gap > _LONGEST_GAP or alignment.lopsided):
        words = " and ".join(f"“{each}”" for each in alignment.missing[:2])
        notes = [
            f"The passage does not say {words}." if words else "The passage says it otherwise."
        ]
    if support < _HALF:
        return SupportCheck("unsupported", NOTHING, (), support, alignment.cover, cosine)
    return SupportCheck(
        "partly" if notes else "supported",
        " ".join(dict.fromkeys(notes)),
        parts,
        support,
        alignment.cover,
        cosine,
    )


def _support(cover: float, cosine: float) -> float:
    return min(1.0, max(0.0, 0.6 * cover + 0.4 * cosine))


def _differences(statement: Statement, parts: tuple[Part, ...], library: Passages) -> Iterator[str]:
    for part in parts:
        yield from differing_figures(statement, part)
        yield from differing_dates(statement, part)
        yield from differing_names(statement, part, parts, library)
        yield from differing_negation(statement, part)
        yield from differing_direction(statement, part)
        yield from misplaced_names(statement, part)
    if len(parts) > 1:
        yield from _stray(statement, parts[0], None)
    for before, part in pairwise(parts):
        yield from _stray(statement, part, before)


def _stray(statement: Statement, part: Part, before: Part | None) -> Iterator[str]:
    """A part whose source speaks of something that the sentence does not: a stitch.

    What the source says first is what it speaks of. That must be in the sentence, or refer to
    the sentence before it, which then is what the part before comes from.
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
    lead = [
        word
        for word in theirs.content[:first]
        if word.stem not in statement.stems and not in_names(word, statement)
    ]
    follows = before is not None and part.evidence.follows(before.evidence)
    refers = follows and REFERS_BACK.match(theirs.text)
    if part.words < _FEWEST_OF_ANOTHER and not follows:
        yield "The passage says this of something else."
    elif before is not None and (
        len(lead) >= (3 if refers else 2) or (first and len(lead) == first and not refers)
    ):
        yield f"The passage says this of “{' '.join(each.text for each in lead[:3])}”."
