"""Check of figures and dates, which must be those of the source, for the same thing."""

import re
from collections.abc import Iterator

from components.citations.alignment import Part
from components.citations.dates import Date, agree
from components.citations.figures import Figure
from components.citations.names import close, rounds_to, same_figure, same_figure_in
from components.citations.quantities import CLASHES, Bound
from components.citations.statements import Statement
from components.citations.word_diff import likeness, role, swaps

_IN_SCALE = re.compile(r"\bin (?:thousands|millions|billions)\b", re.IGNORECASE)
_CLEARLY = 1.0
"""Margin by which another figure of the source must fit better (see `likeness`)."""


def differing_figures(statement: Statement, part: Part) -> Iterator[str]:
    """Yield a sentence for the reader for each figure that the source does not support."""
    source = part.evidence
    theirs = source.statement
    ours = [each for each in statement.figures if part.start <= each.start < part.end]
    loose = source.row or bool(_IN_SCALE.search(source.around.text))
    swapped = _swapped(statement, part, loose=loose)
    for figure in ours:
        if figure.start in swapped:
            yield f"The passage says {swapped[figure.start]} here, not {figure.text}."
            continue
        equal = [each for each in theirs.figures if same_figure(figure, each, loose=loose)]
        if not equal and not same_figure_in(figure, source):
            rounded = [each for each in theirs.figures if rounds_to(figure, each)]
            if not rounded:
                yield _wrong_note(statement, figure, part)
                continue
            equal = rounded
        elif (better := _better(statement, figure, equal, part)) is not None:
            yield f"The passage says {better} here, not {figure.text}."
            continue
        if equal:
            bound, other = _bound(statement, figure), _bound(theirs, equal[0])
            if bound and other and frozenset((bound.kind, other.kind)) in CLASHES:
                yield f"The passage says “{other.text}”, not “{bound.text}”."


def differing_dates(statement: Statement, part: Part) -> Iterator[str]:
    """Yield a sentence for the reader for each date that the source does not support."""
    theirs = part.evidence.statement
    for date in statement.dates:
        if not part.start <= date.start < part.end:
            continue
        agreeing = [each for each in theirs.dates if agree(date, each)]
        years = theirs.years | (frozenset() if theirs.years else part.evidence.around.years)
        if agreeing and (not date.years or date.years & years):
            best = max(theirs.dates, key=lambda each: _fit(statement, date, theirs, each))
            given = any(agree(best, each) for each in statement.dates)
            clearly = (2 if given else 1) * _CLEARLY
            own = max(_fit(statement, date, theirs, each) for each in agreeing)
            if best in agreeing or _fit(statement, date, theirs, best) < own + clearly:
                if any(_covers(each, date, years) for each in agreeing):
                    continue
                yield f"The passage says {agreeing[0].text}, which is less exact than {date.text}."
                continue
            yield f"The passage says {best.text} here, not {date.text}."
        elif any(agree(date, each) for each in part.evidence.around.dates) and not theirs.dates:
            continue
        elif theirs.dates:
            yield f"The passage says {_nearest(statement, date, part).text}, not {date.text}."
        else:
            yield f"The passage does not give the date {date.text}."


def _covers(theirs: Date, ours: Date, years: frozenset[int]) -> bool:
    """Return whether the source gives the day and the year that the sentence gives."""
    return any(
        (day is None or other_day is not None) and (year is None or year in years)
        for year, _, day in ours.readings
        for _, _, other_day in theirs.readings
    )


def _fit(statement: Statement, one: Date, theirs: Statement, other: Date) -> float:
    return likeness(role(statement, one), role(theirs, other))


def _nearest(statement: Statement, date: Date, part: Part) -> Date:
    theirs = part.evidence.statement
    return max(theirs.dates, key=lambda each: _fit(statement, date, theirs, each))


def _wrong_note(statement: Statement, figure: Figure, part: Part) -> str:
    theirs = part.evidence.statement
    for other in theirs.figures:
        if not any(close(a, b) for a in figure.bare for b in other.bare):
            continue
        if figure.unit and other.unit:
            return f"The passage gives it in {other.unit.name}, not {figure.unit.name}."
        if other.text != figure.text:
            return f"The passage says {other.text}, not {figure.text}."
    rest = [each for each in theirs.figures if each.kind == figure.kind]
    if not rest:
        return f"The passage does not give {figure.text}."
    mine = role(statement, figure)
    nearest = max(rest, key=lambda each: likeness(mine, role(theirs, each)))
    return f"The passage says {nearest.text}, not {figure.text}."


def _better(statement: Statement, figure: Figure, equal: list[Figure], part: Part) -> str | None:
    """Return the figure that the source has in this one's role, where that is another."""
    theirs = part.evidence.statement
    mine = role(statement, figure)
    fits = [likeness(mine, role(theirs, each)) for each in equal]
    fits += [
        likeness(mine, role(theirs, each))
        for each in theirs.dates
        if figure.values[0] in each.years
    ]
    own = max(fits, default=0.0)
    for other in theirs.figures:
        if other in equal or other.kind != figure.kind or other.year != figure.year:
            continue
        given = any(same_figure(each, other) for each in statement.figures)
        if likeness(mine, role(theirs, other)) >= own + (2 if given else 1) * _CLEARLY:
            return other.text
    return None


def _swapped(statement: Statement, part: Part, *, loose: bool) -> dict[int, str]:
    """Return by start offset the figures in whose place the source has another, with that."""
    found: dict[int, str] = {}
    for swap in swaps(statement, part):
        ours = [each for each in swap.ours if isinstance(each, Figure)]
        theirs = [each for each in swap.theirs if isinstance(each, Figure)]
        if len(ours) != 1 or len(theirs) != 1:
            continue
        (mine,), (other,) = ours, theirs
        if mine.kind != other.kind:
            continue
        given = any(same_figure(each, other, loose=loose) for each in statement.figures)
        if not given and not same_figure(mine, other, loose=loose) and not rounds_to(mine, other):
            found[mine.start] = other.text
    return found


def _bound(statement: Statement, figure: Figure) -> Bound | None:
    for bound in statement.bounds:
        between = statement.text[bound.end : figure.start]
        behind = statement.text[figure.end : bound.start]
        if (bound.end <= figure.start and len(between.split()) <= 1 and len(between) < 12) or (
            figure.end <= bound.start and len(behind.split()) <= 2 and len(behind) < 20
        ):
            return bound
    return None
