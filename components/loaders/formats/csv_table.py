"""Write tables one line a row, so that each line makes sense when quoted alone.

Not by langchain-community's CSVLoader, which breaks a row over several lines and needs a known
encoding and delimiter.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice, repeat

from components.loaders.content import Content, join_blocks
from components.loaders.decoding import decode
from components.types import Upload

_DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 50
_MAX_FIELD_CHARACTERS = 2**31 - 1


def read_csv(upload: Upload) -> Content:
    """Read CSV of any encoding and delimiter; a row becomes `Product: Tent; Price: 120`.

    Raises UnsupportedTypeError where the bytes are no text.
    """
    csv.field_size_limit(_MAX_FIELD_CHARACTERS)
    text = decode(upload.name, upload.data)
    rows = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text))
    return join_blocks(("table row", line) for line in rows_as_lines(rows))


def rows_as_lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield each row with its column names, and unchanged rows of one cell (titles).

    >>> list(rows_as_lines([["Prices"], ["Product", "Price"], ["Tent", "120"], ["Rope", ""]]))
    ['Prices', 'Product: Tent; Price: 120', 'Product: Rope']
    """
    cleaned = ([" ".join(cell.split()) for cell in row] for row in rows)
    filled = (row for row in cleaned if any(row))
    header: list[str] = []
    for row in filled:
        if sum(map(bool, row)) > 1:
            header = row
            break
        yield _line([], row)
    first = next(filled, [])
    if header and (not first or any(map(_is_number, header))):
        yield _line([], header)
        header = []
    for row in chain([first] if first else [], filled):
        yield _line(header, row)


def _line(header: Sequence[str], row: Sequence[str]) -> str:
    labelled = zip(chain(header, repeat("")), row, strict=False)
    return "; ".join(f"{label}: {cell}" if label else cell for label, cell in labelled if cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return True


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts most of the first rows into the same number of cells."""

    def score(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
        widths = Counter(len(row) for row in islice(rows, _SAMPLE_ROWS) if len(row) > 1)
        ((width, count),) = widths.most_common(1) or [(0, 0)]
        return count, width

    return max(_DELIMITERS, key=score)
