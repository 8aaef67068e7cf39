"""Words that count or limit: "all", "some", "at least", "more than"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BOUNDS = {
    "least": r"at least|no (?:fewer|less|earlier|sooner) than|not less than|a minimum of|minimum of"
    r"|or more|or older|or over|or above|and above|and over|mindestens|au moins",
    "most": r"at most|no (?:more|later|longer) than|not more than|not exceed(?:ing)?|up to"
    r"|a maximum of"
    r"|maximum of|as (?:many|much) as|or (?:less|fewer|younger|under)|höchstens|au plus|bis zu",
    "more": r"more than|over|above|exceed(?:s|ed|ing)?|greater than|higher than|upwards? of"
    r"|in excess of"
    r"|mehr als|plus de",
    "less": r"(?:less|fewer) than|under|below|lower than|smaller than|almost|nearly|weniger als"
    r"|moins de",
    "exactly": r"exactly|precisely",
}
_BOUND = re.compile(
    "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _BOUNDS.items()), re.IGNORECASE
)
CLASHES = {
    frozenset(pair)
    for pair in (("least", "most"), ("least", "less"), ("more", "most"), ("more", "less"))
} | {frozenset(("exactly", name)) for name in ("least", "most", "more", "less")}

_QUANTITIES = (
    "all every each entire always both everyone everybody everything whole",
    "most majority mostly usually generally typically often frequently",
    "many numerous much",
    "some several sometimes occasionally any partly partially",
    "few little minority rarely seldom hardly",
    "none no never neither nobody nothing nowhere",
    "only solely exclusively sole",
    "half",
)
_QUANTITY = {word: row for row, line in enumerate(_QUANTITIES) for word in line.split()}
_COMPATIBLE = {
    frozenset(pair) for pair in ((1, 2), (2, 3), (4, 5), (0, 6), (6, 3), (6, 1), (6, 2), (6, 4))
}
"""Numbers of _QUANTITIES of which one may honestly replace the other."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Words such as "at least" that say how a figure is meant; `kind` is a key of _BOUNDS."""

    start: int
    end: int
    text: str
    kind: str


def bounds(text: str) -> tuple[Bound, ...]:
    """Return the bounds in a text."""
    return tuple(
        Bound(match.start(), match.end(), match.group(), match.lastgroup or "")
        for match in _BOUND.finditer(text)
    )


def quantity(word: str) -> int | None:
    """Return the number of a lower-cased word in _QUANTITIES; None for other words."""
    return _QUANTITY.get(word)


def quantities_clash(one: int, others: Iterable[int]) -> bool:
    """Return whether none of `others` can replace `one`."""
    rows = list(others)
    return bool(rows) and all(
        one != other and frozenset((one, other)) not in _COMPATIBLE for other in rows
    )
