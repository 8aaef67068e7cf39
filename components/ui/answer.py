"""A question and its answer, each sentence with chips for its footnotes."""

from functools import partial
from typing import Any

import streamlit as st

from components.exports import answer_to_markdown
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
_NEAREST = "The nearest passages are shown; asking in their words may help."


def show_answer(turn: Turn, *, number: int, key: str, chosen: Chosen) -> None:
    """Draw a turn, the `number`-th from 0. A click chooses its footnote, or all its sources."""
    _component(
        key=key,
        data=answer_data(
            turn,
            chosen_marker=chosen.marker if chosen.turn == number else None,
            beside=chosen.turn == number,
        ),
        on_footnote_change=partial(_open_footnote, key, number),
        on_sources_change=partial(choose, number, None),
    )


def _open_footnote(key: str, number: int) -> None:
    choose(number, int(st.session_state[key]["footnote"]))


def show_question(question: str, *, key: str) -> None:
    """Draw a question whose answer is on its way."""
    _component(key=key, data={"question": question, "pieces": [], "footnotes": {}})


def answer_data(turn: Turn, *, chosen_marker: int | None, beside: bool) -> dict[str, Any]:
    """What answer.js draws, all of it as text.

    `beside`: its sources are the ones on the page.
    """
    return {
        "question": turn.question,
        "pieces": _pieces(turn.answer),
        "footnotes": {
            str(each.marker): {"place": place(each.document_name, each.page), "quote": each.quote}
            for each in turn.answer.citations
        },
        "supported": turn.answer.supported,
        "origin": _origin(turn.answer),
        "markdown": answer_to_markdown(turn),
        "chosen": chosen_marker,
        "beside": beside,
    }


def _pieces(answer: Answer) -> list[dict[str, Any]]:
    """The text in order: sentences with their markers, and what stands between them without."""
    pieces: list[dict[str, Any]] = []
    at = 0
    for sentence in answer.sentences:
        if sentence.start > at:
            pieces.append({"text": answer.text[at : sentence.start], "markers": []})
        pieces.append(
            {
                "text": answer.text[sentence.start : sentence.end],
                "markers": list(sentence.markers),
            }
        )
        at = sentence.end
    if at < len(answer.text):
        pieces.append({"text": answer.text[at:], "markers": []})
    return pieces


def _origin(answer: Answer) -> str:
    if not answer.supported:
        return _NEAREST if answer.hits else ""
    how = "Quoted from your documents" if answer.model == _EXTRACTIVE else f"By {answer.model}"
    return f"{how} in {max(answer.seconds, 0.1):.1f} s"
