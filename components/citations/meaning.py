"""Names, negations, quantities and opposites: whether the sentence says what its source says."""

import re
from collections.abc import Iterator, Sequence

from components.citations.alignment import Part
from components.citations.evidence import Library
from components.citations.figures import Figure
from components.citations.names import in_names, same_name
from components.citations.places import Item, Swap, likeness, role, swaps
from components.citations.polarity import (
    has_opposite,
    not_only,
    opposed,
    quantities_clash,
    quantity,
    same_side,
)
from components.citations.statements import Statement
from components.citations.words import Word

REFERS_BACK = re.compile(
    r"\b(?:he|she|it|they|him|her|his|its|them|their|theirs|this|that|these|those|such|who|which"
    r"|we|our|us|i|my|former|latter|there|here|both|one)\b|^\W*(?:the|another|other)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_LAST = frozenset(("last", "final", "latest", "ultimat"))


def differing_names(
    statement: Statement, part: Part, parts: Sequence[Part], library: Library
) -> Iterator[str]:
    """A sentence for the reader for each name that the source does not have there.

    A name beside the seam of two parts may come from the other part's source.
    """
    source = part.evidence
    theirs = source.statement
    told: set[str] = set()
    for name, instead in _swapped_names(statement, part):
        told.add(name.stem)
        yield f"The passage says {instead}, not {name.text}."
    for name in _names(statement, part, library):
        if name.stem in told or any(
            in_names(name, each.evidence.statement, statement) for each in parts
        ):
            continue
        told.add(name.stem)
        if in_names(name, source.around, statement) and (
            REFERS_BACK.search(theirs.text) or not theirs.names or source.row
        ):
            continue
        yield f"The passage does not mention {name.text}."


def _names(statement: Statement, part: Part, library: Library) -> Iterator[Word]:
    for name in statement.names:
        if not part.start <= name.start < part.end:
            continue
        if name.opens and not name.acronym and library.written_lower(name.text):
            continue
        yield name


def _swapped_names(statement: Statement, part: Part) -> Iterator[tuple[Word, str]]:
    names = {word.start for word in statement.names}
    theirs = part.evidence.statement
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


def differing_direction(statement: Statement, part: Part) -> Iterator[str]:
    """A sentence for the reader where one says the opposite word, or another quantity."""
    theirs = part.evidence.statement
    own = [word for word in statement.words if part.start <= word.start < part.end]
    stems = {word.stem for word in own}
    denials = sum(part.start <= each.start < part.end for each in statement.negations)
    if (denials - len(theirs.negations)) % 2:
        return  # "did not rise" is no opposite of "fell"
    shown = statement.text[part.start : part.end]
    both = _ONLY.search(theirs.text) and _ONLY.search(shown)
    if both and not_only(theirs.text) != not_only(shown):
        yield "The passage says “only” the other way round."
    told: set[int] = set()
    for swap in swaps(statement, part):
        yield from _first_or_last(swap)
        for word, other in _pairs(swap.ours, swap.theirs):
            if (opposed(word.stem, other.stem)) or (
                _other_quantity(word, swap.theirs) and quantity(other.text.casefold()) is not None
            ):
                told.add(word.start)
                yield f"The passage says “{other.text}”, not “{word.text}”."
    for word in own:
        if word.start in told:
            continue
        if has_opposite(word.stem) and word.stem not in theirs.stems:
            if any(same_side(word.stem, other) for other in theirs.stems):
                continue
            for other in theirs.words:
                if (
                    opposed(word.stem, other.stem)
                    and other.stem not in stems
                    and _same_place(statement, word, theirs, other)
                ):
                    told.add(word.start)
                    yield f"The passage says “{other.text}”, not “{word.text}”."
                    break
        row = quantity(word.text.casefold())
        if row is not None and word.start not in told:
            counted = _counted(own, word)
            rows = [
                (other, quantity(other.text.casefold()))
                for other in theirs.words
                if counted and _counted(list(theirs.words), other) == counted
            ]
            known = [(other, each) for other, each in rows if each is not None]
            if known and quantities_clash(row, [each for _, each in known]):
                yield f"The passage says “{known[0][0].text}”, not “{word.text}”."


def _first_or_last(swap: Swap) -> Iterator[str]:
    """ "First" is read as a figure, and "last" as a word."""
    last = [each for each in swap.ours if isinstance(each, Word) and each.stem in _LAST]
    first = [each for each in swap.theirs if isinstance(each, Figure) and each.kind == "ordinal"]
    if last and first:
        yield f"The passage says “{first[0].text}”, not “{last[0].text}”."


def _pairs(ours: tuple[Item, ...], theirs: tuple[Item, ...]) -> Iterator[tuple[Word, Word]]:
    for one in ours:
        for other in theirs:
            if isinstance(one, Word) and isinstance(other, Word):
                yield one, other


def _other_quantity(word: Word, theirs: tuple[Item, ...]) -> bool:
    row = quantity(word.text.casefold())
    if row is None:
        return False
    rows = [quantity(each.text.casefold()) for each in theirs if isinstance(each, Word)]
    return quantities_clash(row, [each for each in rows if each is not None])


def _counted(words: list[Word], quantifier: Word) -> str | None:
    """Stem of the first content word behind a quantity word, close by."""
    at = words.index(quantifier)
    return next((each.stem for each in words[at + 1 : at + 4] if not each.filler), None)


def _same_place(ours: Statement, word: Word, theirs: Statement, other: Word) -> bool:
    return likeness(role(ours, word), role(theirs, other)) >= 0.6
