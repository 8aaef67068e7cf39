"""A question and its answer, each sentence with chips for its footnotes."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.chat_models.prices import Price
from components.export import answer_to_markdown, support_mark, support_note
from components.types import Answer, Turn
from components.ui.chat.answer_details import origin, support
from components.ui.chat.prompt import want_prompt
from components.ui.library.progress import is_active
from components.ui.shared.mounting import component
from components.ui.shared.state import Chosen, choose, collection, services
from components.ui.shared.text import place

_draw = component("answer", js=("chat/answer_lines.js", "chat/answer.js"), css=("chat/answer.css",))

_MOST_NAMED = 3


def show_answer(
    turn: Turn,
    *,
    number: int,
    key: str,
    chosen: Chosen,
    status: str = "",
    waited: int = 0,
    title: str = "",
) -> None:
    """Draw a turn, the `number`-th from 0. A click chooses its footnote, or all its sources.

    `status` says what happens while the answer is on its way, `waited` for how many seconds
    already. A `title` stands in the place of the question, where that is said elsewhere.
    """
    _draw(
        key=key,
        data=answer_data(
            turn,
            chosen_marker=chosen.marker if chosen.turn == number else None,
            beside=chosen.turn == number,
            prices=services().preferences().prices,
            status=status,
            waited=waited,
            title=title,
            being_read=() if turn.answer.supported else _being_read(turn.answer),
        ),
        on_footnote_change=partial(_open_footnote, key, number),
        on_sources_change=partial(choose, number, None),
        on_prompt_change=partial(want_prompt, turn.answer),
    )


def _being_read(answer: Answer) -> list[str]:
    """Files on their way into the collection that was asked."""
    asked = answer.within.collection if answer.within else collection()
    jobs = services().jobs.all()
    return [each.name for each in jobs if each.collection == asked and is_active([each])]


def _open_footnote(key: str, number: int) -> None:
    choose(number, int(st.session_state[key]["footnote"]))


def answer_data(
    turn: Turn,
    *,
    chosen_marker: int | None,
    beside: bool,
    prices: tuple[Price, ...] = (),
    status: str = "",
    waited: int = 0,
    title: str = "",
    being_read: Sequence[str] = (),
) -> dict[str, Any]:
    """What answer.js draws, all of it as text.

    `beside`: its sources are the ones on the page. `being_read`: names of files.
    """
    answer = turn.answer
    question = answer.searched or turn.question
    ended = answer.complete or bool(answer.note)
    return {
        "question": "" if title else turn.question,
        "title": title,
        "asked": "" if title else _asked(answer),
        "status": status,
        "waited": waited,
        "pieces": _pieces(answer),
        "footnotes": {
            str(each.marker): {"place": place(each.document_name, each.page), "quote": each.quote}
            for each in answer.citations
        },
        "supported": answer.supported or answer.writing is not None,
        "note": answer.note,
        "support": support(answer, question, being_read) if ended else "",
        "origin": origin(answer, prices) if ended else "",
        "markdown": answer_to_markdown(turn) if ended and answer.text else "",
        "prompt": ended and answer.writing is not None,
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

    `mark` and `note` say what is wrong with the support of a sentence; `short` is the span of its
    words that answer, in JavaScript's characters.
    """
    pieces: list[dict[str, Any]] = []
    at = 0
    for sentence in answer.sentences:
        if sentence.start > at:
            pieces.append(_piece(answer.text[at : sentence.start]))
        text = answer.text[sentence.start : sentence.end]
        pieces.append(
            {
                "text": text,
                "short": sentence.short
                and [_units(text[: each - sentence.start]) for each in sentence.short],
                "markers": list(sentence.markers),
                "mark": support_mark(sentence, answer),
                "note": support_note(sentence, answer),
            }
        )
        at = sentence.end
    if at < len(answer.text):
        pieces.append(_piece(answer.text[at:]))
    return pieces


def _piece(text: str) -> dict[str, Any]:
    return {"text": text, "short": None, "markers": [], "mark": "", "note": ""}


def _units(text: str) -> int:
    """Its length as JavaScript counts: characters beyond the first 65,536 are two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
