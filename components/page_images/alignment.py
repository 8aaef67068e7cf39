"""The same words in two readings of a page.

pypdf and pdfium disagree about spaces, hyphens, ligatures, accents and the order of columns, so
only letters and digits are compared, without case or accents.
"""

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile

Span = tuple[int, int]
"""Half-open, in characters."""

# In the ligature with lam, pypdf puts it after and pdfium before the lam.
_ALEF = "\u0627"
_CONTEXT = 60  # letters on either side that tell one occurrence from another
_SHORTEST_PIECE = 4  # letters
_LONGEST_CHANCE = 7  # letters; pieces up to here must be the only one of their kind on the page
_LEAST_FOUND = 0.8  # of a quote's letters


def locate(quote: Span, page: str, drawn: str) -> tuple[Span, ...]:
    """Where the words of `page[quote]` stand in `drawn`; empty where they cannot be told.

    >>> locate((5, 12), "The  old-est lamp", "THE OLDEST LAMP")
    ((4, 10),)
    """
    page_letters, page_origins = _letters(page)
    drawn_letters, drawn_origins = _letters(drawn)
    first, last = bisect_left(page_origins, quote[0]), bisect_left(page_origins, quote[1])
    wanted = page_letters[first:last]
    if not wanted:
        return ()
    starts = _occurrences(wanted, drawn_letters)
    if starts:
        at = _likeliest(starts, (first, last), page_letters, drawn_letters)
        pieces = [(at, at + len(wanted))]
    else:
        pieces = list(_pieces(wanted, drawn_letters))
    if sum(end - start for start, end in pieces) < _LEAST_FOUND * len(wanted):
        return ()
    before = page[quote[0] : page_origins[first]]
    after = page[page_origins[last - 1] + 1 : quote[1]]
    spans = ((drawn_origins[start], drawn_origins[end - 1] + 1) for start, end in pieces)
    return tuple(_with_marks(span, drawn, before, after) for span in spans)


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits in their plainest form, and the place in `text` that each comes from."""
    letters: list[str] = []
    origins: list[int] = []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character).casefold():
            if plain.isalnum() and plain != _ALEF:
                letters.append(plain)
                origins.append(place)
    return "".join(letters), origins


def _occurrences(wanted: str, letters: str) -> list[int]:
    starts: list[int] = []
    at = letters.find(wanted)
    while at >= 0:
        starts.append(at)
        at = letters.find(wanted, at + 1)
    return starts


def _likeliest(starts: list[int], wanted: Span, page: str, drawn: str) -> int:
    """The start in `drawn` with the neighbours, then with the place, of `wanted` in `page`."""
    first, last = wanted
    before, after = page[max(0, first - _CONTEXT) : first][::-1], page[last : last + _CONTEXT]

    def likeness(start: int) -> tuple[int, float]:
        end = start + last - first
        drawn_before = drawn[max(0, start - _CONTEXT) : start][::-1]
        drawn_after = drawn[end : end + _CONTEXT]
        alike = _alike(before, drawn_before) + _alike(after, drawn_after)
        return alike, -abs(first / len(page) - start / len(drawn))

    return max(starts, key=likeness)


def _alike(one: str, other: str) -> int:
    """With how many equal characters both begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _pieces(wanted: str, drawn: str) -> Iterator[Span]:
    """Spans of `drawn` that make up `wanted`, the longest first, in whatever order they stand."""
    matcher = SequenceMatcher(None, drawn, wanted, autojunk=False)
    missing = [(0, len(wanted))]
    while missing:
        start, end = missing.pop()
        found = matcher.find_longest_match(0, len(drawn), start, end)
        if found.size < _SHORTEST_PIECE:
            continue
        piece = drawn[found.a : found.a + found.size]
        if found.size > _LONGEST_CHANCE or drawn.find(piece, found.a + 1) < 0:
            yield found.a, found.a + found.size
        rest = ((start, found.b), (found.b + found.size, end))
        missing += [each for each in rest if each[1] - each[0] >= _SHORTEST_PIECE]


def _with_marks(span: Span, drawn: str, before: str, after: str) -> Span:
    """The span with the quote's own outer marks: a bracket, a currency sign, the full stop."""
    start, end = span
    while start and drawn[start - 1] in before and not drawn[start - 1].isspace():
        start -= 1
    while end < len(drawn) and drawn[end] in after and not drawn[end].isspace():
        end += 1
    return start, end
