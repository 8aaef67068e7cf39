"""Figures in a text, in any usual format, with their values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from components.citations.mask import Mask
from components.citations.units import CURRENCIES, SCALES, SHORT_SCALES, SMALL_COINS, UNITS, Unit

_UNITS_BY_NAME = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS_BY_NAME = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS_BY_NAME = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)


FigureKind = Literal["plain", "percent", "money", "ordinal", "time"]

_SMALL = _UNITS_BY_NAME.split()
_TENS = dict(zip(_TENS_BY_NAME.split(), range(20, 100, 10), strict=True))
_ORDINALS = _ORDINALS_BY_NAME.split()
_WORDS = {word: value for value, word in enumerate(_SMALL)} | _TENS
_ORDINAL_WORDS = {word: value for value, word in enumerate(_ORDINALS)} | {"thirtieth": 30}
_PARTS = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "quarter": 0.25, "fourth": 0.25}
_PARTS |= {"fifth": 0.2, "sixth": 1 / 6, "eighth": 0.125, "tenth": 0.1}
_GLYPHS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_TIMES = {"once": 1.0, "twice": 2.0, "double": 2.0, "triple": 3.0, "single": 1.0}

_NUMBER_WORD = "|".join(sorted(_WORDS, key=len, reverse=True))
_ORDINAL_WORD = "|".join(sorted(_ORDINAL_WORDS, key=len, reverse=True))
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_UNIT = "|".join(re.escape(each) for each in sorted(UNITS, key=len, reverse=True))
_CURRENCY = "|".join(
    re.escape(each) for each in sorted(CURRENCIES, key=len, reverse=True) if each not in "p"
)
_NUMERAL = r"\d+(?:[.,'’\u00a0\u202f\u2009]\d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.]\d+"

_TIME = re.compile(
    r"(?<![\d.,:])(?:(?P<hour>[01]?\d|2[0-3])(?::(?P<minute>[0-5]\d)"
    r"|[.](?P<dotted>[0-5]\d)(?=\s?[ap]))?"
    r"\s?(?P<half>[ap])\.?m\b\.?|(?P<hour24>[01]?\d|2[0-3]):(?P<minute24>[0-5]\d))(?![\d:])",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    rf"""
    (?<![^\W_])(?<![\d.,]\d)
    (?:(?P<sign>(?<!\S)[-−–])?(?P<before>us\$|[$£€¥₹])\s?|(?P<minus>(?<![^\s(])[-−]|\bminus\s))?
    (?:
        (?P<numeral>{_NUMERAL})(?P<glyph>[½¼¾⅓⅔])?
        (?P<ordinal>(?:st|nd|rd|th)\b)?
        (?P<decade>['’]?s\b)?
      | (?P<alone>[½¼¾⅓⅔])
      | (?P<parts>(?:(?:a|one|two|three|four|five|seven)[ -])?(?:halves|half|thirds?
          |quarters?|fourths|fifths|sixths|eighths|tenths)\b)
      | (?P<words>(?:a\s(?=(?:{_SCALE}|couple)\b))?
          (?:{_NUMBER_WORD})(?:[ -](?:{_NUMBER_WORD}))?\b
          (?:\s(?:hundred)(?:\s(?:and\s)?(?:{_NUMBER_WORD})(?:[ -](?:{_NUMBER_WORD}))?\b)?)?
          (?:-(?P<last>{_ORDINAL_WORD})\b)?)
      | (?P<ordinals>(?:(?:twenty|thirty|forty|fifty)-)?(?:{_ORDINAL_WORD})\b)
      | (?P<times>twice|double|triple)\b
    )
    (?P<short>[kmbt]n?\b)?
    (?:[ \u00a0-]?(?P<scale>{_SCALE})\b)?
    (?:[ \u00a0]?(?P<percent>%|per\s?cent\b|percent\b|percentage\spoints?\b
          |prozent\b|pour\scent\b))?
    (?:[ \u00a0-]?(?P<after>{_CURRENCY}|(?<=\d)p)(?![^\W_]))?
    (?:[ \u00a0\n-]?(?P<unit>square\s\w+|cubic\s\w+|{_UNIT})(?![^\W_]|/))?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ENUMERATOR = re.compile(r"^[^\S\n]*+(?:\(?\d{1,3}[.)]|[(]\d{1,2}[)])\s", re.MULTILINE)
_BRACKETED = re.compile(r"[(]\d{1,2}[)]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in a text. `values` are its possible values, the likeliest first, at least one.

    "1.200" is 1200 in German and 1.2 in English; "1990s" and "1990" are both 1990.
    """

    start: int
    end: int
    text: str
    values: tuple[float, ...]
    bare: tuple[float, ...]
    """Values without "million", for tables that say "in millions" once for all."""
    kind: FigureKind
    unit: Unit | None
    currency: str | None
    scaled: bool

    @property
    def year(self) -> bool:
        """Return whether it may be a year: four digits without a unit, a currency or a mark."""
        plain = self.kind == "plain" and self.unit is None and self.currency is None
        return plain and self.text[:4].isdecimal() and 1000 <= self.values[0] <= 2100


def figures(text: str, taken: tuple[tuple[int, int], ...] = ()) -> tuple[Figure, ...]:
    """Return the figures in `text` in order, without list numbers and the `taken` spans."""
    skipped = (match.span() for each in (_ENUMERATOR, _BRACKETED) for match in each.finditer(text))
    busy = Mask(text, (*taken, *skipped))
    found: list[Figure] = []
    for match in _TIME.finditer(text):
        if match.start() not in busy:
            found.append(_time(match))
            busy.add(*match.span())
    for match in _FIGURE.finditer(text):
        if match.start() not in busy and (figure := _figure(match)):
            found.append(figure)
    return tuple(sorted(found, key=lambda each: each.start))


def _time(match: re.Match[str]) -> Figure:
    hour = int(match["hour"] or match["hour24"])
    minute = int(match["minute"] or match["dotted"] or match["minute24"] or 0)
    readings = [hour]
    if match["half"]:
        readings = [hour % 12 + (12 if match["half"].lower() == "p" else 0)]
    values = tuple(each * 60.0 + minute for each in readings)
    start, end = match.span()
    return Figure(start, end, match.group(), values, values, "time", None, None, False)


def _figure(match: re.Match[str]) -> Figure | None:
    group = match.groupdict()
    kind: FigureKind = "plain"
    if group["numeral"]:
        bare = tuple(_numeral(group["numeral"]))
        if group["glyph"]:
            bare = tuple(value + _GLYPHS[group["glyph"]] for value in bare)
        kind = "ordinal" if group["ordinal"] else "plain"
    elif group["alone"]:
        bare = (_GLYPHS[group["alone"]],)
    elif group["parts"]:
        parts = group["parts"].lower()
        bare = (_share(parts),)
        part = re.split("[ -]", parts)[-1]
        if part in _ORDINAL_WORDS:  # "a third" of them, or "a third" one
            bare += (float(_ORDINAL_WORDS[part]),)
            kind = "plain" if len(parts) > len(part) else "ordinal"
            bare = bare if kind == "plain" else bare[::-1]
    elif group["words"]:
        bare = (_spelled(group["words"].lower()),)
        kind = "ordinal" if group["last"] else "plain"
    elif group["ordinals"]:
        tens, _, last = group["ordinals"].lower().rpartition("-")
        bare = (float(_TENS.get(tens, 0) + _ORDINAL_WORDS[last]),)
        kind = "ordinal"
    else:
        bare = (_TIMES[group["times"].lower()],)
    if kind == "ordinal" and (group["unit"] or "").lower().startswith("second"):
        return None
    scale = SCALES.get((group["scale"] or "").lower(), 1.0)
    currency = CURRENCIES.get((group["before"] or group["after"] or "").lower())
    if group["short"]:
        # "$5m" is a sum of millions; "5m" without a currency is a length.
        if currency or group["short"].lower() in ("k", "bn", "mn"):
            scale = SHORT_SCALES[group["short"].lower()]
        elif group["short"].lower() == "m" and group["unit"] is None:
            group["unit"] = "m"
    if currency in SMALL_COINS:
        currency, part = SMALL_COINS[currency]
        scale *= part
    values = tuple(value * scale for value in bare)
    if group["percent"]:
        kind = "percent"
        values = tuple(value / 100 for value in values)
    elif currency:
        kind = "money"
    unit = _unit(group["unit"])
    if unit and unit.dimension == "temperature" and (group["minus"] or group["sign"]):
        values = tuple(-value for value in values)
    return Figure(
        start=match.start(),
        end=match.end(),
        text=match.group().strip(),
        values=values,
        bare=bare,
        kind=kind,
        unit=unit,
        currency=currency,
        scaled=scale >= 1e3,
    )


def _unit(name: str | None) -> Unit | None:
    if name is None:
        return None
    words = name.lower().split()
    if len(words) == 1:
        return UNITS[words[0]]
    length = UNITS.get(words[1])
    power = 2 if words[0] == "square" else 3
    if length is None or length.dimension != "length":
        return None
    dimension, per = ("area", 1.0) if power == 2 else ("volume", 1000.0)
    return Unit(f"{words[0]} {length.name}", dimension, length.factor**power * per)


def _numeral(written: str) -> Iterator[float]:
    """Yield possible values: a mark before three digits groups them or begins decimals."""
    plain = re.sub(r"['’\u00a0\u202f\u2009]", "", written)
    marks = re.findall(r"[.,]", plain)
    if not marks:
        yield float(plain)
    elif len(set(marks)) == 2:
        yield float(plain.replace(marks[0], "").replace(marks[-1], "."))
    elif len(marks) > 1:
        yield float(re.sub(r"[.,]", "", plain))
    elif re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain):
        grouped, decimal = float(re.sub(r"[.,]", "", plain)), float(plain.replace(",", "."))
        yield from (grouped, decimal) if marks[0] == "," else (decimal, grouped)
    else:
        yield float(plain.replace(",", "."))


def _spelled(words: str) -> float:
    total = 0.0
    for word in re.split(r"[ -]+", words):
        if word == "hundred":
            total = max(total, 1) * 100
        else:
            total += _WORDS.get(word, 0) + _ORDINAL_WORDS.get(word, 0)
    return total


def _share(words: str) -> float:
    *count, part = re.split(r"[ -]", words)
    times = _WORDS.get(count[0], 1) if count and count[0] != "a" else 1
    return times * _PARTS[part if part in _PARTS else part.rstrip("s")]


def ranges(text: str) -> Iterator[str]:
    """Yield the ends of ranges of years in full: 1995 for "1990–95"."""
    for match in re.finditer(r"\b(\d{2})(\d{2})[-–/](\d{2})\b(?!\d)", text):
        yield match[1] + match[3]
