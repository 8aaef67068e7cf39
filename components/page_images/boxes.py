"""Boxes around quoted words: the rectangles of their letters, merged into one a line.

Rectangles are (left, top, right, bottom) in pixels, y downwards.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Rectangle = tuple[float, float, float, float]

_MIN_OVERLAP = 0.5  # of the lower one's height, for two on one line
_MAX_GAP = 1.5  # line heights; a wider gap separates columns or cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page; each side as a share of its width or height, from the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page, counted from 1, as a JPEG of `width` × `height` pixels.

    `boxes` cover the quoted words, one a line; empty where those cannot be located on the page.
    """

    page: int
    jpeg: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]


def lines(letters: Sequence[Rectangle]) -> list[Rectangle]:
    """Return one rectangle for each run of letters on a line, horizontal or vertical.

    >>> lines([(0, 0, 5, 10), (8, 1, 13, 11), (0, 20, 5, 30)])
    [(0, 0, 13, 11), (0, 20, 5, 30)]
    """
    steps = [(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairwise(letters)]
    is_vertical = sum(down > across for across, down in steps) > len(letters) / 2
    if is_vertical:
        return [_transposed(line) for line in _merged(map(_transposed, letters))]
    return _merged(letters)


def _merged(letters: Iterable[Rectangle]) -> list[Rectangle]:
    merged: list[Rectangle] = []
    for letter in letters:
        # The latest line first: nearly every letter belongs to it.
        for at in reversed(range(len(merged))):
            line = merged[at]
            if _is_on_line(line, letter):
                (left, top, *_), (*_, right, bottom) = (
                    map(min, line, letter),
                    map(max, line, letter),
                )
                merged[at] = (left, top, right, bottom)
                break
        else:
            merged.append(letter)
    return merged


def _is_on_line(line: Rectangle, letter: Rectangle) -> bool:
    height = min(line[3] - line[1], letter[3] - letter[1])
    overlap = min(line[3], letter[3]) - max(line[1], letter[1])
    gap = max(letter[0] - line[2], line[0] - letter[2])
    return overlap >= _MIN_OVERLAP * height and gap <= _MAX_GAP * (line[3] - line[1])


def _transposed(rectangle: Rectangle) -> Rectangle:
    left, top, right, bottom = rectangle
    return top, left, bottom, right
