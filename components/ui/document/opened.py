"""A document that is open on its own page, and which part of it the address asks for.

The address is the truth: a reload, the back button and a link sent to somebody else all lead to
the same place.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

import streamlit as st

from components.types import Chunk, Document, DocumentRow, PageFailure
from components.ui.shared.state import services

NO_TEXT = "It holds no text: it is blank, or a picture."
_PART = 6_000  # characters of a part, where a document has no pages
_SHORTEST = 3_000  # characters, before which no better place to cut is looked for
_WHOLE = re.compile(r"[0-9]{1,11}")
_PLACE = re.compile(r"([0-9]{1,11})-([0-9]{1,11})")
_MOST_KEPT = 4  # documents, of at most 20 million characters each, for all sessions together


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A document, its row, its passages, and where each of its pages (or parts) begins."""

    row: DocumentRow
    document: Document
    chunks: tuple[Chunk, ...]
    starts: tuple[int, ...]
    unread: tuple[PageFailure, ...]
    """Pages without text, and why."""

    @property
    def unit(self) -> str:
        """What it is turned by."""
        return "Page" if self.document.pages else "Part"

    def span(self, number: int) -> tuple[int, int]:
        """Where a page, counted from 1, begins and ends."""
        ends = (*self.starts[1:], len(self.document.text))
        return self.starts[number - 1], ends[number - 1]

    def page_of(self, offset: int) -> int:
        """The number of the page that a character stands on."""
        return max(1, bisect_right(self.starts, offset))

    def chunks_on(self, number: int) -> list[tuple[int, Chunk]]:
        """Passages that begin or end on a page, each with its number in the document, from 1."""
        start, end = self.span(number)
        return [
            (at, chunk)
            for at, chunk in enumerate(self.chunks, start=1)
            if chunk.start < end and chunk.end > start
        ]


@st.cache_resource(max_entries=_MOST_KEPT, ttl="1h", show_spinner=False)
def opened(
    document_id: str,
    generation: int,  # noqa: ARG001  (a part of the key: read again when the library has changed)
) -> Opened:
    """Read it, once for all sessions. Raises NotFoundError."""
    catalogue = services().catalogue
    row = catalogue.documents.row(document_id)
    document = catalogue.documents.get(document_id)
    return Opened(
        row=row,
        document=document,
        chunks=catalogue.chunks.of_document(document_id),
        starts=document.pages or part_starts(document.text),
        unread=_unread(document),
    )


def _unread(document: Document) -> tuple[PageFailure, ...]:
    reasons = {each.page: each.reason for each in document.page_failures}
    spans = pairwise((*document.pages, len(document.text)))
    for page, (start, end) in enumerate(spans, start=1):
        if not document.text[start:end].strip():
            reasons.setdefault(page, NO_TEXT)
    return tuple(PageFailure(page=page, reason=reasons[page]) for page in sorted(reasons))


def part_starts(text: str) -> tuple[int, ...]:
    """Where parts of a sensible size begin: at paragraphs, else lines, else words.

    >>> part_starts("short")
    (0,)
    """
    starts = [0]
    while len(text) - starts[-1] > _PART:
        first, last = starts[-1] + _SHORTEST, starts[-1] + _PART
        breaks = (text.rfind(mark, first, last) + len(mark) for mark in ("\n\n", "\n", " "))
        starts.append(next((each for each in breaks if each > first), last))
    return tuple(starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the address asks to see of a document."""

    document_id: str
    place: tuple[int, int] | None
    """Characters to be marked."""
    page: int | None
    """None: the one that the place is on."""
    words: str
    """To be found."""
    match: int
    """Which of the places where they stand is looked at, from 1; 0 for none."""
    passages: bool


def view() -> View:
    """As the address has it; what makes no sense in it counts as not said."""
    asked = st.query_params
    asked_place = _PLACE.fullmatch(asked.get("at", ""))
    place = (int(asked_place[1]), int(asked_place[2])) if asked_place else (0, 0)
    return View(
        document_id=asked.get("d", ""),
        place=place if place[0] < place[1] else None,
        page=_whole(asked.get("p", "")) or None,
        words=asked.get("q", ""),
        match=_whole(asked.get("m", "")),
        passages=asked.get("v") == "passages",
    )


def look(**changes: str | int | None) -> None:
    """Put it into the address, under the names that `view` reads; None takes one out."""
    wanted = {**st.query_params.to_dict(), **changes}
    st.query_params.from_dict({key: str(value) for key, value in wanted.items() if value})


def _whole(text: str) -> int:
    return int(text) if _WHOLE.fullmatch(text) else 0
