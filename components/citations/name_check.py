"""Check of names, which must be those of the source."""

import re
from collections.abc import Iterator, Sequence

from components.citations.alignment import Part
from components.citations.names import in_names, same_name
from components.citations.statements import Statement
from components.citations.word_diff import swaps
from components.citations.words import Word

REFERS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|his|its|them|their|theirs|this|that|these|those|such|who|which"
    r"|we|our|us|i|my|former|latter|there|here|both|one)\b|^\W*(?:the|another|other)\b",
    re.IGNORECASE,
)


def differing_names(statement: Statement, part: Part, parts: Sequence[Part]) -> Iterator[str]:
    """Yield a sentence for the reader for each name that the source does not have there.

    A name next to the border of two parts may come from the other part's source.
    """
    source = part.evidence
    theirs = source.statement
    reported: set[str] = set()
    for name, instead in _swapped_names(statement, part):
        reported.add(name.stem)
        yield f"The passage says {instead}, not {name.text}."
    refers_back = REFERS_BACK.search(theirs.text) or not theirs.names or source.row
    for name in statement.names:
        if not part.start <= name.start < part.end or name.stem in reported:
            continue
        if any(in_names(name, each.evidence.statement, statement) for each in parts):
            continue
        reported.add(name.stem)
        if not (refers_back and in_names(name, source.around, statement)):
            yield f"The passage does not mention {name.text}."


def _swapped_names(statement: Statement, part: Part) -> Iterator[tuple[Word, str]]:
    """Yield names between whose neighbours the source has other names, with these."""
    theirs = part.evidence.statement
    names = {word.start for word in statement.names}
    their_names = {word.start for word in theirs.names} | {
        word.start for word in theirs.content if word.capital
    }
    for swap in swaps(statement, part):
        ours = [each for each in swap.ours if isinstance(each, Word) and each.start in names]
        others = [
            each for each in swap.theirs if isinstance(each, Word) and each.start in their_names
        ]
        if not ours or not others:
            continue
        whole = Statement(theirs.text[others[0].start : others[-1].end])
        if any(in_names(each, whole, statement) for each in ours):
            continue
        if any(same_name(each.stem, other.stem) for each in ours for other in others):
            continue
        # A name added beside another word ("the physicist Tesla") replaces nothing.
        if (
            any(in_names(other, statement) for other in others)
            and any(in_names(each, theirs) for each in ours)
            and len(ours) != len(others)
        ):
            continue
        yield ours[0], whole.text
