"""Letters' rectangles → one rectangle a line.

Rectangles are (left, top, right, bottom) in pixels, y downwards.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

Rectangle = tuple[float, float, float, float]

_LEAST_OVERLAP = 0.5  # of the lower one's height, for two that stand on one line
_WIDEST_GAP = 1.5  # line heights; beyond it, another column or cell begins


def lines(letters: Sequence[Rectangle]) -> list[Rectangle]:
    """One rectangle for each run of letters on one line, be it across the page or up or down it.

    >>> lines([(0, 0, 5, 10), (8, 1, 13, 11), (0, 20, 5, 30)])
    [(0, 0, 13, 11), (0, 20, 5, 30)]
    """
    if _run_upright(letters):
        return [_turned(each) for each in _joined(map(_turned, letters))]
    return _joined(letters)


def _joined(letters: Iterable[Rectangle]) -> list[Rectangle]:
    found: list[Rectangle] = []
    for letter in letters:
        # The latest line first: nearly every letter belongs to it.
        for at in reversed(range(len(found))):
            if _on_one_line(found[at], letter):
                found[at] = _around(found[at], letter)
                break
        else:
            found.append(letter)
    return found


def _on_one_line(line: Rectangle, letter: Rectangle) -> bool:
    height = min(line[3] - line[1], letter[3] - letter[1])
    overlap = min(line[3], letter[3]) - max(line[1], letter[1])
    gap = max(letter[0] - line[2], line[0] - letter[2])
    return overlap >= _LEAST_OVERLAP * height and gap <= _WIDEST_GAP * (line[3] - line[1])


def _around(one: Rectangle, other: Rectangle) -> Rectangle:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _run_upright(letters: Sequence[Rectangle]) -> bool:
    """Whether most letters follow the one before them upwards or downwards, not sideways."""
    upright = sum(
        abs(one[1] - other[1]) > abs(one[0] - other[0]) for one, other in pairwise(letters)
    )
    return upright > len(letters) / 2


def _turned(rectangle: Rectangle) -> Rectangle:
    left, top, right, bottom = rectangle
    return top, left, bottom, right
