"""Word-by-word differences between a sentence and its source."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from components.citations.alignment import Part
from components.citations.dates import Date
from components.citations.figures import Figure
from components.citations.statements import Statement
from components.citations.words import Word

Item = Word | Figure | Date
_CLAUSE = re.compile(r"[,;:]\s")
_LONGEST = 6
"""Words of the longest difference in which one thing replaces another."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Items of the sentence, and of the source, between the same neighbours."""

    ours: tuple[Item, ...]
    theirs: tuple[Item, ...]


def items(statement: Statement, start: int = 0, end: int = 1_000_000) -> tuple[Item, ...]:
    """Return words, figures and dates in order, filler included, that begin in start..end."""
    every: list[Item] = [*statement.words, *statement.figures, *statement.dates]
    return tuple(
        sorted((each for each in every if start <= each.start < end), key=lambda each: each.start)
    )


def key(item: Item) -> str:
    """Return a key that equal items share."""
    if isinstance(item, Word):
        return item.stem
    if isinstance(item, Figure):
        return f"{item.values[0]:g}"
    return repr(item.readings[0])


def swaps(statement: Statement, part: Part) -> Iterator[Swap]:
    """Yield the differences between words that both have; one side of them may be empty."""
    ours = items(statement, part.start, part.end)
    theirs = items(part.evidence.statement)
    matcher = SequenceMatcher(
        None, [key(each) for each in ours], [key(each) for each in theirs], autojunk=False
    )
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind != "equal" and j - i <= _LONGEST and m - k <= _LONGEST:
            yield Swap(ours[i:j], theirs[k:m])


def role(statement: Statement, item: Item) -> tuple[frozenset[str], frozenset[str]]:
    """Return stems of the two content words on each side of an item, and of its neighbours.

    A figure differs from another in the same sentence by what it counts and what leads to it.
    """
    marks = [each.start() for each in _CLAUSE.finditer(statement.text)]
    opened = max((each for each in marks if each < item.start), default=0)
    closed = min((each for each in marks if each >= item.end), default=len(statement.text))
    row = items(statement, opened, closed)
    at = next(index for index, each in enumerate(row) if each.start >= item.start)
    before = [each for each in row[:at] if isinstance(each, Word)]
    after = [each for each in row[at + 1 :] if isinstance(each, Word)]
    near = {"<" + each.stem for each in before[-1:]} | {">" + each.stem for each in after[:1]}
    around = {each.stem for each in [w for w in before[-5:] if not w.filler][-2:]}
    around |= {each.stem for each in [w for w in after[:4] if not w.filler][:2]}
    return frozenset(around), frozenset(near)


def likeness(
    one: tuple[frozenset[str], frozenset[str]], other: tuple[frozenset[str], frozenset[str]]
) -> float:
    """Return how alike two roles are: a shared content word counts 1, a neighbour 0.6."""
    return len(one[0] & other[0]) + 0.6 * len(one[1] & other[1])
