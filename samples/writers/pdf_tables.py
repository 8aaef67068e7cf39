"""Tables of the PDF: data grids with cells over several rows, and the cover's strip of figures."""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reportlab.platypus import Paragraph as Prose, Table as Grid, TableStyle

from samples.blocks import Table, row_groups
from samples.writers.pdf_styles import AMBER, MIST, NAVY, RULE, STYLES

Command = tuple[Any, ...]


def grid(table: Table, width: float) -> Grid:
    """Lay out a table, `width` points wide, that repeats its header on every page."""
    rows = [[Prose(escape(text), STYLES["cell_head"]) for text in table.header]]
    rows.extend(_row(row) for row in table.rows)
    return Grid(
        rows,
        colWidths=[width * share / 100 for share in table.widths],
        repeatRows=1,
        style=TableStyle([*_frame(), *_groups(table)]),
    )


def figures_strip(figures: Sequence[tuple[str, str]], width: float) -> Grid:
    """Lay out large numbers side by side, each above its label."""
    cells = [
        [Prose(escape(number), STYLES["figure"]), Prose(escape(label), STYLES["figure_label"])]
        for number, label in figures
    ]
    commands = [("LINEABOVE", (0, 0), (-1, 0), 2, AMBER), ("LEFTPADDING", (0, 0), (-1, -1), 0)]
    return Grid([cells], colWidths=width / len(cells), style=TableStyle(commands))


def _row(row: Sequence[str]) -> list[Prose]:
    strong = row[0].startswith("Total")
    return [
        Prose(escape(text), STYLES["cell_strong" if strong or column == 0 else "cell"])
        for column, text in enumerate(row)
    ]


def _frame() -> Iterator[Command]:
    yield ("BACKGROUND", (0, 0), (-1, 0), NAVY)
    yield ("VALIGN", (0, 0), (-1, -1), "TOP")
    yield ("TOPPADDING", (0, 0), (-1, -1), 3.5)
    yield ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5)
    yield ("LINEBELOW", (1, 1), (-1, -1), 0.4, RULE)


def _groups(table: Table) -> Iterator[Command]:
    for first, end in row_groups(table.rows):
        yield ("SPAN", (0, first + 1), (0, end))
        yield ("LINEBELOW", (0, end), (-1, end), 0.8, NAVY)
        if table.rows[first][0].startswith("Total"):
            yield ("BACKGROUND", (0, first + 1), (-1, end), MIST)
