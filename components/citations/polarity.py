"""Words that turn a sentence round: negations, quantities, comparisons, opposites.

Only closed classes and pairs that cannot both hold are listed. A pair that may hold at once
("large" and "wide") is no opposite here: a false alarm costs more trust than a miss.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from components.citations.mask import Mask
from components.citations.words import Word, fold, stem

_NEGATION = re.compile(
    r"\b(?:(?:not|never|cannot|neither|nor|without|none|nobody|nothing|nowhere|hardly|scarcely|rarely|"
    r"seldom|barely|no(?!,|\s(?:fewer|less|more|later|earlier|sooner|longer\sthan|\.\s?\d))"
    r"|(?:fails?|failed|failing|unable|refus(?:e|es|ed|ing))(?=\sto)|lacks?|lacked|lacking"
    r"|nicht|kein(?:e|er|en|em|es)?|nie(?:mals)?|ohne|jamais|aucune?|sans|ni|pas)\b"
    r"|\w+n['’]t\b)",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely|simply|least)\b", re.IGNORECASE)

_STOP = re.compile(r"[,;:.!?]\s")

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
"""Rows of quantities that may stand for one another in honest rewriting, or go side by side."""

_OPPOSITES = """
increase rise grow climb gain expand surge jump raise upward up | decrease decline fall drop shrink
 reduce lower loss diminish plunge downward down lessen
more greater larger bigger higher | less fewer smaller lower
most | least
before prior earlier precede previous | after later following subsequent follow succeed
north northern | south southern | east eastern | west western
northeast northeastern | northwest northwestern | southeast southeastern | southwest southwestern
left | right
first | last final
early | late
begin start open commence launch | end finish close cease conclude terminate
high | low
tall | short
long | short
large big huge great | small tiny little minor
old | young new
older elder | younger newer
strong | weak
hot warm | cold cool
major | minor
maximum max | minimum min
best | worst
better | worse
above over | below under beneath
inside within | outside
upper | lower
internal | external
domestic | foreign
import | export
include | exclude
accept approve allow permit enable grant admit | reject refuse deny forbid prohibit prevent ban
win victory | lose defeat
buy purchase | sell
profit | loss
income revenue | expense cost
asset | liability
borrow | lend
success succeed | fail failure
support favour favor | oppose
agree | disagree
add | remove subtract
enter arrive join | leave depart exit
appear | disappear
male man boy | female woman girl
father son brother husband king uncle | mother daughter sister wife queen aunt
public | private
true | false
positive | negative
rich wealthy | poor
majority | minority
ancient | modern
day | night
morning | evening
birth born | death die
love like | hate dislike
friend ally | enemy
teacher | student pupil
employer | employee
urban | rural
easy simple | difficult hard complex
cheap | expensive
fast quick rapid | slow
wet | dry
light | heavy
heaven | hell
innocent | guilty
legal lawful | illegal unlawful
mandatory compulsory required obligatory | optional voluntary
permanent | temporary
direct | indirect
possible | impossible
common | rare uncommon
usual | unusual
able | unable
likely | unlikely
known | unknown
safe | unsafe dangerous
equal | unequal
regular | irregular
dependent | independent
formal | informal
complete | incomplete
visible | invisible
active | inactive
stable | unstable
similar same alike | different dissimilar
aware | unaware
limited | unlimited
necessary | unnecessary
successful | unsuccessful
popular | unpopular
important | unimportant
sufficient | insufficient
appropriate | inappropriate
in | out
monday | tuesday | wednesday | thursday | friday | saturday | sunday
spring | summer | autumn fall | winter
hourly | daily | weekly | monthly | quarterly | annually yearly annual
million | billion | trillion | thousand
always | never | sometimes
must | may | cannot
primary | secondary | tertiary
red | blue | green | yellow | black | white
gold | silver | bronze
single | double | triple
solid | liquid | gas
horizontal | vertical
christian | muslim | jewish | hindu | buddhist
catholic | protestant
democrat | republican
conservative | liberal
eldest oldest | youngest
longest | shortest
largest biggest greatest | smallest
highest tallest | lowest
earliest | latest
"""


@dataclass(frozen=True, slots=True)
class Negation:
    """A word that denies, and the stems of what it most likely denies, nearest first."""

    start: int
    text: str
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bound:
    """ "At least", "more than": how the figure next to it is meant."""

    start: int
    end: int
    text: str
    kind: str


def _opposites() -> dict[str, set[tuple[int, int]]]:
    places: dict[str, set[tuple[int, int]]] = {}
    for row, line in enumerate(_OPPOSITES.strip().replace("\n ", " ").splitlines()):
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                places.setdefault(stem(fold(word)), set()).add((row, side))
    return places


_PLACES = _opposites()


def opposed(one: str, other: str) -> bool:
    """Whether two stems are listed as opposites.

    >>> opposed(stem("increased"), stem("fell")), opposed(stem("north"), stem("cold"))
    (True, False)
    """
    return any(
        row == row_of and side != side_of
        for row, side in _PLACES.get(one, ())
        for row_of, side_of in _PLACES.get(other, ())
    )


def has_opposite(word: str) -> bool:
    """Whether a stem is in the list at all."""
    return word in _PLACES


def same_side(one: str, other: str) -> bool:
    """Whether two stems are listed as saying the same."""
    return bool(_PLACES.get(one, set()) & _PLACES.get(other, set()))


def not_only(text: str) -> bool:
    """Whether "not only" is said, which is the opposite of "only"."""
    return bool(_NOT_ONLY.search(text))


def negations(text: str, words: tuple[Word, ...]) -> tuple[Negation, ...]:
    """The negations in `text` with up to three content words that follow each.

    "Not only" denies nothing. A comma ends what is denied.
    """
    skipped = Mask(text, (match.span() for match in _NOT_ONLY.finditer(text)))
    content = [word for word in words if not word.filler]
    starts = [word.start for word in content]
    stops = [*(match.start() for match in _STOP.finditer(text)), len(text)]
    found: list[Negation] = []
    for match in _NEGATION.finditer(text):
        if match.start() in skipped:
            continue
        reach = stops[bisect_left(stops, match.end())]
        at = bisect_left(starts, match.end())
        heads = [word.stem for word in content[at : at + 3] if word.start < reach]
        if not heads:  # "but the screen cannot": what is denied stands before
            before = bisect_left(starts, match.start())
            heads = [word.stem for word in content[max(0, before - 2) : before]][::-1]
        found.append(Negation(match.start(), match.group(), tuple(heads)))
    return tuple(found)


def bounds(text: str) -> tuple[Bound, ...]:
    """Where `text` says how a figure is meant."""
    return tuple(
        Bound(match.start(), match.end(), match.group(), match.lastgroup or "")
        for match in _BOUND.finditer(text)
    )


def quantity(word: str) -> int | None:
    """Which quantity a lower-cased word says; None for other words."""
    return _QUANTITY.get(word)


def quantities_clash(one: int, others: Iterable[int]) -> bool:
    """Whether none of `others` can stand for `one`."""
    rows = list(others)
    return bool(rows) and all(
        one != other and frozenset((one, other)) not in _COMPATIBLE for other in rows
    )
