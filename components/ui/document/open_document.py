"""The open document, and the view of it that the address describes.

The address is the only state, so that a reload, the back button and a shared link show the same
place.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import streamlit as st

from components.types import Chunk, Document, DocumentRow, PageFailure
from components.ui.shared.state import services

_NO_TEXT = "It is blank or an image."
_MIN_PART, _MAX_PART = 3_000, 6_000
"""Characters of a part, where a document has no pages."""
_NUMBER = re.compile(r"[0-9]{1,11}")
_SPAN = re.compile(r"([0-9]{1,11})-([0-9]{1,11})")
_MAX_CACHED = 4  # documents, of up to 20 million characters each


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """A document, its row, its chunks, and the start of each page, or part where it has none."""

    row: DocumentRow
    splitter: str
    """Names how its collection was split when the chunks were read, or before."""
    document: Document
    chunks: tuple[Chunk, ...]
    starts: tuple[int, ...]
    failures: tuple[PageFailure, ...]
    """Pages without text."""

    @property
    def unit(self) -> str:
        """Return the word for what it is divided into."""
        return "Page" if self.document.pages else "Part"

    def span(self, page: int) -> tuple[int, int]:
        """Return the half-open span of a page, counted from 1."""
        ends = (*self.starts[1:], len(self.document.text))
        return self.starts[page - 1], ends[page - 1]

    def page_at(self, offset: int) -> int:
        """Return the page of a character."""
        return max(1, bisect_right(self.starts, offset))

    def numbered(self, chunks: tuple[Chunk, ...], page: int) -> list[tuple[int, Chunk]]:
        """Return those of the document's chunks that touch a page, each with its number from 1."""
        start, end = self.span(page)
        return [
            (number, chunk)
            for number, chunk in enumerate(chunks, start=1)
            if chunk.start < end and chunk.end > start
        ]


@st.cache_resource(max_entries=_MAX_CACHED, ttl="1h", show_spinner=False)
def load_document(
    document_id: str,
    generation: int,  # noqa: ARG001  (cache key: changes with the library)
) -> OpenDocument:
    """Load a document, once for all sessions. Raises NotFoundError."""
    catalogue = services().catalogue
    row = catalogue.documents.row(document_id)
    collection = catalogue.collections.get(row.collection)
    document = catalogue.documents.get(document_id)
    return OpenDocument(
        row=row,
        splitter=collection.splitter if collection else "",
        document=document,
        chunks=catalogue.chunks.of_document(document_id),
        starts=document.pages or part_starts(document.text),
        failures=_page_failures(document),
    )


def _page_failures(document: Document) -> tuple[PageFailure, ...]:
    reasons = {each.page: each.reason for each in document.page_failures}
    spans = pairwise((*document.pages, len(document.text)))
    for page, (start, end) in enumerate(spans, start=1):
        if not document.text[start:end].strip():
            reasons.setdefault(page, _NO_TEXT)
    return tuple(PageFailure(page=page, reason=reasons[page]) for page in sorted(reasons))


def part_starts(text: str) -> tuple[int, ...]:
    """Divide text into parts that start at paragraphs, else at lines, else at words.

    >>> part_starts("short")
    (0,)
    """
    starts = [0]
    while len(text) - starts[-1] > _MAX_PART:
        first, last = starts[-1] + _MIN_PART, starts[-1] + _MAX_PART
        breaks = (text.rfind(mark, first, last) + len(mark) for mark in ("\n\n", "\n", " "))
        starts.append(next((each for each in breaks if each > first), last))
    return tuple(starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A part of a document, as the address describes it."""

    document_id: str
    span: tuple[int, int] | None
    """Characters to mark."""
    page: int | None
    """Page number from 1; None means the page of the span."""
    words: str
    """Words to find."""
    match: int
    """The number of the current match, from 1; 0 for none."""
    shows_passages: bool


def current_view() -> View:
    """Read the view from the address; what makes no sense is ignored."""
    query = st.query_params
    match = _SPAN.fullmatch(query.get("at", ""))
    start, end = (int(match[1]), int(match[2])) if match else (0, 0)
    return View(
        document_id=query.get("d", ""),
        span=(start, end) if start < end else None,
        page=_number(query.get("p", "")) or None,
        words=query.get("q", ""),
        match=_number(query.get("m", "")),
        shows_passages=query.get("v") == "passages",
    )


def change_view(**changes: str | int | None) -> None:
    """Change parameters of the address, named as `current_view` reads them; None removes one."""
    query = {**st.query_params.to_dict(), **changes}
    st.query_params.from_dict({key: str(value) for key, value in query.items() if value})


def _number(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else 0
