"""The passages behind an answer, cited ones first, the words that it quotes marked.

Each can be opened where it stands in its document, and that document be asked alone.
"""

import re
from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import streamlit as st

from components.types import Answer, Chunk, Citation, Hit
from components.ui.chat.match_label import match
from components.ui.chat.source_status import address, origin
from components.ui.document.page_image import PDF, Quoted, draw_now, picture
from components.ui.shared.mounting import component
from components.ui.shared.state import (
    Chosen,
    ask_only,
    asked_documents,
    choose_collection,
    open_soon,
)
from components.ui.shared.text import label

_mount = component(
    "sources",
    js=("document/page_image.js", "chat/sources.js"),
    css=("chat/sources.css", "document/page_image.css"),
)

_NEAREST = 3
"""Passages shown open where none is cited."""

_WRAPPED_LINE = re.compile(r"(?<=[^\n]{39}[^\n.:;!?|])\n(?=[\w(“‘\"'£$€])")


def show_sources(answer: Answer, *, key: str, chosen: Chosen) -> None:
    """Draw the sources of an answer, and bring the chosen footnote's into view.

    The page that it stands on is drawn after its text is on the page, and shown by a rerun.
    """
    quoted = _quoted(answer, chosen)
    cited, rest = split_sources(answer.hits, answer.citations)
    open_cards = cited or rest[:_NEAREST]
    _draw(
        key,
        answer.hits,
        title="Sources" if answer.supported else "Nearest passages",
        open_cards=[_card(hit, answer.citations, answer.hits) for hit in open_cards],
        folded=[_card(hit, (), answer.hits) for hit in rest if hit not in open_cards],
        chosen=chosen,
        picture=picture(quoted) if quoted else None,
        citations=answer.citations,
    )
    if quoted and draw_now(quoted):
        st.rerun()


def show_retrieved(hits: Sequence[Hit], *, key: str) -> None:
    """Draw what was found, before the answer says which of it is cited."""
    _draw(
        key,
        hits,
        title="Sources",
        open_cards=[_card(hit, (), hits) for hit in hits[:_NEAREST]],
        folded=[_card(hit, (), hits) for hit in hits[_NEAREST:]],
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
    text = flowing(chunk.text)
    return [
        {
            "text": text[start - chunk.start : end - chunk.start],
            "markers": [each.marker for each in own if each.start <= start and end <= each.end],
        }
        for start, end in pairwise(borders)
    ]


def flowing(text: str) -> str:
    """The text with lines joined that the page's width broke, not their writer: long ones that
    end without a stop. One character stands for another, so offsets stay true.
    """
    return _WRAPPED_LINE.sub(" ", text)


def _quoted(answer: Answer, chosen: Chosen) -> Quoted | None:
    """What to draw for the chosen footnote; nothing of what is no PDF, or not there any more."""
    citation = next((each for each in answer.citations if each.marker == chosen.marker), None)
    if citation is None or citation.page is None:
        return None
    document = origin(citation.document_id, citation.document_name).document
    if document is None or document.media_type != PDF:
        return None
    return Quoted(
        document_id=citation.document_id,
        document_name=citation.document_name,
        start=citation.start,
        end=citation.end,
    )


def _card(hit: Hit, citations: Sequence[Citation], hits: Sequence[Hit]) -> dict[str, Any]:
    chunk = hit.chunk
    found = match(hit, best=max(each.score for each in hits))
    return {
        "id": chunk.id,
        "document": hit.document_name,
        "page": chunk.page,
        "heading": " › ".join(chunk.heading),
        "match": {"words": f"{found.words} · {found.number}", "meaning": found.meaning},
        "pieces": marked_pieces(chunk, citations),
        **_actions(hit, citations),
    }


def _actions(hit: Hit, citations: Sequence[Citation]) -> dict[str, Any]:
    """What can be done with a card; links work in a new tab too."""
    now = origin(hit.chunk.document_id, hit.document_name)
    if now.document is None:
        link = address(now.newer.id) if now.newer else ""
        return {"note": now.note, "newer": link, "open": "", "source": ""}
    start, end = _place(hit.chunk, citations)
    return {
        "note": "",
        "newer": "",
        "open": address(now.document.id, start=start, end=end),
        "source": now.document.id,
    }


def _place(chunk: Chunk, citations: Sequence[Citation]) -> tuple[int, int]:
    """The first quote from a chunk; the chunk where nothing of it is quoted."""
    own = [each for each in citations if each.chunk_id == chunk.id]
    return (own[0].start, own[0].end) if own else (chunk.start, chunk.end)


def _open(key: str, hits: Sequence[Hit], citations: Sequence[Citation]) -> None:
    hit = _hit(hits, st.session_state[key]["open"])
    if hit is None:
        return
    now = origin(hit.chunk.document_id, hit.document_name)
    if now.document:
        start, end = _place(hit.chunk, citations)
        open_soon(now.document.id, start=start, end=end)
    elif now.newer:
        open_soon(now.newer.id)


def _ask_alone(key: str, hits: Sequence[Hit]) -> None:
    """Ask only its document, or all again where it is the only one already."""
    hit = _hit(hits, st.session_state[key]["alone"])
    document = origin(hit.chunk.document_id, hit.document_name).document if hit else None
    if document is None:
        return
    if asked_documents() == (document.id,):
        ask_only(())
        st.toast("Questions are about all documents again.")
        return
    choose_collection(document.collection)
    ask_only([document.id])
    st.toast(f"Questions are now about {label(document.name)} alone.")


def _hit(hits: Sequence[Hit], chunk_id: str) -> Hit | None:
    return next((each for each in hits if each.chunk.id == chunk_id), None)


def _draw(
    key: str,
    hits: Sequence[Hit],
    *,
    title: str,
    open_cards: list[dict[str, Any]],
    folded: list[dict[str, Any]],
    chosen: Chosen | None,
    picture: dict[str, Any] | None,
    citations: Sequence[Citation] = (),
) -> None:
    asked = asked_documents()
    _mount(
        key=key,
        on_open_change=partial(_open, key, hits, citations),
        on_alone_change=partial(_ask_alone, key, hits),
        data={
            "title": title,
            "open": open_cards,
            "folded": folded,
            "chosen": {"marker": chosen.marker, "count": chosen.count} if chosen else None,
            "picture": picture,
            "alone": asked[0] if len(asked) == 1 else "",
        },
    )
