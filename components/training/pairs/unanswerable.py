"""A question → one like it that the same passage does not answer.

The ways are those in which people wrote such questions for SQuAD 2.0 (Rajpurkar, Jia and Liang,
"Know what you don't know", 2018): another name or number, the opposite, a denial, another subject.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from components.text.words import FILLER, stem

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
    r"\b(did|does|do|is|was|are|were|has|have|had|can|could|will|would|should)\b(?!n't)", re.I
)
_SPARED = 0.6
"""How often a question is not denied though it could be."""
_LINKS = """
    in of for by from with during after before on at to between than when under through
"""
"""Words with which the end of a question begins, that may be another's."""
_LONGEST_END = 6
"""Words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A question, the words that answer it, and other questions of the same document."""

    question: str
    evidence: str
    passage: str
    others: Sequence[str]


def unanswerable(
    question: str, evidence: str, passage: str, others: Sequence[str], chance: random.Random
) -> str | None:
    """A changed question; None where no change came to mind.

    `evidence`: the words of the `passage` that answer the question itself. `others`: questions of
    the same document, whose words make likely ones to put in.
    """
    asked = _Asked(question=question, evidence=evidence, passage=passage, others=others)
    ways = [
        _other_number,
        _opposite,
        _other_name,
        _other_subject,
        _word_of_passage,
        _other_end,
        _denied,
    ]
    weights = [3.0, 3.0, 3.0, 2.0, 2.0, 3.0, 1.0]
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
    return _exchanged(asked, _names(asked.evidence), chance)


def _other_subject(asked: _Asked, chance: random.Random) -> str | None:
    """A word that question and evidence share becomes one that the evidence lacks."""
    return _exchanged(asked, {each.group().lower() for each in _shared(asked)}, chance)


def _word_of_passage(asked: _Asked, chance: random.Random) -> str | None:
    """A word that question and evidence share becomes one of the passage around the evidence,
    that is capitalized there as it is in the evidence, and ends alike.
    """
    shared = _shared(asked)
    if not shared:
        return None
    place = chance.choice(shared)
    held = _stems(f"{asked.evidence} {asked.question}")
    names = _names(asked.evidence)
    ending = place.group()[-2:].lower()
    candidates = [
        each.group()
        for each in _WORD.finditer(asked.passage)
        if each.group().isalpha()
        and len(each.group()) > 3
        and each.group()[-2:].lower() == ending
        and each.group()[0].isupper() == (place.group().lower() in names)
        and each.group().lower() not in FILLER
        and stem(each.group().lower()) not in held
    ]
    if not candidates:
        return None
    word = chance.choice(candidates)
    return _put(asked.question, place, word if place.group()[0].isupper() else word.lower())


def _other_end(asked: _Asked, chance: random.Random) -> str | None:
    """Another question's end, from the same little word on: another place, time, or purpose."""
    ends = _ends(asked.question)
    if not ends:
        return None
    place = chance.choice(ends)
    held = _stems(f"{asked.evidence} {asked.question}")
    candidates = [
        elsewhere[other.start() :]
        for elsewhere in asked.others
        for other in _ends(elsewhere)
        if other.group().lower() == place.group().lower()
        and not _stems(elsewhere[other.end() :]) <= held
    ]
    return asked.question[: place.start()] + chance.choice(candidates) if candidates else None


def _denied(asked: _Asked, chance: random.Random) -> str | None:
    """Only at times: it always comes to mind, and would be the mark of such questions."""
    found = _DENIED.search(asked.question)
    denied = re.search(r"\b(?:not|never|no)\b|n't", asked.question)
    if found is None or denied or chance.random() < _SPARED:
        return None
    word = found.group()
    contracted = {"can": "can't", "will": "won't"}.get(word.lower(), f"{word}n't")
    return _put(asked.question, found, contracted)


def _shared(asked: _Asked) -> list[re.Match[str]]:
    """Words of the question, but its first, that the evidence has too."""
    held = _stems(asked.evidence)
    return [
        each
        for each in _WORD.finditer(asked.question)
        if each.start()
        and each.group().lower() not in FILLER
        and stem(each.group().lower()) in held
        and len(each.group()) > 3
    ]


def _names(evidence: str) -> set[str]:
    return {
        each.group().lower()
        for each in _WORD.finditer(evidence)
        if each.start() and each.group()[0].isupper() and each.group().lower() not in FILLER
    }


def _ends(question: str) -> list[re.Match[str]]:
    """Little words after at least two others, and before at least one, but not many."""
    found = list(_WORD.finditer(question))
    return [each for each in found[2:-1][-_LONGEST_END:] if each.group().lower() in _LINKS.split()]


def _stems(text: str) -> set[str]:
    return {
        stem(each.group().lower())
        for each in _WORD.finditer(text)
        if each.group().lower() not in FILLER
    }


def _exchanged(asked: _Asked, words: set[str], chance: random.Random) -> str | None:
    """One of the words becomes one that follows the same word, and ends like it, elsewhere."""
    places = [
        (at, before) for before, at in _neighbours(asked.question) if at.group().lower() in words
    ]
    if not places:
        return None
    place, before = chance.choice(places)
    held = _stems(f"{asked.evidence} {asked.question}")
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
