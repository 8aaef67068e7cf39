"""Blocks that the sample documents consist of, independent of any file format."""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 begins a section, which is a new page in the PDF."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph of prose, without markup."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """A list, numbered where order matters."""

    items: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. An empty first cell belongs to the row above it; `widths` are shares of the line.

    Rows whose first cell starts with "Total" are set off from the rest.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Heading | Paragraph | Points | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A whole document: its title, a line below it, and its blocks in order."""

    title: str
    subtitle: str
    author: str
    blocks: tuple[Block, ...]


def row_groups(rows: tuple[tuple[str, ...], ...]) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of rows that share the first cell of their first row.

    >>> list(row_groups((("Spring", "March"), ("", "April"), ("Total", ""))))
    [(0, 2), (2, 3)]
    """
    starts = [number for number, row in enumerate(rows) if row[0]]
    yield from zip(starts, [*starts[1:], len(rows)], strict=True)
