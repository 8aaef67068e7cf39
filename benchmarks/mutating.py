"""Rules that make a sentence false. The word lists are not those of the support check."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

_MONTHS = "January February March April May June July August September October November December"
_MONTH = _MONTHS.replace(" ", "|")
_NUMBER = re.compile(r"(?<![\w.,$£€-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w-]|[.,]\d)")
_DATE = re.compile(
    rf"\b(?:{_MONTH}) \d{{1,2}}(?:, \d{{4}})?|\b\d{{1,2}} (?:{_MONTH})(?: \d{{4}})?"
    rf"|\b(?:{_MONTH}) \d{{4}}"
)
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][a-z]{2,}(?: [A-Z][a-z]{2,})*\b")
_NO_NAME = frozenset(
    f"{_MONTHS} The Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
)
_UNITS = (
    ("kilometres", "miles"), ("kilometers", "miles"), ("km", "miles"), ("metres", "feet"),
    ("meters", "feet"), ("feet", "metres"), ("miles", "kilometres"), ("inches", "centimetres"),
    ("years", "months"), ("year", "month"), ("months", "weeks"), ("weeks", "days"),
    ("days", "hours"), ("day", "hour"), ("hours", "minutes"), ("minutes", "seconds"),
    ("million", "billion"), ("billion", "million"), ("thousand", "million"), ("percent", "million"),
    ("kg", "pounds"), ("tons", "kilograms"), ("acres", "hectares"), ("°C", "°F"), ("°F", "°C"),
    ("euro", "dollars"), ("euros", "dollars"), ("dollars", "euros"), ("centuries", "decades"),
    ("m", "km"), ("cm", "m"), ("mm", "cm"), ("century", "decade"), ("mph", "km/h"),
)  # fmt: skip
_SYMBOLS = (("$", "€"), ("£", "$"), ("€", "£"))
_QUANTITIES = (
    ("all", "some"), ("every", "no"), ("each", "no"), ("most", "few"), ("some", "all"),
    ("many", "few"), ("few", "many"), ("several", "no"), ("none", "all"), ("at least", "at most"),
    ("at most", "at least"), ("more than", "less than"), ("less than", "more than"),
    ("fewer than", "more than"), ("up to", "at least"), ("over", "under"), ("both", "neither"),
    ("always", "never"), ("usually", "rarely"), ("often", "rarely"), ("only", "not only"),
    ("majority", "minority"), ("never", "always"), ("mostly", "rarely"), ("sometimes", "always"),
)  # fmt: skip
_DIRECTIONS = (
    ("before", "after"), ("after", "before"), ("increase", "decrease"), ("increased", "decreased"),
    ("increases", "decreases"), ("decrease", "increase"), ("decreased", "increased"),
    ("rise", "fall"), ("rose", "fell"), ("fell", "rose"), ("north", "south"), ("south", "north"),
    ("east", "west"), ("west", "east"), ("northern", "southern"), ("southern", "northern"),
    ("eastern", "western"), ("western", "eastern"), ("higher", "lower"), ("lower", "higher"),
    ("high", "low"), ("low", "high"), ("large", "small"), ("larger", "smaller"),
    ("largest", "smallest"), ("smaller", "larger"), ("highest", "lowest"), ("above", "below"),
    ("below", "above"), ("first", "last"), ("last", "first"), ("early", "late"), ("late", "early"),
    ("earlier", "later"), ("later", "earlier"), ("won", "lost"), ("lost", "won"),
    ("include", "exclude"), ("includes", "excludes"), ("begins", "ends"), ("began", "ended"),
    ("in-network", "out-of-network"), ("maximum", "minimum"), ("minimum", "maximum"),
    ("older", "younger"), ("longer", "shorter"), ("best", "worst"), ("left", "right"),
    ("public", "private"), ("private", "public"), ("accepted", "rejected"), ("more", "less"),
    ("less", "more"), ("greater", "smaller"), ("inside", "outside"), ("internal", "external"),
)  # fmt: skip
_AUXILIARY = re.compile(
    r"\b(is|was|are|were|has|had|can|will|would|could|should|may|must|have)\b(?! not|n't)"
)
_NEGATION = re.compile(
    r"\b(is|was|are|were|has|had|can|will|would|could|should|may|must|do|does|did|have) ?(?:not)\b"
    r"|\bnever\b|\bcannot\b|\bwithout\b|\bno\b",
    re.I,
)
_NO_NEGATION = re.compile(r"\bnot only\b|\bno (?:more|less|fewer|longer|later)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Material for mutations: the chunk, the whole document, and sentences from elsewhere."""

    near: str
    document: str
    hits: Sequence[str]
    far: Sequence[str]
    other: Sequence[str]


Mutation = Callable[[str, Surroundings, random.Random], str | None]


def number(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Replace a number by another of the same chunk, of the same length if there is one."""
    dates = list(_DATE.finditer(sentence))
    own = [
        each
        for each in _NUMBER.finditer(sentence)
        if not any(date.start() <= each.start() < date.end() for date in dates)
    ]
    if not own:
        return None
    match = chance.choice(own)
    others: list[str] = sorted({*_NUMBER.findall(around.near)} - {match.group()})
    like = [each for each in others if len(each) == len(match.group())] or others
    if not like:
        return None
    return sentence[: match.start()] + chance.choice(like) + sentence[match.end() :]


def date(sentence: str, _: Surroundings, chance: random.Random) -> str | None:
    """Change one part of a date."""
    own = list(_DATE.finditer(sentence))
    if not own:
        return None
    match = chance.choice(own)
    part = chance.choice(list(re.finditer(r"\d+|[A-Z]\w+", match.group())))
    old = part.group()
    if old.isdecimal():
        new = (
            str(int(old) + chance.choice((-3, -2, -1, 1, 2, 3)))
            if int(old) > 31
            else str(int(old) % 27 + 1)
        )
    else:
        new = chance.choice([each for each in _MONTHS.split() if each != old])
    at = match.start() + part.start()
    return sentence[:at] + new + sentence[at + len(old) :]


def unit(sentence: str, _: Surroundings, chance: random.Random) -> str | None:
    """Change the unit or the currency of a number."""
    places = [
        (match.start(2), match.end(2), new)
        for old, new in _UNITS
        for match in re.finditer(
            rf"(\d[ -]?|(?:two|three|four|five|six|ten|twenty|thirty) )({re.escape(old)})(?!\w)",
            sentence,
        )
    ]
    places += [
        (match.start(), match.end(), new)
        for old, new in _SYMBOLS
        for match in re.finditer(re.escape(old) + r"(?=\d)", sentence)
    ]
    return _replaced(sentence, places, chance)


def negation_added(sentence: str, _: Surroundings, __: random.Random) -> str | None:
    """Insert "not" after the first auxiliary."""
    match = _AUXILIARY.search(sentence)
    if match is None or _NEGATION.search(sentence):
        return None
    return sentence[: match.end()] + " not" + sentence[match.end() :]


def negation_dropped(sentence: str, _: Surroundings, __: random.Random) -> str | None:
    """Remove the first negation."""
    match = _NEGATION.search(sentence)
    if match is None or _NO_NEGATION.search(sentence):
        return None
    instead = {"cannot": "can", "without": "with", "never": "", "no": ""}.get(
        match.group().lower(), match[1]
    )
    text = sentence[: match.start()] + (instead or "") + sentence[match.end() :]
    text = " ".join(text.split())
    return text[0].upper() + text[1:]


def entity(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Replace a name by another of the same document."""
    own = [each for each in _NAME.finditer(sentence) if each.group() not in _NO_NAME]
    if not own:
        return None
    match = chance.choice(own)
    parts = set(match.group().split())
    others: list[str] = sorted(
        each
        for each in set(_NAME.findall(around.document))
        if not parts & set(each.split())
        and each not in _NO_NAME
        and each not in sentence
        and len(each.split()) == len(parts)
    )
    if not others:
        return None
    return sentence[: match.start()] + chance.choice(others) + sentence[match.end() :]


def entity_near(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Replace a name by another of the same chunk, which is harder to catch."""
    return entity(sentence, replace(around, document=around.near), chance)


def quantity(sentence: str, _: Surroundings, chance: random.Random) -> str | None:
    """Change a quantity word."""
    return _replaced(sentence, _places(sentence, _QUANTITIES), chance)


def direction(sentence: str, _: Surroundings, chance: random.Random) -> str | None:
    """Replace a word by its opposite."""
    return _replaced(sentence, _places(sentence, _DIRECTIONS), chance)


def other_document(_: str, around: Surroundings, chance: random.Random) -> str | None:
    """Return a sentence of another document instead."""
    return chance.choice(around.other) if around.other else None


def same_document(_: str, around: Surroundings, chance: random.Random) -> str | None:
    """Return a sentence of the same document that is in no hit."""
    return chance.choice(around.far) if around.far else None


def stitched(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Join its first half to the second half of another sentence of the hits."""
    others = [each for each in around.hits if each[:40] not in sentence and len(each.split()) >= 10]
    if len(sentence.split()) < 10 or not others:
        return None
    one, other = sentence.split(), chance.choice(others).split()
    return " ".join(one[: len(one) // 2] + other[len(other) // 2 :])


def stitched_far(sentence: str, around: Surroundings, chance: random.Random) -> str | None:
    """Join its first half to the second half of a sentence that is in no hit."""
    return stitched(sentence, replace(around, hits=around.far), chance)


MUTATIONS: dict[str, Mutation] = {
    "number": number,
    "date": date,
    "unit": unit,
    "negation added": negation_added,
    "negation dropped": negation_dropped,
    "entity": entity,
    "entity of the same chunk": entity_near,
    "quantity": quantity,
    "direction": direction,
    "other document": other_document,
    "same document": same_document,
    "stitched": stitched,
    "stitched far": stitched_far,
}


def _places(sentence: str, pairs: Sequence[tuple[str, str]]) -> list[tuple[int, int, str]]:
    return [
        (
            match.start(),
            match.end(),
            new[0].upper() + new[1:] if match.group()[0].isupper() else new,
        )
        for old, new in pairs
        for match in re.finditer(rf"\b{old}\b", sentence, re.IGNORECASE)
    ]


def _replaced(
    sentence: str, places: Sequence[tuple[int, int, str]], chance: random.Random
) -> str | None:
    if not places:
        return None
    start, end, new = chance.choice(places)
    return sentence[:start] + new + sentence[end:]
