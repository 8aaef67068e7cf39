"""Merge rectangles of letters into one rectangle a line.

Rectangles are (left, top, right, bottom) in pixels, y downwards.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Rectangle = tuple[float, float, float, float]

_MIN_OVERLAP = 0.5  # of the lower one's height, for two on one line
_MAX_GAP = 1.5  # line heights; a wider gap separates columns or cells


def lines(letters: Sequence[Rectangle]) -> list[Rectangle]:
    """Return one rectangle for each run of letters on a line, horizontal or vertical.

    >>> lines([(0, 0, 5, 10), (8, 1, 13, 11), (0, 20, 5, 30)])
    [(0, 0, 13, 11), (0, 20, 5, 30)]
    """
    if _is_vertical(letters):
        return [_transposed(line) for line in _merged(map(_transposed, letters))]
    return _merged(letters)


def _merged(letters: Iterable[Rectangle]) -> list[Rectangle]:
    merged: list[Rectangle] = []
    for letter in letters:
        # The latest line first: nearly every letter belongs to it.
        for at in reversed(range(len(merged))):
            line = merged[at]
            if _is_on_line(line, letter):
                smallest, largest = map(min, line, letter), map(max, line, letter)
                left, top, *_ = smallest
                *_, right, bottom = largest
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


def _is_vertical(letters: Sequence[Rectangle]) -> bool:
    """Tell whether most letters follow the one before them upwards or downwards."""
    vertical = sum(
        abs(one[1] - other[1]) > abs(one[0] - other[0]) for one, other in pairwise(letters)
    )
    return vertical > len(letters) / 2


def _transposed(rectangle: Rectangle) -> Rectangle:
    left, top, right, bottom = rectangle
    return top, left, bottom, right
