"""Sets of characters of a text that are already read."""

from collections.abc import Iterable


class Mask:
    """Characters that lie in one of some half-open spans.

    >>> 3 in Mask("a 1984 b", [(2, 6)])
    True
    """

    def __init__(self, text: str, spans: Iterable[tuple[int, int]]) -> None:
        self._covered = bytearray(len(text))
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Cover one more span."""
        self._covered[start:end] = b"\1" * (end - start)

    def __contains__(self, offset: int) -> bool:
        return bool(self._covered[offset : offset + 1].strip(b"\0"))
