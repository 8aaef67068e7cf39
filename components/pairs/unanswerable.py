"""A question → one like it that the same passage does not answer.

The ways are those in which people wrote such questions for SQuAD 2.0 (Rajpurkar, Jia and Liang,
"Know what you don't know", 2018): another name or number, the opposite, a denial, another subject.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from components.words import FILLER, stem

_WORD = re.compile(r"[^\W_]+(?:['’.,\-&/][^\W_]+)*")
_OPPOSITES = """
    first last, largest smallest, biggest smallest, most least, more less, highest lowest,
    before after, north south, east west, northern southern, eastern western, increase decrease,
    increased decreased, win lose, won lost, begin end, began ended, start stop, started stopped,
    start end, early late, earliest latest, old new, oldest newest, high low, higher lower,
    large small, long short, longest shortest, good bad, best worst, male female, men women,
    man woman, father mother, son daughter, king queen, husband wife, brother sister,
    public private, legal illegal, allow prohibit, allowed prohibited, support oppose,
    supported opposed, accept reject, accepted rejected, agree disagree, open closed,
    opened closed, inside outside, include exclude, included excluded, join leave, joined left,
    buy sell, bought sold, build destroy, built destroyed, create destroy, created destroyed,
    rise fall, rose fell, strong weak, rich poor, major minor, majority minority, maximum minimum,
    summer winter, day night, positive negative, success failure, upper lower, hot cold,
    warm cold, young old, same different, similar different, common rare, gain lose, gained lost,
    add remove, added removed, born died, birth death, arrive leave, enter leave, modern ancient,
    fast slow, fastest slowest, advantage disadvantage, benefit harm, cause prevent,
    causes prevents, caused prevented, encourage discourage, use avoid, used avoided, love hate,
    ally enemy, allies enemies, hero villain, domestic foreign, urban rural, collect delete,
    share withhold
"""
_OPPOSITE: dict[str, str] = {}
for _pair in _OPPOSITES.split(","):
    _one, _other = _pair.split()
    _OPPOSITE.setdefault(_one, _other)
    _OPPOSITE.setdefault(_other, _one)
_DENIED = re.compile(
    r"\b(did|does|do|is|was|are|were|has|have|had|can|could|will|would|should|may)\b(?!n't)", re.I
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question, the words that answer it, and other questions of the same document."""

    question: str
    evidence: str
    others: Sequence[str]


def unanswerable(
    question: str, evidence: str, others: Sequence[str], chance: random.Random
) -> str | None:
    """A changed question; None where no change came to mind.

    `evidence`: the words that answer the question itself. `others`: questions of the same
    document, whose words make likely ones to put in.
    """
    asked = _Asked(question=question, evidence=evidence, others=others)
    ways = [_other_number, _opposite, _other_name, _other_subject, _denied]
    weights = [3.0, 3.0, 3.0, 3.0, 1.0]
    while ways:
        [way] = chance.choices(ways, weights)
        place = ways.index(way)
        del ways[place], weights[place]
        changed = way(asked, chance)
        if changed is not None and changed.lower() != question.lower():
            return changed
    return None


def _other_number(asked: _Asked, chance: random.Random) -> str | None:
    numbers = [each for each in _WORD.finditer(asked.question) if each.group().isdecimal()]
    if not numbers:
        return None
    found = chance.choice(numbers)
    value = int(found.group())
    year = 1000 <= value <= 2100
    other = value + chance.choice([-1, 1]) * chance.randint(1, 30 if year else max(2, value))
    return _put(asked.question, found, str(abs(other)))


def _opposite(asked: _Asked, chance: random.Random) -> str | None:
    found = [each for each in _WORD.finditer(asked.question) if each.group().lower() in _OPPOSITE]
    if not found:
        return None
    place = chance.choice(found)
    return _put(asked.question, place, _OPPOSITE[place.group().lower()])


def _other_name(asked: _Asked, chance: random.Random) -> str | None:
    """A name in the question, as the evidence writes it, becomes a name of another question."""
    names = {
        each.group().lower()
        for each in _WORD.finditer(asked.evidence)
        if each.start() and each.group()[0].isupper() and each.group().lower() not in FILLER
    }
    return _exchanged(asked, names, chance)


def _other_subject(asked: _Asked, chance: random.Random) -> str | None:
    """A word that question and evidence share becomes one that the evidence lacks."""
    held = {stem(each.group().lower()) for each in _WORD.finditer(asked.evidence)}
    shared = {
        each.group().lower()
        for each in _WORD.finditer(asked.question)
        if each.start()
        and each.group().lower() not in FILLER
        and stem(each.group().lower()) in held
        and len(each.group()) > 3
    }
    return _exchanged(asked, shared, chance)


def _denied(asked: _Asked, chance: random.Random) -> str | None:
    found = _DENIED.search(asked.question)
    if found is None or re.search(r"\b(?:not|never|no)\b|n't", asked.question):
        return None
    word = chance.choice(["not", "never"])
    before, after = asked.question[: found.end()], asked.question[found.end() :]
    return f"{before} {word}{after}"


def _exchanged(asked: _Asked, words: set[str], chance: random.Random) -> str | None:
    """One of the words becomes one that follows the same word, and ends like it, elsewhere."""
    places = [
        (at, before) for before, at in _neighbours(asked.question) if at.group().lower() in words
    ]
    if not places:
        return None
    place, before = chance.choice(places)
    held = {
        stem(each.group().lower()) for each in _WORD.finditer(f"{asked.evidence} {asked.question}")
    }
    candidates = [
        other.group()
        for elsewhere in asked.others
        for first, other in _neighbours(elsewhere)
        if first == before
        and other.group()[-1] == place.group()[-1]
        and other.group().isalpha()
        and other.group().lower() not in FILLER
        and stem(other.group().lower()) not in held
    ]
    return _put(asked.question, place, chance.choice(candidates)) if candidates else None


def _neighbours(text: str) -> list[tuple[str, re.Match[str]]]:
    """Each word but the first, with the one before it."""
    found = list(_WORD.finditer(text))
    return [(one.group().lower(), other) for one, other in pairwise(found)]


def _put(question: str, place: re.Match[str], word: str) -> str:
    return question[: place.start()] + word + question[place.end() :]
