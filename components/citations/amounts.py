"""Extend a span to whole amounts, so that it neither begins nor ends inside one."""

import re

from components.citations.figures import figures

_WRITTEN = re.compile(
    r"(?:(?<![\w)])[-−–+±])?[$€£¥]?\d[\d.,:/'’\u00a0\u202f–-]*(?<![.,:/'’–-])\s?%?"
    r"|\+\d{1,3}(?: \d{2,4})+"
)
"""A number, date, time or range as written, with its sign, and telephone numbers."""


def whole_amounts(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span, extended over the amounts in which it begins or ends.

    >>> text = "It was -4,310 euros."
    >>> start, end = whole_amounts(text, 10, 19)
    >>> text[start:end]
    '-4,310 euros'
    """
    spans = [match.span() for match in _WRITTEN.finditer(text)]
    spans += [(each.start, each.end) for each in figures(text) if each.currency]
    first, last = start, end
    for begin, stop in spans:
        if begin < end and start < stop:
            first, last = min(first, begin), max(last, stop)
    return first, first + len(text[first:last].rstrip())
