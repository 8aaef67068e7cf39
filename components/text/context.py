"""A chunk as it is read: what stands above it, and the sentences and rows in it."""

import re
from collections.abc import Iterator, Sequence

from components.text.sentences import BlockKind, blocks, sentences
from components.types import Hit

Span = tuple[int, int]
"""Characters, half-open."""


def title(name: str) -> str:
    """A file's name as words.

    >>> title("Annual_Report-2024.pdf")
    'Annual Report 2024'
    """
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    return " ".join(re.split(r"[\W_]+", stem)).strip()


def above(document_name: str, heading: Sequence[str], text: str) -> list[str]:
    """The document's title and the headings over a chunk, outermost first.

    A heading that stands in the chunk's own text is left out.
    """
    return [title(document_name), *(each for each in heading if each not in text)]


def as_read(hit: Hit) -> tuple[str, str]:
    """What stands above the hit's chunk, on one line, and its text."""
    chunk = hit.chunk
    return " › ".join(above(hit.document_name, chunk.heading, chunk.text)), chunk.text


def statements(text: str, heading: Sequence[str]) -> Iterator[tuple[int, int, BlockKind]]:
    """Spans in `text` of its sentences and table rows, in order; headings are passed over."""
    markdown = any(line.startswith(("#", "|")) for line in text.splitlines())
    for block in blocks(text, markdown=markdown):
        words = " ".join(text[block.start : block.end].strip("#*_ \n").split())
        if block.kind == "heading" or words in heading:
            continue
        if block.kind == "row":
            if any(map(str.isalnum, words)):  # not the line under a table's head
                yield block.start, block.end, block.kind
            continue
        for start, end in sentences(text, block.start, block.end):
            yield start, end, block.kind
