"""Documents, their chunks, and the collections that they belong to."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

DocumentStatus = Literal["pending", "reading", "ready", "failed"]
BlockKind = Literal["paragraph", "heading", "list item", "table row", "key-value"]

DEFAULT_COLLECTION = "documents"
FOUND: tuple[DocumentStatus, ...] = ("ready", "reading")
"""Documents that are searched: complete ones, and the first pages of one being read."""


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """Return the page, from 1, of the character at `offset`; None where there are no pages.

    >>> page_at((0, 100, 250), 100)
    2
    """
    return max(1, bisect_right(pages, offset)) if pages else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailure:
    """A page that could not be read, and a reason to show."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A span of the text that a reader sees as one piece.

    A "table row" is a record of a table, and a "key-value" a named value or several. `level` is a
    heading's depth from 1, and 0 for all other kinds.
    """

    start: int
    end: int
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of a file.

    `pages` holds each page's start offset, and is empty without pages. `blocks` are in order and
    do not overlap; empty if the reader does not know them, so that they are guessed.
    """

    id: str
    name: str
    media_type: str
    sha256: str
    text: str
    pages: tuple[int, ...] = ()
    page_failures: tuple[PageFailure, ...] = ()
    blocks: tuple[Block, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the page, from 1, of the character at `offset`."""
        return page_at(self.pages, offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """Page `number` of `total`, from 1, of a document that is still being read.

    The texts of all pages, joined as `join_pages` does, are the document's.
    """

    media_type: str
    number: int
    total: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A span of a document: `text == document.text[start:end]`, always.

    `heading` is the path of headings above it, outermost first. `blocks` are the document's
    blocks inside the span, with offsets in the document, cut at the span's ends.
    """

    id: str
    document_id: str
    page: int | None
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


def blocks_within(blocks: Sequence[Block], start: int, end: int) -> tuple[Block, ...]:
    """Return the blocks in a span, cut at its ends; `blocks` must be in order.

    >>> [(each.start, each.end) for each in blocks_within(
    ...     [Block(start=0, end=4, kind="table row"), Block(start=5, end=9, kind="table row")], 2, 9
    ... )]
    [(2, 4), (5, 9)]
    """
    first = bisect_right(blocks, start, key=lambda each: each.end)
    last = bisect_left(blocks, end, key=lambda each: each.start)
    return tuple(
        replace(each, start=max(start, each.start), end=min(end, each.end))
        for each in blocks[first:last]
    )


def chunk_id(document_id: str, start: int, end: int) -> str:
    """Return the id of the chunk with this span of the document."""
    return f"{document_id}-{start}-{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A set of documents searched together, and the parts that built its index.

    A person may set `passage_tokens`, the size of passages, and `instructions` for answers (style,
    language, length).
    """

    name: str
    embedder: str
    dimension: int
    splitter: str
    passage_tokens: int | None = None
    instructions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyDocument:
    """The row of a searchable document, without details."""

    id: str
    collection: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """A document in the library's table; `created` is in seconds since 1970.

    A `locked` one needs another password. `source` is its web address, empty for a file.
    `has_original` says whether its original bytes are stored.
    """

    id: str
    collection: str
    name: str
    media_type: str
    sha256: str
    size: int
    status: DocumentStatus
    reason: str
    locked: bool
    pages: int | None
    chunks: int
    created: float
    source: str = ""
    has_original: bool = True
