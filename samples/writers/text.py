"""Write Markdown and CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from samples.blocks import Article, Block, Heading, Paragraph, Points, Table


def markdown_bytes(article: Article) -> bytes:
    """Return the article as Markdown, one paragraph a line."""
    parts = [f"# {article.title}", article.subtitle]
    parts.extend(_markdown(block) for block in article.blocks)
    return ("\n\n".join(parts) + "\n").encode()


def csv_bytes(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Return a CSV file in UTF-8 with Unix line ends."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([header, *rows])
    return stream.getvalue().encode()


def _markdown(block: Block) -> str:
    match block:
        case Heading():
            return f"{'#' * (block.level + 1)} {block.text}"
        case Paragraph():
            return block.text
        case Points():
            return "\n".join(_points(block))
        case Table():
            return "\n".join(_table(block))


def _points(points: Points) -> Iterator[str]:
    for number, item in enumerate(points.items, start=1):
        yield f"{number}. {item}" if points.numbered else f"- {item}"


def _table(table: Table) -> Iterator[str]:
    yield f"{table.caption}:\n"
    rule = tuple("---" for _ in table.header)
    for row in (table.header, rule, *table.rows):
        yield f"| {' | '.join(row)} |"
