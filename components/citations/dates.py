"""Dates in a text, in any usual format."""

import re
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero",
            "february feb februar février fevrier febrero",
            "march mar märz mars marzo",
            "april apr avril abril",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet julio",
            "august aug août aout agosto",
            "september sept sep septembre septiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre decembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er)?\.?"
_YEAR = r"(?P<year>1\d{3}|20\d{2})\b"

_WRITTEN = (
    re.compile(rf"\b{_DAY}\s(?:of\s|de\s)?{_MONTH}(?:,?\s(?:de\s)?{_YEAR})?", re.IGNORECASE),
    re.compile(
        rf"\b{_MONTH}\s(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?!:)(?:,?\s{_YEAR})?", re.I
    ),
    re.compile(rf"\b{_MONTH},?\s(?:of\s)?{_YEAR}", re.IGNORECASE),
)
_ISO = re.compile(r"\b(?P<year>1\d{3}|20\d{2})-(?P<month>0[1-9]|1[0-2])-(?P<day>[0-2]\d|3[01])\b")
_SLASHED = re.compile(
    r"(?<![\d./])(?P<one>0?[1-9]|[12]\d|3[01])(?P<mark>[./])(?P<two>0?[1-9]|[12]\d|3[01])(?P=mark)"
    r"(?P<year>1\d{3}|20\d{2})(?![\d./]\d)"
)
_ALONE = re.compile(
    r"\b(?P<month>January|February|March|April|June|July|August|September|October|November|December"
    r"|(?<=[Ii]n )May|(?<=[Bb]y )May|(?<=of )May)\b"
)


_BROKEN = re.compile(rf"\d{{1,2}}\.\s+(?:{_MONTH})", re.IGNORECASE)


def breaks_date(text: str, at: int) -> bool:
    """Return whether a date goes on across `at`, so that no sentence ends there: "am 12. März"."""
    return any(match.start() < at < match.end() for match in _BROKEN.finditer(text, max(0, at - 4)))


@dataclass(frozen=True, slots=True)
class Date:
    """A date in a text. `readings` are (year, month, day), with None for what it leaves out.

    03/04/2024 has two readings, the day first and the month first.
    """

    start: int
    end: int
    text: str
    readings: tuple[tuple[int | None, int, int | None], ...]

    @property
    def years(self) -> frozenset[int]:
        """Return the years of its readings, where they are given."""
        return frozenset(year for year, _, _ in self.readings if year is not None)


def dates(text: str) -> tuple[Date, ...]:
    """Return the dates in `text` in order; a year alone is a figure, not a date."""
    found: list[Date] = []
    for pattern in (_ISO, *_WRITTEN, _ALONE, _SLASHED):
        for match in pattern.finditer(text):
            if any(each.start < match.end() and match.start() < each.end for each in found):
                continue
            readings = _readings(match)
            if readings:
                found.append(Date(match.start(), match.end(), match.group().strip(), readings))
    return tuple(sorted(found, key=lambda each: each.start))


def _readings(match: re.Match[str]) -> tuple[tuple[int | None, int, int | None], ...]:
    group = match.groupdict()
    year = int(group["year"]) if group.get("year") else None
    if "one" in group:
        one, two = int(group["one"]), int(group["two"])
        return tuple(
            dict.fromkeys(
                (year, month, day) for day, month in ((one, two), (two, one)) if month <= 12
            )
        )
    month = group["month"].lower()
    day = int(group["day"]) if group.get("day") else None
    return ((year, int(month) if month.isdecimal() else _MONTHS[month], day),)


def agree(one: Date, other: Date) -> bool:
    """Return whether two dates can be the same: all that both of them give is equal."""
    return any(
        all(
            mine is None or theirs is None or mine == theirs
            for mine, theirs in zip(a, b, strict=True)
        )
        for a in one.readings
        for b in other.readings
    )
