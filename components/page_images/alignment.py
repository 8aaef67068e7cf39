"""Find the words of a quote in another reading of the same page.

pypdf and pdfium disagree about spaces, hyphens, ligatures, accents and the order of columns, so
only letters and digits are compared, without case or accents.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import takewhile

Span = tuple[int, int]
"""A half-open range of characters."""

# In the ligature with lam, pypdf puts it after and pdfium before the lam.
_ALEF = "\u0627"
_CONTEXT_LETTERS = 60  # on either side, to tell one occurrence from another
_MIN_PIECE_LETTERS = 4
_MAX_UNIQUE_LETTERS = 7  # a piece of at most these must occur only once on the page
_MIN_SHARE = 0.8  # of a quote's letters that must be located


def locate(quote: Span, page: str, drawn: str) -> tuple[Span, ...]:
    """Return the spans in `drawn` of the words of `page[quote]`; none if they cannot be told.

    >>> locate((5, 12), "The  old-est lamp", "THE OLDEST LAMP")
    ((4, 10),)
    """
    page_letters, page_offsets = _letters(page)
    drawn_letters, drawn_offsets = _letters(drawn)
    first, last = bisect_left(page_offsets, quote[0]), bisect_left(page_offsets, quote[1])
    letters = page_letters[first:last]
    if not letters:
        return ()
    # A lookahead finds overlapping occurrences, too.
    starts = [match.start() for match in re.finditer(f"(?={re.escape(letters)})", drawn_letters)]
    if starts:
        start = _likeliest(starts, (first, last), page_letters, drawn_letters)
        pieces = [(start, start + len(letters))]
    else:
        pieces = list(_pieces(letters, drawn_letters))
    if sum(end - start for start, end in pieces) < _MIN_SHARE * len(letters):
        return ()
    before = page[quote[0] : page_offsets[first]]
    after = page[page_offsets[last - 1] + 1 : quote[1]]
    spans = ((drawn_offsets[start], drawn_offsets[end - 1] + 1) for start, end in pieces)
    return tuple(_with_marks(span, drawn, before, after) for span in spans)


def _letters(text: str) -> tuple[str, list[int]]:
    """Return the letters and digits in their plainest form, and the offset of each in `text`."""
    letters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        for plain in unicodedata.normalize("NFKD", character).casefold():
            if plain.isalnum() and plain != _ALEF:
                letters.append(plain)
                offsets.append(offset)
    return "".join(letters), offsets


def _likeliest(starts: list[int], quote: Span, page: str, drawn: str) -> int:
    """Return the start in `drawn` with the most similar neighbours, then the nearest place."""

    def neighbours(text: str, start: int, end: int) -> tuple[str, str]:
        before = text[max(0, start - _CONTEXT_LETTERS) : start]
        return before[::-1], text[end : end + _CONTEXT_LETTERS]

    own = neighbours(page, *quote)

    def likeness(start: int) -> tuple[int, float]:
        others = neighbours(drawn, start, start + quote[1] - quote[0])
        alike = sum(map(_common_length, own, others))
        return alike, -abs(quote[0] / len(page) - start / len(drawn))

    return max(starts, key=likeness)


def _common_length(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _pieces(letters: str, drawn: str) -> Iterator[Span]:
    """Yield spans of `drawn` that make up `letters`, the longest first, in whatever order."""
    matcher = SequenceMatcher(None, drawn, letters, autojunk=False)
    missing = [(0, len(letters))]
    while missing:
        start, end = missing.pop()
        match = matcher.find_longest_match(0, len(drawn), start, end)
        if match.size < _MIN_PIECE_LETTERS:
            continue
        piece = drawn[match.a : match.a + match.size]
        if match.size > _MAX_UNIQUE_LETTERS or drawn.find(piece, match.a + 1) < 0:
            yield match.a, match.a + match.size
        rest = ((start, match.b), (match.b + match.size, end))
        missing += [each for each in rest if each[1] - each[0] >= _MIN_PIECE_LETTERS]


def _with_marks(span: Span, drawn: str, before: str, after: str) -> Span:
    """Widen a span by the quote's own outer marks: a bracket, a currency sign, the full stop."""
    start, end = span
    while start and drawn[start - 1] in before and not drawn[start - 1].isspace():
        start -= 1
    while end < len(drawn) and drawn[end] in after and not drawn[end].isspace():
        end += 1
    return start, end
