"""Read Excel workbooks with openpyxl, a row a line.

Not with markitdown, which uses pandas: it writes NaN and Unnamed into empty cells, turns 4 into
4.0, and cuts every cell at 50 characters.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from io import BytesIO
from typing import Any

from components.loaders.content import Content, join_blocks
from components.loaders.formats.csv_table import rows_as_lines
from components.types import BlockKind, Upload

_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_MAX_REFERENCE_BYTES = 60
_MAX_MERGED_ROWS = 1_000


def read_xlsx(upload: Upload) -> Content:
    """Read each sheet that is not empty, under a heading with its name.

    Formulas give their last calculated value. Raises whatever openpyxl does on a damaged file.
    """
    from openpyxl import load_workbook  # type: ignore[import-untyped]

    workbook = load_workbook(BytesIO(upload.data), read_only=True, data_only=True, keep_links=False)
    blocks: list[tuple[BlockKind, str]] = []
    for sheet in workbook.worksheets:
        # The size that a file states may be wrong; rows beyond it would be dropped.
        sheet.reset_dimensions()
        merged = _merged(workbook, sheet)
        rows = _filled(([_text(cell) for cell in row] for row in sheet.iter_rows()), merged)
        if lines := list(rows_as_lines(rows)):
            blocks.append(("heading", f"## {sheet.title}"))
            blocks += (("table row", line) for line in lines)
    return join_blocks(blocks)


def _merged(workbook: Any, sheet: Any) -> dict[int, set[tuple[int, int, int]]]:
    """Return the first and last column and the last row of merged cells, by their first row.

    Rows and columns count from 1. Read from the file, since openpyxl leaves them out when it
    reads row by row.
    """
    from openpyxl.utils.cell import range_boundaries  # type: ignore[import-untyped]

    found: dict[int, set[tuple[int, int, int]]] = {}
    with workbook._archive.open(sheet._worksheet_path) as file:
        rest = b""
        while part := file.read(2**20):
            rest = rest[-_MAX_REFERENCE_BYTES:] + part
            for match in _MERGED.finditer(rest):
                left, top, right, bottom = range_boundaries(match[1].decode())
                area = (left, right, min(bottom, top + _MAX_MERGED_ROWS))
                found.setdefault(top, set()).add(area)
    return found


def _filled(
    rows: Iterable[list[str]], merged: dict[int, set[tuple[int, int, int]]]
) -> Iterator[list[str]]:
    """Yield the rows with the text of merged cells in each row that they span."""
    open_areas: list[tuple[int, int, int, str]] = []
    for number, row in enumerate(rows, start=1):
        open_areas = [each for each in open_areas if each[2] >= number]
        for left, _, _, text in open_areas:
            if left <= len(row):
                row[left - 1] = text
        for left, right, bottom in merged.get(number, ()):
            if bottom > number and left <= len(row):
                open_areas.append((left, right, bottom, row[left - 1]))
        yield row


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, int | float) and cell.number_format.endswith("%"):
        return f"{round(value * 100, 10):g} %"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return str(value)
