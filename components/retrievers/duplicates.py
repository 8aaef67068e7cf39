"""Whether two texts say the same."""

import re
from functools import lru_cache

from components.text.words import words

_SIMILAR = 0.9
_SHINGLE = 3


def is_near_duplicate(one: str, other: str) -> bool:
    """Whether they share nearly all runs of three words, and every number and name.

    Two plans that differ in a name or an amount are not the same, however alike they read.
    """
    if len(one) > 2 * len(other) or len(other) > 2 * len(one):
        return False
    first, second = _shingles(one), _shingles(other)
    shared = len(first & second)
    if shared < _SIMILAR * (len(first) + len(second) - shared):
        return False
    return _particulars(one) == _particulars(other)


@lru_cache(maxsize=2_048)
def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    every = words(text)
    width = min(_SHINGLE, len(every))
    return frozenset(tuple(every[first : first + width]) for first in range(len(every) - width + 1))


@lru_cache(maxsize=2_048)
def _particulars(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\d[\d.,]*\d|\d|\b[A-Z]\w+", text))
