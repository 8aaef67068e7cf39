"""Write tables one line a row, so that each line makes sense when quoted alone.

Not by langchain-community's CSVLoader, which breaks a row over several lines and needs a known
encoding and delimiter.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain, groupby, islice, repeat

from components.loaders.content import Content, join_blocks
from components.loaders.decoding import decode
from components.types import Upload

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_MAX_FIELD_CHARACTERS = 2**31 - 1
_NUMBER = re.compile(r"[-−+]?[$€£¥]?\s?\d")
_MAX_NUMBERS_OF_FACTS = 0.7
"""Largest fraction of numbers among facts; a column of prices may have a few words."""
_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d")
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n")


def read_csv(upload: Upload) -> Content:
    """Read CSV of any encoding and delimiter; a row becomes `Product: Tent; Price: 120`.

    Raises UnsupportedTypeError where the bytes are no text.
    """
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    text = decode(upload.name, upload.data)
    # Excel writes a first line that names the delimiter.
    stated = _SEPARATOR_LINE.match(text)
    text = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated else _delimiter(text)
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    return join_blocks(("table row", line) for line in rows_as_lines(rows))


def rows_as_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield each row with its column heads, and unchanged rows of one cell (titles).

    Tables that empty rows set apart have heads of their own. A table of two columns whose second
    one mixes numbers and words is a sheet of facts.

    >>> list(rows_as_lines([["Prices"], ["Product", "Price"], ["Tent", "120"], ["Rope", ""]]))
    ['Prices', 'Product: Tent; Price: 120', 'Product: Rope']
    >>> list(rows_as_lines([["Length", "38 m"], ["Port", "Skail"], ["Built", "2004"]]))
    ['Length: 38 m', 'Port: Skail', 'Built: 2004']
    """
    head: list[str] | None = None
    for sample, rest in _tables(rows):
        found = _head(sample, earlier=head)
        for row in sample[: found.above]:
            yield _fact(row) if sum(map(bool, row)) == 2 else _line([], row)
        head = found.cells
        for row in chain(sample[found.above + found.is_new :], rest):
            yield _fact(row) if found.is_facts else _line(head, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """Heads of a table: the number of rows above them, and their cells, which may be none.

    `is_new` is 0 if they are those of the table before.
    """

    above: int = 0
    cells: list[str]
    is_new: int = 0
    is_facts: bool = False


def _tables(
    rows: Iterable[Sequence[str]],
) -> Iterator[tuple[list[list[str]], Iterator[list[str]]]]:
    """Yield the first rows of each table and its further ones; empty rows end a table."""
    cleaned = ([" ".join(cell.split()) for cell in row] for row in rows)
    for is_filled, group in groupby(cleaned, key=any):
        if is_filled:
            members = iter(group)
            yield list(islice(members, _SAMPLE_ROWS)), members


def _head(rows: Sequence[Sequence[str]], *, earlier: list[str] | None) -> _Head:
    widths = [sum(map(bool, row)) for row in rows]
    wide = Counter(width for width in widths if width > 1)
    usual = max(wide, key=lambda width: (wide[width], width), default=0)
    above = next((at for at, width in enumerate(widths) if width >= usual), 0) if usual else 0
    if above and any(map(_has_number, rows[above])) and widths[above - 1] > 1:
        # The heads of some columns may be empty.
        above -= not any(map(_has_number, rows[above - 1]))
    table = rows[above:]
    if not usual or len(table) < 2:
        # A row on its own, such as a total, belongs to the table above it.
        is_alike = earlier is not None and usual == sum(map(bool, earlier))
        return _Head(above=above if usual else len(rows), cells=earlier or [] if is_alike else [])
    if usual == 2 and _is_facts(table):
        return _Head(above=above, cells=[], is_facts=True)
    first = table[0]
    if any(map(_has_number, first)) and not all(map(_is_year, filter(None, first[1:]))):
        is_alike = earlier is not None and len(list(filter(None, earlier))) >= usual
        return _Head(above=above, cells=list(earlier or []) if is_alike else [])
    if _looks_like_data(table):
        return _Head(above=above, cells=[])
    return _Head(above=above, cells=list(first), is_new=1)


def _is_facts(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether a table of two columns names a value in each row, instead of in a head."""
    pairs = [tuple(filter(None, row)) for row in rows]
    names = [pair[0] for pair in pairs]
    numbers = sum(_has_number(pair[1]) for pair in pairs[1:] if len(pair) == 2)
    is_mixed = 0 < numbers <= _MAX_NUMBERS_OF_FACTS * (len(pairs) - 1)
    return is_mixed and len(set(names)) == len(names) and not any(map(_has_number, names))


def _looks_like_data(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether the first row has the look of each column below it, and no look of its own."""
    columns = [[_look(cell) for cell in column if cell] for column in zip(*rows, strict=False)]
    first = {_look(cell) for cell in rows[0] if cell}
    return len(rows) > 2 and len(first) > 1 and all(len(set(column)) == 1 for column in columns)


def _look(cell: str) -> tuple[bool, bool]:
    return cell[:1].isupper(), " " in cell


def _fact(row: Sequence[str]) -> str:
    name, value = filter(None, row)
    return f"{name.rstrip(':')}: {value}"


def _line(head: Sequence[str], row: Sequence[str]) -> str:
    labelled = zip(chain(head, repeat("")), row, strict=False)
    return "; ".join(f"{label}: {cell}" if label else cell for label, cell in labelled if cell)


def _has_number(cell: str) -> bool:
    return bool(_NUMBER.match(cell))


def _is_year(cell: str) -> bool:
    return bool(_YEAR.fullmatch(cell))


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first rows into the same number of cells."""

    def score(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in islice(rows, _SAMPLE_ROWS) if len(row) > 1)
        ((width, count),) = widths.most_common(1) or [(0, 0)]
        return count, width

    return max(_DELIMITERS, key=score)
