"""Words that are opposites of one another."""

from pathlib import Path

from components.citations.words import fold, stem

_LIST = Path(__file__).with_name("opposites.txt")


def _read_list() -> dict[str, set[tuple[int, int]]]:
    """Return by stem the (line, side) pairs at which a word stands in the list."""
    places: dict[str, set[tuple[int, int]]] = {}
    for row, line in enumerate(_LIST.read_text(encoding="utf-8").splitlines()):
        if line.startswith("#"):
            continue
        for side, words in enumerate(line.split("|")):
            for word in words.split():
                places.setdefault(stem(fold(word)), set()).add((row, side))
    return places


_PLACES = _read_list()


def opposed(one: str, other: str) -> bool:
    """Return whether two stems are listed as opposites.

    >>> opposed(stem("increased"), stem("fell")), opposed(stem("north"), stem("cold"))
    (True, False)
    """
    return any(
        row == row_of and side != side_of
        for row, side in _PLACES.get(one, ())
        for row_of, side_of in _PLACES.get(other, ())
    )


def has_opposite(stem: str) -> bool:
    """Return whether a stem is in the list."""
    return stem in _PLACES


def same_side(one: str, other: str) -> bool:
    """Return whether two stems are listed as saying the same."""
    return bool(_PLACES.get(one, set()) & _PLACES.get(other, set()))
