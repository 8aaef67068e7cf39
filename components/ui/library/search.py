"""One question in each kind of search, side by side, and why a document is not found."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import streamlit as st

from components.pipelines.searching import (
    DEPTH,
    DocumentRanking,
    RankedHit,
    SearchComparison,
    compare,
    explain,
)
from components.types import FOUND, DocumentRow, Scale
from components.ui.shared.mounting import component
from components.ui.shared.notices import calm
from components.ui.shared.state import collection, open_document, services
from components.ui.shared.text import place, untrusted

_draw = component("search", js=("library/search.js",), css=("library/search.css",))

_QUESTION = "search_question"
_ABOUT = "search_about"
_RESULTS = "search_results"
_LONGEST = 500
"""Characters of a question that are searched for."""
_SHOWN = 10
"""Passages of each ranking."""

_TITLES: dict[Scale, tuple[str, str]] = {
    "rrf": (
        "Both, fused",
        "What answers are made of: passages that either search, or the reader, ranks high.",
    ),
    "cosine": ("By meaning", "Passages that point where the question does, whatever their words."),
    "bm25": ("By words", "Passages with the question's rarer words; headings and names count."),
}
_SHORT: dict[Scale, str] = {"rrf": "fused", "cosine": "by meaning", "bm25": "by words"}


def show_search(rows: Sequence[DocumentRow]) -> None:
    """Draw the field and, for a question, the three rankings."""
    question = st.text_input(
        "Search this collection",
        key=_QUESTION,
        placeholder="A question, or words to look for",
        icon=":material/search:",
        type="search",
    ).strip()[:_LONGEST]
    if not question:
        st.caption(
            "See which passages are found by meaning, by words, and by both together: the last "
            "is what answers are made of."
        )
        return
    found = compare(services(), question, collection=collection(), limit=_SHOWN)
    untrusted(f"Searched for by words: {', '.join(found.words)}.")
    with st.container():  # one element, whatever is in it, so that the results keep their place
        _show_standing(rows, question)
    _draw(key=_RESULTS, data=comparison_data(found), on_open_change=lambda: None)
    state = st.session_state.get(_RESULTS) or {}
    if target := state.get("open"):
        open_document(target["document"], start=target["start"], end=target["end"])


def comparison_data(found: SearchComparison) -> dict[str, Any]:
    """What search.js draws, all of it as text."""
    return {
        "columns": [
            {
                "title": title,
                "about": about,
                "empty": _empty_words(scale),
                "cards": [_card(each, scale) for each in found.rankings.get(scale, ())],
            }
            for scale, (title, about) in _TITLES.items()
        ]
    }


def score_words(scale: Scale, score: float) -> str:
    """A score with the name of its scale.

    >>> score_words("cosine", 0.5312), score_words("bm25", 7.214), score_words("rrf", 0.18181)
    ('cosine 0.53', 'BM25 7.2', 'score 0.182')
    """
    if scale == "cosine":
        return f"cosine {score:.2f}"
    return f"BM25 {score:.1f}" if scale == "bm25" else f"score {score:.3f}"


def place_words(places: Sequence[tuple[Scale, int | None]]) -> str:
    """Where a passage stands in the other rankings.

    >>> place_words([("cosine", 3), ("bm25", None)])
    'by meaning no. 3, by words not found'
    """
    return ", ".join(
        f"{_SHORT[scale]} no. {rank}" if rank else f"{_SHORT[scale]} not found"
        for scale, rank in places
    )


def standing_words(standing: DocumentRanking) -> str:
    """How a document stands in one ranking, and why it stands nowhere."""
    name = _SHORT[standing.scale].capitalize()
    best = standing.best
    if standing.place and best:
        where = place(best.document_name, best.chunk.page)
        scored = f", {score_words(best.scale, best.score)}" if standing.scale != "rrf" else ""
        return f"{name}: no. {standing.place} of all passages ({where}{scored})."
    if standing.place:
        return f"{name}: no. {standing.place} of all passages."
    if standing.scale == "bm25" and best is None:
        return f"{name}: not found, for none of the words searched for is in it."
    if standing.scale == "rrf":
        return f"{name}: not among the first {DEPTH} passages, or it says what others say."
    closest = f"; its closest has {score_words(best.scale, best.score)}" if best else ""
    return f"{name}: not among the first {DEPTH} passages{closest}."


def _empty_words(scale: Scale) -> str:
    if scale == "bm25":
        return "No passage has any of these words."
    return "Nothing is indexed in this collection yet."


def _show_standing(rows: Sequence[DocumentRow], question: str) -> None:
    ready = {row.id: row.name for row in rows if row.status in FOUND}
    about = st.selectbox(
        "Why is this document not found?",
        list(ready),
        index=None,
        key=_ABOUT,
        format_func=lambda each: ready.get(each, ""),
        placeholder="Why is a document not found? Choose it",
        label_visibility="collapsed",
    )
    if about not in ready:
        return
    with st.container(border=True, gap="xsmall"), calm():
        for standing in explain(services(), question, about, collection=collection()):
            untrusted(standing_words(standing))


def _card(found: RankedHit, scale: Scale) -> dict[str, Any]:
    hit = found.hit
    return {
        "rank": hit.rank,
        "id": hit.chunk.document_id,
        "start": hit.chunk.start,
        "end": hit.chunk.end,
        "document": hit.document_name,
        "page": hit.chunk.page,
        "heading": " › ".join(hit.chunk.heading),
        "score": score_words(scale, hit.score),
        "places": place_words(found.places),
        "pieces": _pieces(hit.chunk.text, found.words),
    }


def _pieces(text: str, words: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """The text, cut at the found words."""
    cuts = sorted({0, len(text), *(at for span in words for at in span)})
    starts = {start for start, _ in words}
    return [{"text": text[start:end], "marked": start in starts} for start, end in pairwise(cuts)]
