"""Words, figures and dates of a sentence, and how surely a source covers each."""

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from components.citations.evidence import Evidence, Passages
from components.citations.figures import Figure
from components.citations.names import in_names, same_figure_in
from components.citations.opposites import has_opposite, same_side
from components.citations.statements import Statement
from components.citations.words import LONG_STEM, Word, alike

_END_WORDS, _WHOLE, HARDLY = 4, 0.95, 0.55
"""Words of an end, and the shares of it from which it counts as covered whole, and as hardly."""
OUT_OF_STEP = 0.3
"""Share of an end's words that have a neighbour of the source, below which the end does not come
from there, however many of its words do."""
_SIMILAR = 0.5
"""Cosine from which two words are near in meaning for the embedder: "price" and "cost"."""
_FEWEST_OPEN = 3
"""Words without cover from which an end says something else; fewer are a synonym."""


@dataclass(frozen=True, slots=True)
class Particle:
    """A word, figure or date of the sentence; a greater `weight` tells more."""

    start: int
    end: int
    weight: float
    item: Word | Figure | None
    text: str


def particles(statement: Statement, library: Passages) -> list[Particle]:
    """Return what there is to cover, in order. Names, figures and dates weigh more than words."""
    names = {word.start for word in statement.names}
    found = [
        Particle(
            word.start,
            word.end,
            library.weight(word.stem) * (1.3 if word.start in names else 1.0),
            word,
            word.text,
        )
        for word in statement.content
    ]
    usual = library.weight("") * 0.8
    found += [Particle(each.start, each.end, usual, each, each.text) for each in statement.figures]
    found += [Particle(each.start, each.end, usual, None, each.text) for each in statement.dates]
    return sorted(found, key=lambda each: each.start)


def match(particle: Particle, source: Evidence, statement: Statement) -> float:
    """Return how surely the source has the word, figure or date, from 0 to 1."""
    item = particle.item
    if isinstance(item, Figure):
        if same_figure_in(item, source):
            return 1
        return 0.5 if item.year and item.values[0] in source.around.years else 0
    if item is None:
        return 1 if source.statement.dates else 0
    stem = item.stem
    if stem in source.statement.stems:
        return 1
    near = source.statement.long_stems.get(stem[:LONG_STEM], ())
    if best := max((alike(stem, other) for other in near), default=0):
        return best
    if item.capital and in_names(item, source.statement, statement):
        return 1
    if has_opposite(stem) and any(same_side(stem, other) for other in source.statement.listed):
        return 0.9
    if stem in source.around.stems or (item.capital and in_names(item, source.around, statement)):
        return 0.8 if item.capital else 0.4
    return 0


def in_step(targets: Sequence[Particle], source: Evidence) -> list[float]:
    """Return 1 for each word that the source has beside the same neighbour, else 0."""
    stems = [word.stem for word in source.statement.content]
    near = {pair for gap in (1, 2) for pair in zip(stems, stems[gap:], strict=False)}
    own = [each.item.stem if isinstance(each.item, Word) else "" for each in targets]
    steps = [0.0 if stem else 1.0 for stem in own]
    for at, pair in enumerate(pairwise(own)):
        if pair in near or "" in pair:
            steps[at] = steps[at + 1] = 1.0
    return steps


def is_lopsided(targets: Sequence[Particle], covers: Sequence[float], hardly: float) -> bool:
    """Return whether one end of the sentence is hardly covered."""
    weights = [each.weight for each in targets]
    for at in range(_END_WORDS, len(targets) - _END_WORDS + 1):
        shares = [
            sum(map(operator.mul, weights[side], covers[side])) / sum(weights[side])
            for side in (slice(None, at), slice(at, None))
        ]
        side = slice(None, at) if shares[0] < shares[1] else slice(at, None)
        open_words = sum(each < hardly for each in covers[side])
        if max(shares) > _WHOLE and min(shares) < hardly and open_words >= _FEWEST_OPEN:
            return True
    return False


def meaning_cover(particle: Particle, source: Evidence, library: Passages) -> float:
    """Return the cosine of the word of the source that is nearest in meaning; 0 if none is near."""
    word = particle.item
    if not isinstance(word, Word) or word.capital:
        return 0
    others = sorted({each.text.casefold() for each in source.statement.content})
    best = max(library.cosines(word.text.casefold(), others), default=0.0)
    return best if best >= _SIMILAR else 0.0
