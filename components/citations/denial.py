"""Negations: one of sentence and source must not deny what the other says."""

import re
from collections.abc import Iterator

from components.citations.alignment import Part
from components.citations.places import Item, swaps
from components.citations.polarity import Negation, opposed
from components.citations.statements import Statement
from components.citations.words import alike

_DENIES_OTHERWISE = re.compile(
    r"\b(?:except|unless|prevent\w*|absence|instead|rather|other than|exclu\w+|few|little|only|"
    r"refus\w+|reject\w*|den(?:y|ied|ies)|avoid\w*|loss|lost|miss\w*|ceas\w+|stop\w*|end(?:s|ed)?|"
    r"un(?!i|der|til|fortunat)[a-z]{4,}|in(?!to\b|side|clud|form|terest|creas|dustr|stitut|stead|ter)[a-z]{5,}|"
    r"im(?:possib|pract|prob)\w+|dis[a-z]{4,}|non[- ]?\w+|\w+less)\b",
    re.IGNORECASE,
)
"""Ways to deny without a word of denial; where one stands, a missing "not" proves nothing."""


_EXCEPT = re.compile(r"\b(?:except|unless|other than|apart from)\b", re.IGNORECASE)
_ONLY = re.compile(r"\b(?:only|except|unless|other than|apart from)\b", re.IGNORECASE)
_FEW = 3
"""Words that an edit touches, of both sides together: "did not" for "did"."""


_NEAR = 25
"""Characters: two or three words."""


def differing_negation(statement: Statement, part: Part) -> Iterator[str]:
    """A sentence for the reader where one denies what the other says."""
    theirs = part.evidence.statement
    ours = [each for each in statement.negations if part.start <= each.start < part.end]
    if _EXCEPT.search(theirs.text) and _ONLY.search(statement.text):
        return  # "not, except when" and "only when" say the same
    if (word := _edited(statement, part)) is not None:
        yield word
        return
    for negation in ours:
        if _denied(negation, theirs):
            continue
        yield f"The passage does not say “{negation.text}”."
    for negation in theirs.negations:
        head = _shared_head(negation, statement, part)
        if head is None or _denied_near(head, ours):
            continue
        if _plain_elsewhere(head, theirs) or _opposite_of(head, statement, part):
            continue
        if _denied_otherwise(head, statement, part):
            continue
        yield f"The passage says “{negation.text}”, which is missing here."


def _edited(statement: Statement, part: Part) -> str | None:
    """Where all is the same but a "not": whatever else denies something elsewhere, this differs."""
    for swap in swaps(statement, part):
        mine, theirs = (
            _denials(swap.ours, statement),
            _denials(swap.theirs, part.evidence.statement),
        )
        few = len(swap.ours) + len(swap.theirs) <= _FEW
        if few and mine and not theirs:
            return f"The passage does not say “{mine[0]}”."
        if few and theirs and not mine:
            return f"The passage says “{theirs[0]}”, which is missing here."
    return None


def _denials(items: tuple[Item, ...], statement: Statement) -> list[str]:
    starts = {each.start: each.text for each in statement.negations}
    return [starts[each.start] for each in items if each.start in starts]


def _denied(negation: Negation, theirs: Statement) -> bool:
    """Whether the source denies the same, or does not speak of it in words that can be compared.

    The first word behind the "not" that the source has too decides: there it must be denied, or
    stand as its opposite.
    """
    denied = [head for each in theirs.negations for head in each.heads]
    for head in negation.heads:
        if any(alike(head, word.stem) for word in theirs.content):
            return any(alike(head, other) for other in denied)
        if any(opposed(head, other) for other in theirs.stems):
            return True
    return bool(theirs.negations) or bool(_DENIES_OTHERWISE.search(theirs.text))


def _shared_head(negation: Negation, statement: Statement, part: Part) -> str | None:
    """What the source denies, where the sentence speaks of it: the first of its words it has."""
    own = [word.stem for word in statement.content if part.start <= word.start < part.end]
    for head in negation.heads[:2]:
        if any(alike(head, each) for each in own):
            return head
    return None


def _denied_otherwise(head: str, statement: Statement, part: Part) -> bool:
    """Whether words just before or after deny it in another way: "prevented from", "instead of"."""
    return any(
        _DENIES_OTHERWISE.search(statement.text[max(0, word.start - _NEAR) : word.end + _NEAR])
        for word in statement.content
        if part.start <= word.start < part.end and alike(head, word.stem)
    )


def _denied_near(head: str, ours: list[Negation]) -> bool:
    return any(not each.heads or any(alike(head, own) for own in each.heads) for each in ours)


def _plain_elsewhere(head: str, theirs: Statement) -> bool:
    """Whether the source also says the word without denying it."""
    said = sum(bool(alike(head, word.stem)) for word in theirs.content)
    denied = sum(any(alike(head, each) for each in one.heads) for one in theirs.negations)
    return said > denied


def _opposite_of(head: str, statement: Statement, part: Part) -> bool:
    return any(
        opposed(head, word.stem) for word in statement.words if part.start <= word.start < part.end
    )
