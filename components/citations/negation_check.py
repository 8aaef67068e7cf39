"""Check of negations: neither a sentence nor its source may deny what the other says."""

from collections.abc import Iterator

from components.citations.alignment import Part
from components.citations.negations import Negation
from components.citations.statements import Statement
from components.citations.word_diff import Item, swaps
from components.citations.words import alike

_MAX_EDITED_WORDS = 3
"""Words of both sides that differ by a negation alone: "did not" for "did"."""
_COMPARED_HEADS = 2


def differing_negation(statement: Statement, part: Part) -> Iterator[str]:
    """Yield a sentence for the reader where only one of the two denies something."""
    if note := _edited_negation(statement, part):
        yield note
        return
    ours = [each for each in statement.negations if part.start <= each.start < part.end]
    theirs = part.evidence.statement.negations
    if ours and not theirs:
        for negation in ours:
            yield f"The passage does not say “{negation.text}”."
    elif theirs and not ours:
        own = [word.stem for word in statement.content if part.start <= word.start < part.end]
        for negation in theirs:
            heads = negation.heads[:_COMPARED_HEADS]
            if any(alike(head, stem) for head in heads for stem in own):
                yield f"The passage says “{negation.text}”, which is missing here."


def _edited_negation(statement: Statement, part: Part) -> str | None:
    """Say what differs where the words around are equal and only a negation is not."""
    for swap in swaps(statement, part):
        if len(swap.ours) + len(swap.theirs) > _MAX_EDITED_WORDS:
            continue
        ours = _among(swap.ours, statement.negations)
        theirs = _among(swap.theirs, part.evidence.statement.negations)
        if ours and not theirs:
            return f"The passage does not say “{ours[0].text}”."
        if theirs and not ours:
            return f"The passage says “{theirs[0].text}”, which is missing here."
    return None


def _among(items: tuple[Item, ...], negations: tuple[Negation, ...]) -> list[Negation]:
    starts = {each.start for each in items}
    return [each for each in negations if each.start in starts]
