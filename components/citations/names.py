"""Comparison of names and figures under any of their forms."""

import re

from components.citations.evidence import Evidence
from components.citations.figures import Figure
from components.citations.statements import Statement
from components.citations.words import Word

_NATIONS = (
    "france french; britain british uk english england; netherland dutch holland; spain spanish; "
    "us usa united america american; greece greek; switzerland swiss; wale welsh; denmark danish; "
    "poland polish; ireland irish; scotland scottish scot; turkey turkish turk; finland finnish; "
    "portugal portuguese; norway norwegian; peru peruvian; uss soviet; thailand thai; "
    "european eu europe; un nation; iraq iraqi; china chinese; rome roman; christ christian; "
    "germany german; kenya kenyan; mongolia mongol mongolian; egypt egyptian; sweden swedish"
)
_NATION = {name: row for row, line in enumerate(_NATIONS.split("; ")) for name in line.split()}
_ENDING_LIST = "s n an ian ans ians ese ish ic i y ia er ers e a"
_ENDINGS = frozenset(_ENDING_LIST.split())


def same_name(one: str, other: str) -> bool:
    """Return whether two stems name the same: they are equal, or a country and its people.

    >>> same_name("german", "germany"), same_name("austria", "australia")
    (True, False)
    """
    if one == other:
        return True
    if one in _NATION and _NATION[one] == _NATION.get(other):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and long.startswith(short) and long[len(short) :] in _ENDINGS


def in_names(word: Word, statement: Statement, own: Statement | None = None) -> bool:
    """Return whether a statement has a name, spelled out or by its initials.

    `own` is the name's own statement, whose run of capitals an acronym may abbreviate.
    """
    if any(same_name(word.stem, other.stem) for other in statement.content):
        return True
    if word.acronym:
        return _letters(word) in initials(statement)
    spelled = initials(own) if own and word.capital else frozenset()
    return any(
        other.acronym and word.stem[:1] in _letters(other) and _letters(other) in spelled
        for other in statement.content
    )


def initials(statement: Statement) -> frozenset[str]:
    """Return the initials of every run of capitalised words, without small words between."""
    found: set[str] = set()
    run = ""
    gap = 0
    for word in statement.words:
        if word.capital:
            run += word.stem[0]
            gap = 0
            found.update(run[at:] for at in range(len(run) - 1))
        elif len(word.text) <= 3 and run and not gap:
            gap += 1
        else:
            run, gap = "", 0
    return frozenset(found)


def _letters(word: Word) -> str:
    return word.text.replace(".", "").casefold()


def same_figure(one: Figure, other: Figure, *, loose: bool = False) -> bool:
    """Return whether two figures have the same value, unit and scale included.

    `loose` is for a table's cell, whose unit and scale may be in its head.
    """
    if one.unit and other.unit and one.unit.dimension == other.unit.dimension:
        if one.unit.dimension == "temperature" and one.unit.factor != other.unit.factor:
            return False
        mine, theirs = one.values[0] * one.unit.factor, other.values[0] * other.unit.factor
        same_unit = one.unit.factor == other.unit.factor
        return close(mine, theirs, 0 if same_unit else 0.02) or (
            same_unit and any(close(a, b) for a in one.values for b in other.values)
        )
    if one.unit and other.unit and {one.kind, other.kind} != {"ordinal"}:
        return False
    if one.currency and other.currency and one.currency != other.currency:
        return False
    if "time" in (one.kind, other.kind) and one.kind != other.kind:
        return False
    if any(close(a, b) for a in one.values for b in other.values):
        return True
    if loose and not (one.scaled and other.scaled) and one.kind != "time":
        return any(close(a, b) for a in one.bare for b in other.bare)
    return False


def rounds_to(one: Figure, other: Figure) -> bool:
    """Return whether `one` is `other` rounded: "1.2 million" for 1,234,567, "12 %" for 11.8 %."""
    if one.year or other.year or one.kind != other.kind or one.unit != other.unit:
        return False
    if one.currency != other.currency:
        return False
    digits = len(re.sub(r"\D", "", one.text).strip("0"))
    more = len(re.sub(r"\D", "", other.text).strip("0"))
    if not 2 <= digits < more:
        return False
    return close(one.values[0], float(f"{other.values[0]:.{digits}g}"))


def same_figure_in(figure: Figure, source: Evidence) -> bool:
    """Return whether the source has the figure."""
    if figure.kind == "plain" and figure.values[0] in source.statement.years:
        return True
    return any(same_figure(figure, other, loose=source.row) for other in source.statement.figures)


def close(one: float, other: float, tolerance: float = 0) -> bool:
    """Return whether two values are equal but for rounding errors, or a share of the greater."""
    return abs(one - other) <= max(1e-9, tolerance) * max(abs(one), abs(other))
