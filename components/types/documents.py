"""Documents, what they are cut into, and the collections that they are in."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

DocumentStatus = Literal["pending", "reading", "ready", "failed"]


DEFAULT_COLLECTION = "documents"


FOUND: tuple[DocumentStatus, ...] = ("ready", "reading")
"""What is searched: whole documents, and the first pages of one that is still being read."""


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """Page number, from 1, of the character at `offset`; None where there are no pages.

    >>> page_at((0, 100, 250), 100)
    2
    """
    return max(1, bisect_right(pages, offset)) if pages else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailure:
    """A page that could not be read, and why, in words for the person who uploaded it."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file as read. `pages` holds the start offset of each page, empty where there are none."""

    id: str
    name: str
    media_type: str
    sha256: str
    text: str
    pages: tuple[int, ...] = ()
    page_failures: tuple[PageFailure, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Page number, from 1, of the character at `offset`."""
        return page_at(self.pages, offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page of a document of which more is still to be read; `number` is from 1, of `total`.

    The texts of all pages, joined as `join_pages` does, are the document's.
    """

    media_type: str
    number: int
    total: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A span of a document: `text == document.text[start:end]`, always.

    `heading` is the path of headings above it, outermost first.
    """

    id: str
    document_id: str
    page: int | None
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()


def chunk_id(document_id: str, start: int, end: int) -> str:
    """The id of the chunk that is this span of the document."""
    return f"{document_id}-{start}-{end}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A set of documents searched together, and what its index was built with.

    `passage_tokens`: how large its passages are to be, where a person has said so. `instructions`:
    what a person wants of answers from it, of style, language or length.
    """

    name: str
    embedder: str
    dimension: int
    splitter: str
    passage_tokens: int | None = None
    instructions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyDocument:
    """A document that can be found, whole or its first pages, in short."""

    id: str
    collection: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """What the library's table shows of a document; `created` is in seconds since the epoch.

    `locked`: it failed for want of the right password. `source`: the web address that it was
    fetched from, empty for a file. `has_original`: whether its original bytes are stored.
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
