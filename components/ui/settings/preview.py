"""One question answered twice: as the settings are saved, and as they stand on the page."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from components.pipelines.answering import answer
from components.preferences import Preferences
from components.types import Answer, Hit
from components.ui.library.uploads import suggestions
from components.ui.shared.state import collection, services
from components.ui.shared.text import place, untrusted

_MOST_QUESTIONS = 10
_SHOWN = 90  # characters of a passage


def show_preview(draft: Preferences, saved: Preferences) -> None:
    """Draw the question, the two answers, and which passages come, go and move."""
    asked_of, generation = collection(), services().catalogue.generation
    names = _ready_names(asked_of, generation)
    if not names:
        st.caption("Add documents first; then a question shows here what a setting changes.")
        return
    recent = services().conversations.questions(collection=asked_of, limit=_MOST_QUESTIONS)
    offered = list(dict.fromkeys([*recent, *suggestions(names)]))[:_MOST_QUESTIONS]
    question = st.selectbox(
        "A question to try it on",
        offered,
        index=0 if offered else None,
        accept_new_options=True,
        placeholder="Choose a question, or type one",
        key="preview-question",
    )
    if not question or not question.strip():
        st.caption("Nothing is kept of a question that is tried here.")
        return
    before = _outcome(question, asked_of, saved, generation)
    if draft == saved:
        _show_answer("Answer", before)
        st.caption("Move a knob: what it changes is shown here before anything is saved.")
        _show_passages(before.hits, before.hits)
        return
    after = _outcome(question, asked_of, draft, generation)
    st.markdown(f"**{change_words(before, after)}**")
    left, right = st.columns(2)
    with left:
        _show_answer("As saved", before)
    with right:
        _show_answer("As changed", after)
    _show_passages(before.hits, after.hits)


@st.cache_data(max_entries=8, show_spinner=False)
def _ready_names(asked_of: str, generation: int) -> list[str]:  # noqa: ARG001  (a part of the key)
    rows = services().catalogue.documents.rows(asked_of)
    return [row.name for row in rows if row.status == "ready"]


@st.cache_data(max_entries=64, ttl="1h", show_spinner=False)
def _outcome(
    question: str,
    asked_of: str,
    preferences: Preferences,
    generation: int,  # noqa: ARG001  (a part of the key)
) -> Answer:
    *_, result = answer(services().under(preferences), question, collection=asked_of)
    assert isinstance(result, Answer)  # noqa: S101  (for the type checker)
    return result


def change_words(before: Answer, after: Answer) -> str:
    """What became of the answer and its passages, in one line."""
    if before.text != after.text:
        same = "The answer changes."
    elif _marked_words(before) != _marked_words(after):
        same = "The answer stays the same; what is marked in it changes."
    else:
        same = "The answer stays the same."
    old = {hit.chunk.id: hit.rank for hit in before.hits}
    new = {hit.chunk.id: hit.rank for hit in after.hits}
    counts = (
        (len(new.keys() - old.keys()), "in"),
        (len(old.keys() - new.keys()), "out"),
        (sum(old[each] != new[each] for each in old.keys() & new.keys()), "moved"),
    )
    moved = ", ".join(f"{number} {word}" for number, word in counts if number)
    return f"{same} Passages: {moved}." if moved else f"{same} The passages stay as they are."


def _show_answer(title: str, given: Answer) -> None:
    with st.container(border=True):
        st.caption(title)
        untrusted(given.text)
        if words := _marked_words(given):
            st.caption("Marked in it")
            untrusted("\n".join(words))


def _marked_words(given: Answer) -> list[str]:
    return [given.text[slice(*each.short)] for each in given.sentences if each.short]


def _show_passages(before: Sequence[Hit], after: Sequence[Hit]) -> None:
    rows = passage_rows(before, after)
    if rows:
        columns = {name: [row[name] for row in rows] for name in rows[0]}
        if before is after:
            del columns["Before"], columns["Change"]
        st.dataframe(
            columns,
            hide_index=True,
            column_config={
                "Now": st.column_config.TextColumn("Rank", width=50),
                "Before": st.column_config.TextColumn(width=60),
                "Change": st.column_config.TextColumn(width=80),
                "Passage": st.column_config.TextColumn(width="large"),
            },
        )


def passage_rows(before: Sequence[Hit], after: Sequence[Hit]) -> list[dict[str, Any]]:
    """A row a passage: those that are there now by their rank, then those that went."""
    old = {hit.chunk.id: hit.rank for hit in before}
    now = {hit.chunk.id for hit in after}
    rows = [_row(hit, old.get(hit.chunk.id), hit.rank) for hit in after]
    return rows + [_row(hit, hit.rank, None) for hit in before if hit.chunk.id not in now]


def _row(hit: Hit, before: int | None, now: int | None) -> dict[str, Any]:
    return {
        "Now": str(now or ""),
        "Before": str(before or ""),
        "Change": _moved(before, now),
        "Where": place(hit.document_name, hit.chunk.page),
        "Passage": " ".join(hit.chunk.text.split())[:_SHOWN],
    }


def _moved(before: int | None, now: int | None) -> str:
    if before is None:
        return "comes in"
    if now is None:
        return "goes out"
    return "" if now == before else "up" if now < before else "down"
