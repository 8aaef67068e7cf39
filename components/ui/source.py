"""The passages behind an answer, cited ones first, the words that it quotes marked."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import streamlit as st

from components.types import Answer, Chunk, Citation, Hit
from components.ui.assets import asset
from components.ui.page_image import draw_now, picture
from components.ui.state import Chosen

_component = st.components.v2.component(
    "footnote_sources",
    js=asset("dom.js", "page_image.js", "source.js"),
    css=asset("dom.css", "source.css", "page_image.css"),
)

_NEAREST = 3
"""Passages shown open where none is cited."""

_WRAPPED_LINE = re.compile(r"(?<=[^\n]{39}[^\n.:;!?|])\n(?=[\w(“‘\"'£$€])")


def show_sources(answer: Answer, *, key: str, chosen: Chosen) -> None:
    """Draw the sources of an answer, and bring the chosen footnote's into view.

    The page that it stands on is drawn after its text is on the page, and shown by a rerun.
    """
    citation = next((each for each in answer.citations if each.marker == chosen.marker), None)
    cited, rest = split_sources(answer.hits, answer.citations)
    open_cards = cited or rest[:_NEAREST]
    _draw(
        key,
        title="Sources" if answer.supported else "Nearest passages",
        open_cards=[_card(hit, answer.citations) for hit in open_cards],
        folded=[_card(hit, ()) for hit in rest if hit not in open_cards],
        chosen=chosen,
        picture=picture(citation) if citation else None,
    )
    if citation and draw_now(citation):
        st.rerun()


def show_retrieved(hits: Sequence[Hit], *, key: str) -> None:
    """Draw what was found, before the answer says which of it is cited."""
    _draw(
        key,
        title="Sources",
        open_cards=[_card(hit, ()) for hit in hits[:_NEAREST]],
        folded=[_card(hit, ()) for hit in hits[_NEAREST:]],
        chosen=None,
        picture=None,
    )


def split_sources(
    hits: Sequence[Hit], citations: Sequence[Citation]
) -> tuple[list[Hit], list[Hit]]:
    """Hits that are cited, in the order of their first footnote, and the rest."""
    first_marker: dict[str, int] = {}
    for citation in citations:
        first_marker.setdefault(citation.chunk_id, citation.marker)
    cited = [hit for hit in hits if hit.chunk.id in first_marker]
    cited.sort(key=lambda hit: first_marker[hit.chunk.id])
    return cited, [hit for hit in hits if hit.chunk.id not in first_marker]


def marked_pieces(chunk: Chunk, citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """The chunk's text, cut where a quote begins or ends; each piece with its markers."""
    own = [each for each in citations if each.chunk_id == chunk.id]
    cuts = {chunk.start, chunk.end}
    for citation in own:
        cuts |= {min(max(at, chunk.start), chunk.end) for at in (citation.start, citation.end)}
    borders = sorted(cuts)
    # A long line that ends without a stop was broken by the page's width, not by its writer. One
    # character stands for another, so offsets stay true.
    text = _WRAPPED_LINE.sub(" ", chunk.text)
    return [
        {
            "text": text[start - chunk.start : end - chunk.start],
            "markers": [each.marker for each in own if each.start <= start and end <= each.end],
        }
        for start, end in pairwise(borders)
    ]


def _card(hit: Hit, citations: Sequence[Citation]) -> dict[str, Any]:
    chunk = hit.chunk
    return {
        "document": hit.document_name,
        "page": chunk.page,
        "heading": " › ".join(chunk.heading),
        "pieces": marked_pieces(chunk, citations),
    }


def _draw(
    key: str,
    *,
    title: str,
    open_cards: list[dict[str, Any]],
    folded: list[dict[str, Any]],
    chosen: Chosen | None,
    picture: dict[str, Any] | None,
) -> None:
    _component(
        key=key,
        data={
            "title": title,
            "open": open_cards,
            "folded": folded,
            "chosen": {"marker": chosen.marker, "count": chosen.count} if chosen else None,
            "picture": picture,
        },
    )
