"""Text of a page with its marks, whole or as passages, beside the page image."""

import re
from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.types import Chunk
from components.ui.document.find import Span, matches_within
from components.ui.document.open_document import OpenDocument, View
from components.ui.document.page_image import PDF, Quoted, draw_now, picture
from components.ui.shared.facts import counted
from components.ui.shared.mounting import component
from components.ui.shared.text import cut, unwrap

_mount = component(
    "reading",
    js=("document/page_image.js", "document/page_text.js"),
    css=("document/page_image.css", "document/page_text.css"),
)

NumberedChunk = tuple[int, Chunk]
_WORD = re.compile(r"\w")
"""Text between passages needs a word to be shown; the dash of a list item is left out."""


def show_page(
    opened: OpenDocument,
    view: View,
    page: int,
    *,
    matches: tuple[Span, ...],
    passages: Sequence[NumberedChunk] | None = None,
    tokens: Sequence[int] = (),
) -> None:
    """Draw a page's text, whole or as passages with their numbers and `tokens`.

    The page image is drawn once the text is on the page; a rerun then shows it.
    """
    marks = Marks(opened, view, page, matches)
    start, end = opened.span(page)
    if not opened.document.text[start:end].strip():
        blocks: list[dict[str, Any]] = []
    elif passages is None:
        blocks = [{"pieces": marks.pieces(start, end)}]
    else:
        blocks = passage_blocks(opened, page, passages, tokens, marks)
    quoted = _quoted(opened, view, page)
    reasons = {each.page: each.reason for each in opened.failures}
    _mount(
        key="reading",
        data={
            "name": f"{opened.unit} {page}",
            "blocks": blocks,
            "empty": f"No text was found on this page. {reasons.get(page, '')}".strip(),
            "target": marks.target,
            "picture": picture(quoted) if quoted else None,
        },
    )
    if quoted and draw_now(quoted):
        st.rerun()


class Marks:
    """Marks on a page: the quote that the address names, and the words found."""

    def __init__(
        self, opened: OpenDocument, view: View, page: int, matches: tuple[Span, ...]
    ) -> None:
        start, end = opened.span(page)
        self._text = unwrap(opened.document.text[start:end])
        self._start = start
        self._quote = view.span or (0, 0)
        self._matches = matches_within(matches, start, end)
        self._current = view.match if view.words else 0
        self.target = self._target(page, start, end)
        """Scroll target, with a key that changes when another one is meant."""

    def pieces(self, start: int, end: int) -> list[dict[str, Any]]:
        """Cut the text of a span where a mark begins or ends."""
        spans = [self._quote, *(span for _, span in self._matches)]
        return [
            {
                "text": self._text[first - self._start : last - self._start],
                "quoted": self._quote[0] <= first and last <= self._quote[1],
                "match": self._match_kind(first, last),
            }
            for first, last in cut(start, end, spans)
        ]

    def _match_kind(self, start: int, end: int) -> str:
        for number, (first, last) in self._matches:
            if first <= start and end <= last:
                return "current" if number == self._current else "other"
        return ""

    def _target(self, page: int, start: int, end: int) -> dict[str, str]:
        if any(number == self._current for number, _ in self._matches):
            return {"kind": "match", "key": f"match {self._current} {page} {self._matches[0]}"}
        if self._quote[0] < end and self._quote[1] > start:
            return {"kind": "quote", "key": f"quote {self._quote}"}
        return {"kind": "page", "key": f"page {page}"}


def passage_blocks(
    opened: OpenDocument,
    page: int,
    passages: Sequence[NumberedChunk],
    tokens: Sequence[int],
    marks: Marks,
) -> list[dict[str, Any]]:
    """Return a block for each passage, as far as the page has it, and for text between them."""
    at, end = opened.span(page)
    page_start, text = at, opened.document.text
    blocks: list[dict[str, Any]] = []
    for (number, chunk), count in zip(passages, tokens, strict=True):
        first, last = max(chunk.start, page_start), min(chunk.end, end)
        if _WORD.search(text, at, first):
            blocks.append({"pieces": marks.pieces(at, first), "is_outside": True})
        blocks.append(
            {
                "title": f"Passage {number}",
                "tokens": counted(count, "token"),
                "heading": " › ".join(chunk.heading),
                "pieces": marks.pieces(first, last),
            }
        )
        at = last
    if _WORD.search(text, at, end):
        blocks.append({"pieces": marks.pieces(at, end), "is_outside": True})
    return blocks


def _quoted(opened: OpenDocument, view: View, page: int) -> Quoted | None:
    if opened.row.media_type != PDF:
        return None
    start, end = opened.span(page)
    first, last = view.span or (0, 0)
    first, last = max(first, start), min(last, end)
    return Quoted(
        document_id=opened.row.id,
        document_name=opened.row.name,
        start=first if first < last else 0,
        end=last if first < last else 0,
        page=page,
    )
