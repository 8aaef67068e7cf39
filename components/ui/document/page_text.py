"""The text of a page with what is marked in it, or as the passages it was split into, beside
the page as an image.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import streamlit as st

from components.types import Chunk
from components.ui.chat.sources import flowing
from components.ui.document.find import Span, among
from components.ui.document.opened import Opened, View
from components.ui.document.page_image import PDF, Quoted, draw_now, picture
from components.ui.shared.mounting import component

_draw = component(
    "reading",
    js=("document/page_image.js", "document/page_text.js"),
    css=("document/page_image.css", "document/page_text.css"),
)

Numbered = tuple[int, Chunk]
_WORD = re.compile(r"\w")
"""The dash of a list, left between two passages, is not worth a block."""


def show_page(
    shown: Opened,
    view: View,
    page: int,
    *,
    found: tuple[Span, ...],
    passages: Sequence[Numbered] | None = None,
    tokens: Sequence[int] = (),
) -> None:
    """Draw a page's text, whole or as `passages` (each with its number, and its `tokens`).

    The image is drawn after the text is on the page, and shown by a rerun.
    """
    marks = Marks(shown, view, page, found)
    blocks = (
        [{"pieces": marks.pieces(*shown.span(page))}]
        if passages is None
        else passage_blocks(shown, page, passages, tokens, marks)
    )
    quoted = _quoted(shown, view, page)
    _draw(
        key="reading",
        data={
            "name": f"{shown.unit} {page}",
            "blocks": blocks if shown.document.text[slice(*shown.span(page))].strip() else [],
            "empty": _empty(shown, page),
            "target": marks.target,
            "picture": picture(quoted) if quoted else None,
        },
    )
    if quoted and draw_now(quoted):
        st.rerun()


class Marks:
    """What is marked on a page: the place that was asked for, and the words that were found."""

    def __init__(self, shown: Opened, view: View, page: int, found: tuple[Span, ...]) -> None:
        start, end = shown.span(page)
        self._text = flowing(shown.document.text[start:end])
        self._start = start
        self._place = view.place or (0, 0)
        self._found = among(found, start, end)
        self._match = view.match if view.words else 0
        self.target = self._target(page, start, end)

    def pieces(self, start: int, end: int) -> list[dict[str, Any]]:
        """The text of a span of the page, cut where a mark begins or ends."""
        spans = [self._place, *(span for _, span in self._found)]
        cuts = {start, end}
        cuts |= {min(max(at, start), end) for span in spans for at in span}
        return [
            {
                "text": self._text[first - self._start : last - self._start],
                "place": self._place[0] <= first and last <= self._place[1],
                "match": self._kind(first, last),
            }
            for first, last in pairwise(sorted(cuts))
        ]

    def _kind(self, start: int, end: int) -> str:
        for number, (first, last) in self._found:
            if first <= start and end <= last:
                return "current" if number == self._match else "other"
        return ""

    def _target(self, page: int, start: int, end: int) -> dict[str, str]:
        """What to bring into view, and a key that changes when something else is."""
        if any(number == self._match for number, _ in self._found):
            return {"kind": "match", "key": f"match {self._match} {page} {self._found[0]}"}
        if self._place[0] < end and self._place[1] > start:
            return {"kind": "place", "key": f"place {self._place}"}
        return {"kind": "page", "key": f"page {page}"}


def passage_blocks(
    shown: Opened,
    page: int,
    passages: Sequence[Numbered],
    tokens: Sequence[int],
    marks: Marks,
) -> list[dict[str, Any]]:
    """A block for each passage, as far as it stands on the page, and for text between them."""
    start, end = shown.span(page)
    text = shown.document.text
    blocks: list[dict[str, Any]] = []
    at = start
    for (number, chunk), count in zip(passages, tokens, strict=True):
        first, last = max(chunk.start, start), min(chunk.end, end)
        if _WORD.search(text, at, first):
            blocks.append({"pieces": marks.pieces(at, first), "outside": True})
        blocks.append(
            {
                "title": f"Passage {number}",
                "tokens": f"{count:,} tokens" if count != 1 else "1 token",
                "heading": " › ".join(chunk.heading),
                "pieces": marks.pieces(first, last),
            }
        )
        at = last
    if _WORD.search(text, at, end):
        blocks.append({"pieces": marks.pieces(at, end), "outside": True})
    return blocks


def _quoted(shown: Opened, view: View, page: int) -> Quoted | None:
    if shown.row.media_type != PDF:
        return None
    start, end = shown.span(page)
    place = view.place or (0, 0)
    first, last = max(place[0], start), min(place[1], end)
    here = (first, last) if first < last else (0, 0)
    return Quoted(
        document_id=shown.row.id,
        document_name=shown.row.name,
        start=here[0],
        end=here[1],
        page=page,
    )


def _empty(shown: Opened, page: int) -> str:
    reasons = {each.page: each.reason for each in shown.unread}
    return f"No text was read from this page. {reasons.get(page, '')}".strip()
