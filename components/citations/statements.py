"""Sentences with their words, figures, dates, negations and bounds."""

import re
from dataclasses import dataclass
from functools import cached_property

from components.citations.dates import Date, dates
from components.citations.figures import Figure, figures, ranges
from components.citations.mask import Mask
from components.citations.negations import Negation, negations
from components.citations.opposites import has_opposite
from components.citations.quantities import Bound, bounds
from components.citations.words import LONG_STEM, Word, words

_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|nicht|ein|eine|mit|für|auf|den|von|zu)\b")
_TITLE_CASE = 0.85
"""Share of capitals among content words from which capitals mark no names: in headings."""


@dataclass(frozen=True)
class Statement:
    """A sentence of an answer or of a passage; each property is computed once, when needed."""

    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return the words, filler included, without those that spell a figure or a date."""
        taken = Mask(self.text, [(each.start, each.end) for each in self.figures])
        for date in self.dates:
            taken.add(date.start, date.end)
        return tuple(word for word in words(self.text) if word.start not in taken)

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """Return the words that carry meaning."""
        return tuple(word for word in self.words if not word.filler)

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        """Return the dates, which have a month at least."""
        return dates(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Return the figures outside the dates."""
        return figures(self.text, tuple((each.start, each.end) for each in self.dates))

    @cached_property
    def years(self) -> frozenset[int]:
        """Return every year: alone, in a date, or as the short end of a range."""
        alone = {int(each.values[0]) for each in self.figures if each.year}
        return frozenset(
            alone.union(*(each.years for each in self.dates), map(int, ranges(self.text)))
        )

    @cached_property
    def negations(self) -> tuple[Negation, ...]:
        """Return the words that deny."""
        return negations(self.text, self.words)

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """Return the words that limit figures."""
        return bounds(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Return the stems of all words, filler included."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def long_stems(self) -> dict[str, tuple[str, ...]]:
        """Return stems by their first letters, which forms of one word share (see `alike`)."""
        found: dict[str, tuple[str, ...]] = {}
        for stem in self.stems:
            found[stem[:LONG_STEM]] = (*found.get(stem[:LONG_STEM], ()), stem)
        return found

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Return the stems that have an opposite."""
        return tuple(stem for stem in self.stems if has_opposite(stem))

    @cached_property
    def names(self) -> tuple[Word, ...]:
        """Return words whose capital no sentence start explains, and the runs that they begin."""
        capitals = [word for word in self.content if word.capital]
        if len(self.content) >= 5 and len(capitals) > _TITLE_CASE * len(self.content):
            return tuple(word for word in capitals if word.acronym)
        if len(_GERMAN.findall(self.text)) >= 2:
            return tuple(word for word in capitals if word.acronym)
        marked = {word.start for word in capitals if not word.opens or word.acronym}
        for before, after in zip(self.words, self.words[1:], strict=False):
            joined = self.text[before.end : after.start] in (" ", "-", ". ")
            if joined and before.capital and not before.filler and after.start in marked:
                marked.add(before.start)
        return tuple(word for word in capitals if word.start in marked)
