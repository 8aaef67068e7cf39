"""A sentence, read once: its words, figures, dates, negations and bounds."""

import re
from dataclasses import dataclass
from functools import cached_property

from components.citations.dates import Date, dates
from components.citations.figures import Figure, figures, ranges
from components.citations.mask import Mask
from components.citations.polarity import Bound, Negation, bounds, has_opposite, negations
from components.citations.words import LONG_STEM, Word, words

_GERMAN = re.compile(r"\b(?:der|die|das|und|ist|nicht|ein|eine|mit|für|auf|den|von|zu)\b")
_TITLE_CASE = 0.85
"""Share of capitals among content words from which capitals mark no names: headings, German."""


@dataclass(frozen=True)
class Statement:
    """A sentence of an answer or of a passage; everything in it is worked out when first asked."""

    text: str

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Words, filler included, without those that spell a figure or a date."""
        taken = Mask(self.text, [(each.start, each.end) for each in self.figures])
        for date in self.dates:
            taken.add(date.start, date.end)
        return tuple(word for word in words(self.text) if word.start not in taken)

    @cached_property
    def content(self) -> tuple[Word, ...]:
        """Words that carry meaning."""
        return tuple(word for word in self.words if not word.filler)

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        """Dates with a month at least."""
        return dates(self.text)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Figures outside the dates."""
        return figures(self.text, tuple((each.start, each.end) for each in self.dates))

    @cached_property
    def years(self) -> frozenset[int]:
        """Every year that is given: alone, in a date, or as the short end of a range."""
        alone = {int(each.values[0]) for each in self.figures if each.year}
        return frozenset(
            alone.union(*(each.years for each in self.dates), map(int, ranges(self.text)))
        )

    @cached_property
    def negations(self) -> tuple[Negation, ...]:
        """What is denied."""
        return negations(self.text, self.words)

    @cached_property
    def bounds(self) -> tuple[Bound, ...]:
        """How figures are meant."""
        return bounds(self.text)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of all words, filler included."""
        return frozenset(word.stem for word in self.words)

    @cached_property
    def long_stems(self) -> dict[str, tuple[str, ...]]:
        """Stems by their first five letters, which forms of one word share (see `alike`)."""
        found: dict[str, tuple[str, ...]] = {}
        for stem in self.stems:
            found[stem[:LONG_STEM]] = (*found.get(stem[:LONG_STEM], ()), stem)
        return found

    @cached_property
    def listed(self) -> tuple[str, ...]:
        """Stems that polarity.py knows."""
        return tuple(stem for stem in self.stems if has_opposite(stem))

    @cached_property
    def names(self) -> tuple[Word, ...]:
        """Words with a capital that their place does not explain, and the runs they open."""
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
