"""Names, negations, quantities and opposites: whether the sentence says what its source says."""

import re
from collections.abc import Iterator, Sequence

from components.citations.alignment import Part
from components.citations.evidence import Passages
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
_PERIOD = re.compile(r"[QH][1-4]|FY\d*")
_LINKS = frozenset(
    ["who", "which", "that", "is", "was", "are", "were", "has", "had", "have", "wa", "also"]
)
_CLEARLY = 0.6
"""How much better the neighbours must fit (see `likeness`): one next-door word."""
_FULL_NAME = 25
"""Characters within which names are parts of one: "Maria Lopez"."""
_LAST = frozenset(("last", "final", "latest", "ultimat"))


def differing_names(
    statement: Statement, part: Part, parts: Sequence[Part], library: Passages
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


def _names(statement: Statement, part: Part, library: Passages) -> Iterator[Word]:
    for name in statement.names:
        if not part.start <= name.start < part.end:
            continue
        if name.opens and not name.acronym and library.written_lower(name.text):
            continue
        if _PERIOD.fullmatch(name.text):
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
            if (opposed(word.stem, other.stem) and not _said_otherwise(word, theirs)) or (
                _other_quantity(word, swap.theirs) and quantity(other.text.casefold()) is not None
            ):
                told.add(word.start)
                yield f"The passage says “{other.text}”, not “{word.text}”."
    for word in own:
        if word.start in told:
            continue
        if has_opposite(word.stem) and (contrary := _opposite_there(statement, word, theirs)):
            told.add(word.start)
            yield f"The passage says “{contrary.text}”, not “{word.text}”."
        row = quantity(word.text.casefold())
        if row is not None and word.start not in told:
            counted = _counted(own, word)
            rows = [
                (other, quantity(other.text.casefold()))
                for other in theirs.words
                if counted and _counted(list(theirs.words), other) == counted
            ]
            known = [(other, each) for other, each in rows if each is not None]
            if row == 0 and counted and (limit := _limit(theirs, counted)):
                yield f"The passage says “{limit}”, not “{word.text}”."
            elif known and quantities_clash(row, [each for _, each in known]):
                yield f"The passage says “{known[0][0].text}”, not “{word.text}”."


def _first_or_last(swap: Swap) -> Iterator[str]:
    """ "First" is read as a figure, and "last" as a word."""
    last = [each for each in swap.ours if isinstance(each, Word) and each.stem in _LAST]
    first = [each for each in swap.theirs if isinstance(each, Figure) and each.kind == "ordinal"]
    if last and first:
        yield f"The passage says “{first[0].text}”, not “{last[0].text}”."


def _said_otherwise(word: Word, theirs: Statement) -> bool:
    """Whether the source says it in another word too: "went up" where something "rose"."""
    return any(same_side(word.stem, each.stem) and each.stem != word.stem for each in theirs.words)


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


def _limit(theirs: Statement, counted: str) -> str | None:
    """The bound that the source sets to what is counted: "up to five" of them are not "all"."""
    for bound in theirs.bounds:
        word = next(
            (each for each in theirs.words if each.start >= bound.end and not each.filler), None
        )
        if word is not None and word.stem == counted and bound.kind == "most":
            return theirs.text[bound.start : word.start].strip()
    return None


def _opposite_there(statement: Statement, word: Word, theirs: Statement) -> Word | None:
    """The opposite of a word, where the source has it nearer the same neighbours than the word.

    Of "revenue fell while costs rose", "costs fell" shares the "fell" and not its place.
    """
    mine = role(statement, word)
    same = [0.0]
    opposite: list[tuple[float, Word]] = []
    for other in theirs.words:
        if other.stem == word.stem or same_side(word.stem, other.stem):
            same.append(0.1 + likeness(mine, role(theirs, other)))
        elif opposed(word.stem, other.stem):
            opposite.append((likeness(mine, role(theirs, other)), other))
    best = max(opposite, key=lambda each: each[0], default=None)
    if best is None or any(other.stem == best[1].stem for other in statement.words):
        return None
    return best[1] if best[0] >= max(same) + _CLEARLY else None


def misplaced_names(statement: Statement, part: Part) -> Iterator[str]:
    """A sentence for the reader where what the source says of one name is said of another."""
    theirs = part.evidence.statement
    told: dict[str, list[Word]] = {}
    for verb, name in _told_of(theirs):
        told.setdefault(verb, []).append(name)
    stems = [word.stem for word in theirs.words]
    for verb, name in _told_of(statement):
        others = told.get(verb, [])
        if not part.start <= name.start < part.end or len(others) != 1 or stems.count(verb) != 1:
            continue
        (other,) = others
        if name.acronym or other.acronym:
            continue
        if in_names(name, theirs) and not same_name(name.stem, other.stem):
            full = {each.stem for each in theirs.words if abs(each.start - other.end) < _FULL_NAME}
            if name.stem not in full:
                yield f"The passage says this of {other.text}, not of {name.text}."


def _told_of(statement: Statement) -> Iterator[tuple[str, Word]]:
    """Each content word with the name just before it: "Dahl, who retires" is told of Dahl."""
    names = {word.start for word in statement.names}
    last: Word | None = None
    for word in statement.words:
        if word.start in names:
            last = word
        elif not word.filler:
            if last is not None:
                yield word.stem, last
            last = None
        elif word.stem not in _LINKS:
            last = None
