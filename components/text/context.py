"""A chunk in its context: the title and headings above it, and the sentences and rows in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from components.text.sentences import blocks, sentences
from components.types import Block, BlockKind, Chunk, Hit

Span = tuple[int, int]
"""A half-open range of characters."""
ROW_KINDS: tuple[BlockKind, ...] = ("table row", "key-value")
"""Blocks that are one statement each."""


def title(name: str) -> str:
    """Return a file's name as words.

    >>> title("Annual_Report-2024.pdf")
    'Annual Report 2024'
    """
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    return " ".join(re.split(r"[\W_]+", stem)).strip()


def heading_path(document_name: str, heading: Sequence[str], text: str) -> list[str]:
    """Return the document's title and the headings over a chunk, outermost first.

    A heading that is part of the chunk's own text is left out.
    """
    return [title(document_name), *(each for each in heading if each not in text)]


def context_and_text(hit: Hit) -> tuple[str, str]:
    """Return the title and headings above a hit's chunk, on one line, and the chunk's text."""
    chunk = hit.chunk
    path = heading_path(hit.document_name, chunk.heading, chunk.text)
    return " › ".join(path), chunk.text


def blocks_of(chunk: Chunk) -> tuple[Block, ...]:
    """Return the blocks of a chunk, with offsets in its text; guessed if its reader gave none."""
    if chunk.blocks:
        return tuple(
            replace(each, start=each.start - chunk.start, end=each.end - chunk.start)
            for each in chunk.blocks
        )
    return _guessed(chunk.text)


def statements(
    text: str, heading: Sequence[str], known: Sequence[Block] = ()
) -> Iterator[tuple[int, int, BlockKind]]:
    """Yield start, end and kind of each sentence and row in `text`, but not of headings.

    The blocks are guessed unless they are `known`.
    """
    for block in known or _guessed(text):
        words = " ".join(text[block.start : block.end].strip("#*_ \n").split())
        if block.kind == "heading" or words in heading:
            continue
        if block.kind in ROW_KINDS:
            if any(map(str.isalnum, words)):  # not the line under a table's head
                yield block.start, block.end, block.kind
            continue
        for start, end in sentences(text, block.start, block.end):
            yield start, end, block.kind


def _guessed(text: str) -> tuple[Block, ...]:
    markdown = any(line.startswith(("#", "|")) for line in text.splitlines())
    return tuple(blocks(text, markdown=markdown))
