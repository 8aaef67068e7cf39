"""Change a question into a similar one that its passage does not answer.

The changes are those of people who wrote such questions for SQuAD 2.0 (Rajpurkar, Jia and Liang,
"Know what you don't know", 2018): another name or number, the opposite, a negation, another
subject.
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
_AUXILIARY = re.compile(
    r"\b(did|does|do|is|was|are|were|has|have|had|can|could|will|would|should)\b(?!n't)", re.I
)
_NOT_NEGATED_SHARE = 0.6
"""Share of the questions that could be negated but are not."""
_LINKS = """
    in of for by from with during after before on at to between than when under through
"""
"""Words that begin the end of a question; such ends can be swapped between questions."""
_MAX_END_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A question, the words that answer it, and other questions about the same document."""

    question: str
    evidence: str
    passage: str
    others: Sequence[str]


def unanswerable(
    question: str, evidence: str, passage: str, others: Sequence[str], rng: random.Random
) -> str | None:
    """Return a changed question; None where no change is possible.

    `evidence`: the words of the `passage` that answer the question. `others`: other questions about
    the same document, whose words make plausible replacements.
    """
    source = _Source(question=question, evidence=evidence, passage=passage, others=others)
    ways = [
        _change_number,
        _use_opposite,
        _change_name,
        _change_subject,
        _use_word_of_passage,
        _change_end,
        _negate,
    ]
    weights = [3.0, 3.0, 3.0, 2.0, 2.0, 3.0, 1.0]
    while ways:
        [way] = rng.choices(ways, weights)
        place = ways.index(way)
        del ways[place], weights[place]
        changed = way(source, rng)
        if changed is not None and changed.lower() != question.lower():
            return changed
    return None


def _change_number(source: _Source, rng: random.Random) -> str | None:
    numbers = [each for each in _WORD.finditer(source.question) if each.group().isdecimal()]
    if not numbers:
        return None
    place = rng.choice(numbers)
    value = int(place.group())
    year = 1000 <= value <= 2100
    other = value + rng.choice([-1, 1]) * rng.randint(1, 30 if year else max(2, value))
    return _replace(source.question, place, str(abs(other)))


def _use_opposite(source: _Source, rng: random.Random) -> str | None:
    places = [each for each in _WORD.finditer(source.question) if each.group().lower() in _OPPOSITE]
    if not places:
        return None
    place = rng.choice(places)
    return _replace(source.question, place, _OPPOSITE[place.group().lower()])


def _change_name(source: _Source, rng: random.Random) -> str | None:
    """Replace a name that the evidence has too by a name from another question."""
    return _exchange(source, _names(source.evidence), rng)


def _change_subject(source: _Source, rng: random.Random) -> str | None:
    """Replace a word that the evidence has too by one that it lacks."""
    return _exchange(source, {each.group().lower() for each in _shared(source)}, rng)


def _use_word_of_passage(source: _Source, rng: random.Random) -> str | None:
    """Replace a word that the evidence has too by another word of the passage.

    The replacement is capitalized like it, and ends with the same two letters.
    """
    shared = _shared(source)
    if not shared:
        return None
    place = rng.choice(shared)
    held = _stems(f"{source.evidence} {source.question}")
    names = _names(source.evidence)
    ending = place.group()[-2:].lower()
    candidates = [
        each.group()
        for each in _WORD.finditer(source.passage)
        if each.group().isalpha()
        and len(each.group()) > 3
        and each.group()[-2:].lower() == ending
        and each.group()[0].isupper() == (place.group().lower() in names)
        and each.group().lower() not in FILLER
        and stem(each.group().lower()) not in held
    ]
    if not candidates:
        return None
    word = rng.choice(candidates)
    return _replace(source.question, place, word if place.group()[0].isupper() else word.lower())


def _change_end(source: _Source, rng: random.Random) -> str | None:
    """Take another question's end, from the same link word on: another place, time or purpose."""
    ends = _ends(source.question)
    if not ends:
        return None
    place = rng.choice(ends)
    held = _stems(f"{source.evidence} {source.question}")
    candidates = [
        elsewhere[other.start() :]
        for elsewhere in source.others
        for other in _ends(elsewhere)
        if other.group().lower() == place.group().lower()
        and not _stems(elsewhere[other.end() :]) <= held
    ]
    return source.question[: place.start()] + rng.choice(candidates) if candidates else None


def _negate(source: _Source, rng: random.Random) -> str | None:
    """Negate the question, but not always: that would give unanswerable questions away."""
    auxiliary = _AUXILIARY.search(source.question)
    is_negated = re.search(r"\b(?:not|never|no)\b|n't", source.question)
    if auxiliary is None or is_negated or rng.random() < _NOT_NEGATED_SHARE:
        return None
    word = auxiliary.group()
    contracted = {"can": "can't", "will": "won't"}.get(word.lower(), f"{word}n't")
    return _replace(source.question, auxiliary, contracted)


def _shared(source: _Source) -> list[re.Match[str]]:
    """Return the words of the question, without its first, that the evidence has too."""
    held = _stems(source.evidence)
    return [
        each
        for each in _WORD.finditer(source.question)
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
    """Return the link words that begin an end of at most six words, after at least two others."""
    words = list(_WORD.finditer(question))
    return [
        each for each in words[2:-1][-_MAX_END_WORDS:] if each.group().lower() in _LINKS.split()
    ]


def _stems(text: str) -> set[str]:
    return {
        stem(each.group().lower())
        for each in _WORD.finditer(text)
        if each.group().lower() not in FILLER
    }


def _exchange(source: _Source, words: set[str], rng: random.Random) -> str | None:
    """Replace one of the words by one that follows the same word in another question."""
    places = [
        (at, before) for before, at in _neighbours(source.question) if at.group().lower() in words
    ]
    if not places:
        return None
    place, before = rng.choice(places)
    held = _stems(f"{source.evidence} {source.question}")
    candidates = [
        other.group()
        for elsewhere in source.others
        for first, other in _neighbours(elsewhere)
        if first == before
        and other.group()[-1] == place.group()[-1]
        and other.group().isalpha()
        and other.group().lower() not in FILLER
        and stem(other.group().lower()) not in held
    ]
    return _replace(source.question, place, rng.choice(candidates)) if candidates else None


def _neighbours(text: str) -> list[tuple[str, re.Match[str]]]:
    """Return each word but the first, with the one before it."""
    words = _WORD.finditer(text)
    return [(one.group().lower(), other) for one, other in pairwise(words)]


def _replace(question: str, place: re.Match[str], word: str) -> str:
    return question[: place.start()] + word + question[place.end() :]
