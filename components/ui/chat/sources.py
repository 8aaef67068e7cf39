"""Sources of an answer: its passages, cited ones first, quotes marked, beside the page image."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.types import Answer, Citation, Hit
from components.ui.chat.source_card import current_document, quote_span, source_card
from components.ui.document.page_image import PDF, Quoted, draw_now, picture
from components.ui.shared.mounting import component
from components.ui.shared.state import (
    Selection,
    choose_collection,
    open_document,
    select_documents,
    selected_documents,
)
from components.ui.shared.text import label

_mount = component(
    "sources",
    js=("document/page_image.js", "chat/sources.js"),
    css=("document/page_image.css", "chat/sources.css"),
)

_MAX_UNCITED = 3
"""Passages shown unfolded where none is cited."""


def show_sources(answer: Answer, *, key: str, selected: Selection) -> None:
    """Draw the sources of an answer, and scroll to the selected footnote.

    The page image is drawn once the text is on the page; a rerun then shows it.
    """
    hits, citations = answer.hits, answer.citations
    quoted = _quoted(answer, selected.marker)
    cited, uncited = split_sources(hits, citations)
    unfolded = cited or uncited[:_MAX_UNCITED]
    card = partial(source_card, citations=citations, top_score=max(each.score for each in hits))
    documents = tuple(selected_documents())
    _mount(
        key=key,
        data={
            "title": "Sources" if answer.supported else "Closest passages",
            "unfolded": [card(hit) for hit in unfolded],
            "folded": [card(hit) for hit in uncited if hit not in unfolded],
            "selected": {"marker": selected.marker, "count": selected.count},
            "picture": picture(quoted) if quoted else None,
            "only_document": documents[0] if len(documents) == 1 else "",
        },
        on_open_change=partial(_open, key, hits, citations),
        on_only_change=partial(_toggle_only, key, hits),
    )
    if quoted and draw_now(quoted):
        st.rerun()


def split_sources(
    hits: Sequence[Hit], citations: Sequence[Citation]
) -> tuple[list[Hit], list[Hit]]:
    """Return the cited hits in the order of their first footnotes, and the others."""
    first_marker: dict[str, int] = {}
    for citation in citations:
        first_marker.setdefault(citation.chunk_id, citation.marker)
    cited = [hit for hit in hits if hit.chunk.id in first_marker]
    cited.sort(key=lambda hit: first_marker[hit.chunk.id])
    return cited, [hit for hit in hits if hit.chunk.id not in first_marker]


def _quoted(answer: Answer, marker: int | None) -> Quoted | None:
    """Return the quote whose page to draw, if the selected footnote is in an unchanged PDF."""
    citation = next((each for each in answer.citations if each.marker == marker), None)
    if citation is None or citation.page is None:
        return None
    document, note = current_document(citation.document_id, citation.document_name)
    if document is None or note or document.media_type != PDF:
        return None
    return Quoted(
        document_id=citation.document_id,
        document_name=citation.document_name,
        start=citation.start,
        end=citation.end,
    )


def _open(key: str, hits: Sequence[Hit], citations: Sequence[Citation]) -> None:
    hit = _hit(hits, st.session_state[key]["open"])
    document, note = current_document(hit.chunk.document_id, hit.document_name)
    if document:
        start, end = (0, 0) if note else quote_span(hit.chunk, citations)
        open_document(document.id, start=start, end=end)


def _toggle_only(key: str, hits: Sequence[Hit]) -> None:
    """Limit questions to the card's document, or lift that limit."""
    hit = _hit(hits, st.session_state[key]["only"])
    document, note = current_document(hit.chunk.document_id, hit.document_name)
    if document is None or note:
        return
    if tuple(selected_documents()) == (document.id,):
        select_documents({})
        st.toast("Now asking all documents.")
    else:
        choose_collection(document.collection)
        select_documents({document.id: document.name})
        st.toast(f"Now asking only {label(document.name)}.")


def _hit(hits: Sequence[Hit], chunk_id: Any) -> Hit:
    return next(each for each in hits if each.chunk.id == chunk_id)
