"""Words found in a whole document, however long."""

import re
from bisect import bisect_left
from itertools import islice

import streamlit as st

from components.ui.document.opened import opened

MOST_MATCHES = 10_000
"""Counted; of words that stand oftener, it is said so."""
_MOST_KEPT = 16  # searches, for all sessions together

Span = tuple[int, int]


@st.cache_resource(max_entries=_MOST_KEPT, ttl="1h", show_spinner="Searching the document…")
def matches(document_id: str, words: str, generation: int) -> tuple[Span, ...]:
    """Where the words stand, one behind the other, whatever white space and case they have."""
    return find(opened(document_id, generation).document.text, words)


def find(text: str, words: str) -> tuple[Span, ...]:
    """Spans of the words in the text, the first `MOST_MATCHES` of them.

    >>> find("The new\\nLamp. A new lamp.", "new lamp")
    ((4, 12), (16, 24))
    """
    parts = words.split()
    if not parts:
        return ()
    lowered = text.lower()
    if len(lowered) == len(text):  # an exact search is several times as fast
        pattern = re.compile(r"\s+".join(re.escape(part.lower()) for part in parts))
        found = pattern.finditer(lowered)
    else:
        pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
        found = pattern.finditer(text)
    return tuple(each.span() for each in islice(found, MOST_MATCHES))


def first_from(found: tuple[Span, ...], offset: int) -> int:
    """The number, from 1, of the first match at or behind an offset, else of the first of all."""
    at = bisect_left(found, (offset, 0))
    return (at if at < len(found) else 0) + 1


def among(found: tuple[Span, ...], start: int, end: int) -> list[tuple[int, Span]]:
    """Those that touch a part of the text, each with its number."""
    first = bisect_left(found, (start, 0))
    first -= first > 0 and found[first - 1][1] > start
    here: list[tuple[int, Span]] = []
    for number in range(first, len(found)):
        if found[number][0] >= end:
            break
        here.append((number + 1, found[number]))
    return here
