"""Read Excel workbooks with openpyxl, a row a line.

Not with markitdown, which uses pandas: it writes NaN and Unnamed into empty cells, turns 4 into
4.0, and cuts every cell at 50 characters.
"""

from datetime import datetime, time
from io import BytesIO

from components.loaders.content import Content, join_blocks
from components.loaders.formats.csv_table import rows_as_lines
from components.types import BlockKind, Upload


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
        rows = ([_text(value) for value in row] for row in sheet.iter_rows(values_only=True))
        if lines := list(rows_as_lines(rows)):
            blocks.append(("heading", f"## {sheet.title}"))
            blocks += (("table row", line) for line in lines)
    return join_blocks(blocks)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return str(value)
