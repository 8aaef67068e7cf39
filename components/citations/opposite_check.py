"""Check of opposites and quantities: a sentence must not reverse what its source says."""

import re
from collections.abc import Iterator, Sequence

from components.citations.alignment import Part
from components.citations.figures import Figure
from components.citations.negations import not_only
from components.citations.opposites import has_opposite, opposed, same_side
from components.citations.quantities import quantities_clash, quantity
from components.citations.statements import Statement
from components.citations.word_diff import Item, Swap, likeness, role, swaps
from components.citations.words import Word

_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_LAST = frozenset(("last", "final", "latest", "ultimat"))
_CLEARLY = 0.6
"""Margin by which the neighbours must fit better (see `likeness`): one adjacent word."""


def differing_direction(statement: Statement, part: Part) -> Iterator[str]:
    """Yield a sentence for the reader where one has an opposite word, or another quantity."""
    theirs = part.evidence.statement
    own = [word for word in statement.words if part.start <= word.start < part.end]
    denials = sum(part.start <= each.start < part.end for each in statement.negations)
    if (denials - len(theirs.negations)) % 2:
        return  # "did not rise" is no opposite of "fell"
    shown = statement.text[part.start : part.end]
    both = _ONLY.search(theirs.text) and _ONLY.search(shown)
    if both and not_only(theirs.text) != not_only(shown):
        yield "The passage says “only” the other way round."
    reported: set[int] = set()
    for swap in swaps(statement, part):
        yield from _last_for_first(swap)
        for word, other in _turned_words(swap):
            reported.add(word.start)
            yield f"The passage says “{other.text}”, not “{word.text}”."
    for word in own:
        if word.start in reported:
            continue
        if has_opposite(word.stem) and (opposite := _opposite_there(statement, word, theirs)):
            yield f"The passage says “{opposite.text}”, not “{word.text}”."
        elif clashing := _other_quantity(word, own, theirs.words):
            yield f"The passage says “{clashing.text}”, not “{word.text}”."


def _last_for_first(swap: Swap) -> Iterator[str]:
    """Yield a sentence where "last" replaces "first", which is read as a figure."""
    last = [each for each in swap.ours if isinstance(each, Word) and each.stem in _LAST]
    first = [each for each in swap.theirs if isinstance(each, Figure) and each.kind == "ordinal"]
    if last and first:
        yield f"The passage says “{first[0].text}”, not “{last[0].text}”."


def _turned_words(swap: Swap) -> Iterator[tuple[Word, Word]]:
    theirs = [each for each in swap.theirs if isinstance(each, Word)]
    for word in swap.ours:
        if isinstance(word, Word):
            clashes = _clashes(word, theirs)
            for other in theirs:
                if opposed(word.stem, other.stem) or (clashes and _quantity(other) is not None):
                    yield word, other


def _other_quantity(word: Word, own: Sequence[Word], theirs: Sequence[Word]) -> Word | None:
    """Return the quantity that the source gives of the same thing, where it clashes."""
    counted = _counted(own, word) if _quantity(word) is not None else None
    if counted is None:
        return None
    quantities = [
        other
        for other in theirs
        if _quantity(other) is not None and _counted(theirs, other) == counted
    ]
    return quantities[0] if _clashes(word, quantities) else None


def _counted(words: Sequence[Word], quantifier: Word) -> str | None:
    """Return the stem of the first content word after a quantity word, close by."""
    at = words.index(quantifier)
    return next((each.stem for each in words[at + 1 : at + 4] if not each.filler), None)


def _clashes(word: Word, others: Sequence[Item]) -> bool:
    own = _quantity(word)
    rows = [_quantity(each) for each in others if isinstance(each, Word)]
    return own is not None and quantities_clash(own, [each for each in rows if each is not None])


def _quantity(word: Word) -> int | None:
    return quantity(word.text.casefold())


def _opposite_there(statement: Statement, word: Word, theirs: Statement) -> Word | None:
    """Return the opposite of a word, where the source has it nearer the same neighbours.

    Of "revenue fell while costs rose", "costs fell" shares "fell", but not its place.
    """
    mine = role(statement, word)
    same = [0.0]
    opposites: list[tuple[float, Word]] = []
    for other in theirs.words:
        if other.stem == word.stem or same_side(word.stem, other.stem):
            same.append(0.1 + likeness(mine, role(theirs, other)))
        elif opposed(word.stem, other.stem):
            opposites.append((likeness(mine, role(theirs, other)), other))
    best = max(opposites, key=lambda each: each[0], default=None)
    if best is None or any(other.stem == best[1].stem for other in statement.words):
        return None
    return best[1] if best[0] >= max(same) + _CLEARLY else None
