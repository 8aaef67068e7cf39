"""Data of one source card: a passage, how well it matches, and what can be done with it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from components.types import Chunk, Citation, Hit, ReadyDocument
from components.ui.shared.state import document_query, services
from components.ui.shared.text import cut, unwrap

_CHANGED = "This document has changed. This is the text that the answer used."
_DELETED = "This document was deleted. This is the text that the answer used."
_SCALES = {
    # With MiniLM, unrelated sentences seldom reach a cosine of 0.4, and paraphrases pass 0.6.
    "cosine": (0.6, 0.4, "cosine similarity of question and passage, 1 at most"),
    "relevance": (0.8, 0.5, "relevance by the reranking model, from 0 to 1"),
}
_CLOSE, _POSSIBLE = 0.8, 0.5
"""Shares of the top score. Rank fusion and BM25 only compare the passages of one search."""


def source_card(hit: Hit, citations: Sequence[Citation], *, top_score: float) -> dict[str, Any]:
    """Return what sources.js draws of a hit."""
    chunk = hit.chunk
    words, explanation = match_words(hit, top_score=top_score)
    document, note = current_document(chunk.document_id, hit.document_name)
    link = ""
    if document:
        start, end = (0, 0) if note else quote_span(chunk, citations)
        query = document_query(document.id, start=start, end=end)
        link = f"document?{urlencode(query)}"
    return {
        "id": chunk.id,
        "document": hit.document_name,
        "page": chunk.page,
        "heading": " › ".join(chunk.heading),
        "match": {"words": words, "explanation": explanation},
        "pieces": marked_pieces(chunk, citations),
        "note": note,
        "link": link,
        "document_id": document.id if document and not note else "",
    }


def match_words(hit: Hit, *, top_score: float) -> tuple[str, str]:
    """Say how well a hit matches, in a few words and in a sentence that explains its score."""
    rank = f"Ranked number {hit.rank}."
    if scale := _SCALES.get(hit.scale):
        strong, good, meaning = scale
        grade = "Strong" if hit.score >= strong else "Good" if hit.score >= good else "Weak"
        words = f"{grade} match · {hit.score:.2f}"
        return words, f"{rank} Its score is {hit.score:.3f}: {meaning}."
    share = hit.score / top_score if top_score > 0 else 0.0
    grade = "Close" if share >= _CLOSE else "Possible" if share >= _POSSIBLE else "Weak"
    words = "Best match" if share >= 1 else f"{grade} match · {share:.0%} of the top score"
    how = "keyword and semantic ranks, fused" if hit.scale == "rrf" else "BM25, by keywords"
    return words, (
        f"{rank} Its score is {hit.score:.4f} ({how}), {share:.0%} of the top score. Scores "
        "compare passages; they do not say how true one is."
    )


def current_document(document_id: str, name: str) -> tuple[ReadyDocument | None, str]:
    """Return the document of a passage, or its newer version, with a note where it changed."""
    by_id, by_name = _ready_documents(services().catalogue.generation)
    if document := by_id.get(document_id):
        return document, ""
    newer = by_name.get(name)
    return newer, _CHANGED if newer else _DELETED


@st.cache_resource(max_entries=1, show_spinner=False)
def _ready_documents(
    generation: int,  # noqa: ARG001  (cache key: changes with the library)
) -> tuple[dict[str, ReadyDocument], dict[str, ReadyDocument]]:
    documents = services().catalogue.documents.searchable()
    return {each.id: each for each in documents}, {each.name: each for each in documents}


def quote_span(chunk: Chunk, citations: Sequence[Citation]) -> tuple[int, int]:
    """Return the span of the first quote from a chunk, or of the chunk where none is quoted."""
    quotes = ((each.start, each.end) for each in citations if each.chunk_id == chunk.id)
    return next(quotes, (chunk.start, chunk.end))


def marked_pieces(chunk: Chunk, citations: Sequence[Citation]) -> list[dict[str, Any]]:
    """Cut a chunk's text where quotes begin or end, each piece with its markers."""
    quotes = [each for each in citations if each.chunk_id == chunk.id]
    spans = ((each.start, each.end) for each in quotes)
    text = unwrap(chunk.text)
    return [
        {
            "text": text[start - chunk.start : end - chunk.start],
            "markers": [each.marker for each in quotes if each.start <= start and end <= each.end],
        }
        for start, end in cut(chunk.start, chunk.end, spans)
    ]
