"""Search a collection by meaning, by keywords and by both, side by side."""

from collections.abc import Sequence

import streamlit as st

from components.pipelines.searching import DEPTH, DocumentRanking, RankedHit, compare, explain
from components.types import FOUND, DocumentRow, Scale
from components.ui.shared.notices import calm
from components.ui.shared.state import collection, document_query, services
from components.ui.shared.text import highlighted, label, page_reference, untrusted

_MAX_QUESTION_CHARACTERS = 500
_MAX_PASSAGE_CHARACTERS = 400
_HITS_SHOWN = 10
_COLUMNS: dict[Scale, tuple[str, str]] = {
    "rrf": ("Combined", "Both searches, then ranked by the reader. Answers are made from these."),
    "cosine": ("By meaning", "Passages with the closest meaning, whatever their words."),
    "bm25": ("By keywords", "Passages with the question’s rarer words, headings included."),
}


def show_search(rows: Sequence[DocumentRow]) -> None:
    """Draw the search field and, for a question, the three rankings."""
    question = st.text_input(
        "Search this collection",
        key="search_question",
        placeholder="A question or keywords",
        icon=":material/search:",
        type="search",
    ).strip()[:_MAX_QUESTION_CHARACTERS]
    if not question:
        st.caption("Compare what is found by meaning, by keywords, and by both combined.")
        return
    found = compare(services(), question, collection=collection(), limit=_HITS_SHOWN)
    untrusted(f"Keywords: {', '.join(found.words) or 'none'}.")
    with st.container():  # one element, so that the results below keep their place
        _show_explanation(rows, question)
    columns = st.columns(len(_COLUMNS), gap="medium")
    for column, (scale, (title, about)) in zip(columns, _COLUMNS.items(), strict=True):
        with column.container(key=f"results-{scale}"):
            st.subheader(title, anchor=False)
            st.caption(about)
            hits = found.rankings.get(scale, ())
            for each in hits:
                _show_hit(each, scale)
            if not hits:
                st.caption(
                    "No passage has these keywords."
                    if scale == "bm25"
                    else "Nothing is indexed in this collection yet."
                )


def _show_hit(ranked: RankedHit, scale: Scale) -> None:
    hit = ranked.hit
    chunk = hit.chunk
    with st.container(border=True, gap="xsmall"):
        st.page_link(
            "pages/document.py",
            label=f"{hit.rank}. **{label(page_reference(hit.document_name, chunk.page))}**",
            help="Open the document here",
            query_params=document_query(chunk.document_id, start=chunk.start, end=chunk.end),
        )
        if chunk.heading:
            st.caption(label(" › ".join(chunk.heading)))
        text, cut = chunk.text[:_MAX_PASSAGE_CHARACTERS], len(chunk.text) > _MAX_PASSAGE_CHARACTERS
        st.markdown(highlighted(text, ranked.words) + ("…" if cut else ""))
        st.caption(f"{score_words(scale, hit.score)} · {rank_words(ranked.places)}")


def score_words(scale: Scale, score: float) -> str:
    """Format a score with the name of its scale.

    >>> score_words("cosine", 0.5312), score_words("bm25", 7.214), score_words("rrf", 0.18181)
    ('cosine 0.53', 'BM25 7.2', 'score 0.182')
    """
    if scale == "cosine":
        return f"cosine {score:.2f}"
    return f"BM25 {score:.1f}" if scale == "bm25" else f"score {score:.3f}"


def rank_words(ranks: Sequence[tuple[Scale, int | None]]) -> str:
    """Describe the ranks that a passage has in the other rankings.

    >>> rank_words([("cosine", 3), ("bm25", None)])
    'no. 3 by meaning, not found by keywords'
    """
    return ", ".join(
        f"{f'no. {rank}' if rank else 'not found'} {_COLUMNS[scale][0].lower()}"
        for scale, rank in ranks
    )


def ranking_words(ranking: DocumentRanking) -> str:
    """Describe how a document ranks, or why it is not found."""
    title, best = _COLUMNS[ranking.scale][0], ranking.best
    score = score_words(best.scale, best.score) if best and ranking.scale != "rrf" else ""
    if ranking.place:
        where = page_reference(best.document_name, best.chunk.page) if best else ""
        details = ", ".join(filter(None, (where, score)))
        return f"{title}: no. {ranking.place}" + (f" ({details})." if details else ".")
    if ranking.scale == "bm25" and best is None:
        return f"{title}: not found. The document has none of the keywords."
    closest = f"; its best passage has {score}" if score else ""
    return f"{title}: not among the first {DEPTH} passages{closest}."


def _show_explanation(rows: Sequence[DocumentRow], question: str) -> None:
    names = {row.id: row.name for row in rows if row.status in FOUND}
    chosen = st.selectbox(
        "Why is a document not found?",
        list(names),
        index=None,
        key="search_about",
        format_func=lambda each: names.get(each, ""),
        placeholder="Why is a document not found? Choose one",
        label_visibility="collapsed",
    )
    if chosen in names:
        with st.container(border=True, gap="xsmall"), calm():
            for ranking in explain(services(), question, chosen, collection=collection()):
                untrusted(ranking_words(ranking))
