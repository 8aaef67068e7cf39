"""A question and its answer, each sentence with chips for its footnotes."""

from functools import partial
from typing import Any

import streamlit as st

from components.exports import answer_to_markdown, support_note
from components.types import Answer, Turn
from components.ui.assets import asset
from components.ui.state import Chosen, choose
from components.ui.text import place

_component = st.components.v2.component(
    "footnote_answer",
    js=asset("dom.js", "answer.js"),
    css=asset("dom.css", "answer.css"),
)

_EXTRACTIVE = "extractive"
_MOST_NAMED = 3
_NEAREST = "The nearest passages are shown; asking in their words may help."


def show_answer(turn: Turn, *, number: int, key: str, chosen: Chosen, status: str = "") -> None:
    """Draw a turn, the `number`-th from 0. A click chooses its footnote, or all its sources.

    `status` says what happens while the answer is on its way.
    """
    _component(
        key=key,
        data=answer_data(
            turn,
            chosen_marker=chosen.marker if chosen.turn == number else None,
            beside=chosen.turn == number,
            status=status,
        ),
        on_footnote_change=partial(_open_footnote, key, number),
        on_sources_change=partial(choose, number, None),
    )


def _open_footnote(key: str, number: int) -> None:
    choose(number, int(st.session_state[key]["footnote"]))


def answer_data(
    turn: Turn, *, chosen_marker: int | None, beside: bool, status: str = ""
) -> dict[str, Any]:
    """What answer.js draws, all of it as text.

    `beside`: its sources are the ones on the page.
    """
    answer = turn.answer
    ended = answer.complete or bool(answer.note)
    return {
        "question": turn.question,
        "asked": _asked(answer),
        "status": status,
        "pieces": _pieces(answer),
        "footnotes": {
            str(each.marker): {"place": place(each.document_name, each.page), "quote": each.quote}
            for each in answer.citations
        },
        "supported": answer.supported,
        "note": answer.note,
        "origin": _origin(answer) if ended else "",
        "markdown": answer_to_markdown(turn) if ended and answer.text else "",
        "chosen": chosen_marker,
        "beside": beside or not ended,
    }


def _asked(answer: Answer) -> str:
    """What was searched for, and where, if it is not what was typed, in everything."""
    said = [f"Searched for: {answer.searched}"] if answer.searched else []
    if answer.within and answer.within.document_names:
        names = answer.within.document_names
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        said.append(f"Asked of: {', '.join(names[:_MOST_NAMED])}{more}")
    return "\n".join(said)


def _pieces(answer: Answer) -> list[dict[str, Any]]:
    """The text in order: sentences with their markers, and what stands between them without.

    `note` says what is wrong with the support of a sentence.
    """
    pieces: list[dict[str, Any]] = []
    at = 0
    for sentence in answer.sentences:
        if sentence.start > at:
            pieces.append({"text": answer.text[at : sentence.start], "markers": [], "note": ""})
        pieces.append(
            {
                "text": answer.text[sentence.start : sentence.end],
                "markers": list(sentence.markers),
                "note": support_note(sentence, answer),
            }
        )
        at = sentence.end
    if at < len(answer.text):
        pieces.append({"text": answer.text[at:], "markers": [], "note": ""})
    return pieces


def _origin(answer: Answer) -> str:
    if not answer.supported:
        return _NEAREST if answer.hits else ""
    if not answer.text:
        return ""
    how = "Quoted from your documents" if answer.model == _EXTRACTIVE else f"By {answer.model}"
    said = f"{how} in {max(answer.seconds, 0.1):.1f} s" if answer.model else ""
    notes = sum(bool(support_note(each, answer)) for each in answer.sentences)
    bare = f"{notes} {'sentence' if notes == 1 else 'sentences'} not fully supported"
    return " · ".join(filter(None, (said, bare if notes else "")))
