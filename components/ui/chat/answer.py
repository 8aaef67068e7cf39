"""A question and its answer, each sentence with its footnotes."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from components.chat_models.prices import Price
from components.export import answer_to_markdown, support_mark, support_note
from components.types import Answer, Sentence, Turn
from components.ui.chat.answer_footer import byline, support_words
from components.ui.library.progress import is_active
from components.ui.shared.dialogs import dialog
from components.ui.shared.facts import counted
from components.ui.shared.mounting import component
from components.ui.shared.state import Selection, collection, select_sources, services
from components.ui.shared.text import page_reference, untrusted_block

_mount = component("answer", js=("chat/answer_text.js", "chat/answer.js"), css=("chat/answer.css",))

_MAX_NAMES = 3
_PROMPT_OF = "show_prompt_of"


def show_answer(
    turn: Turn,
    *,
    number: int,
    key: str,
    selected: Selection,
    status: str = "",
    silent_s: int = 0,
    title: str = "",
) -> None:
    """Draw a turn, counted from 0; clicks select its footnotes or its sources.

    `status` says what happens while the answer is unfinished, and `silent_s` for how many seconds
    nothing has come. A `title` replaces the question where that is shown elsewhere.
    """
    answer = turn.answer
    _mount(
        key=key,
        data=answer_data(
            turn,
            marker=selected.marker if selected.turn == number else None,
            has_sources_shown=selected.turn == number,
            prices=services().preferences().prices,
            status=status,
            silent_s=silent_s,
            title=title,
            unread_files=() if answer.supported else _unread_files(answer),
        ),
        on_footnote_change=lambda: select_sources(number, int(st.session_state[key]["footnote"])),
        on_sources_change=partial(select_sources, number),
        on_prompt_change=lambda: st.session_state.update({_PROMPT_OF: answer}),
    )


def show_requested_prompt() -> None:
    """Open the prompt of the answer whose "Show prompt" was just clicked."""
    if answer := st.session_state.pop(_PROMPT_OF, None):
        _show_prompt(answer)


@dialog("Prompt sent to the model", width="large")
def _show_prompt(answer: Answer) -> None:
    if answer.writing:
        usage = answer.writing.usage
        tokens = f"{'about ' if usage.estimated else ''}{counted(usage.tokens_in, 'token')}"
        st.caption(f"The full prompt, {tokens}: rules, instructions, passages and the question.")
        untrusted_block(answer.writing.prompt)


def _unread_files(answer: Answer) -> list[str]:
    """Return names of files still being added to the collection that was searched."""
    searched = answer.within.collection if answer.within else collection()
    jobs = services().jobs.all()
    return [job.name for job in jobs if job.collection == searched and is_active([job])]


def answer_data(
    turn: Turn,
    *,
    marker: int | None,
    has_sources_shown: bool,
    prices: tuple[Price, ...] = (),
    status: str = "",
    silent_s: int = 0,
    title: str = "",
    unread_files: Sequence[str] = (),
) -> dict[str, Any]:
    """Return what answer.js draws; `marker` is the selected footnote."""
    answer = turn.answer
    question = answer.searched or turn.question
    has_ended = answer.complete or bool(answer.note)
    return {
        "question": "" if title else turn.question,
        "title": title,
        "scope": "" if title else _scope_words(answer),
        "status": status,
        "silent_s": silent_s,
        "pieces": _pieces(answer),
        "footnotes": {
            str(each.marker): {
                "place": page_reference(each.document_name, each.page),
                "quote": each.quote,
            }
            for each in answer.citations
        },
        "supported": answer.supported or answer.writing is not None,
        "note": answer.note,
        "support": support_words(answer, question, unread_files) if has_ended else "",
        "byline": byline(answer, prices) if has_ended else "",
        "markdown": answer_to_markdown(turn) if has_ended and answer.text else "",
        "has_prompt": has_ended and answer.writing is not None,
        "marker": marker,
        "has_sources_shown": has_sources_shown or not has_ended,
    }


def _scope_words(answer: Answer) -> str:
    """Say what was searched for and in which documents, where that differs from what was typed."""
    lines = [f"Searched for: {answer.searched}"] if answer.searched else []
    if answer.within and answer.within.document_names:
        names = answer.within.document_names
        more = f" and {len(names) - _MAX_NAMES} more" if len(names) > _MAX_NAMES else ""
        lines.append(f"Searched only in: {', '.join(names[:_MAX_NAMES])}{more}")
    return "\n".join(lines)


def _pieces(answer: Answer) -> list[dict[str, Any]]:
    """Cut the text into pieces; the last piece of a sentence carries its markers and its note."""
    pieces: list[dict[str, Any]] = []
    at = 0
    for sentence in answer.sentences:
        if sentence.start > at:
            pieces.append(_piece(answer.text[at : sentence.start]))
        pieces += _sentence_pieces(sentence, answer)
        at = sentence.end
    if at < len(answer.text):
        pieces.append(_piece(answer.text[at:]))
    return pieces


def _sentence_pieces(sentence: Sentence, answer: Answer) -> list[dict[str, Any]]:
    """Cut a sentence around the few words that answer, which are drawn bold."""
    mark = support_mark(sentence, answer)
    first, last = sentence.short or (sentence.end, sentence.end)
    spans = ((sentence.start, first, False), (first, last, True), (last, sentence.end, False))
    pieces = [
        _piece(answer.text[start:end], is_bold=is_bold, mark=mark)
        for start, end, is_bold in spans
        if start < end
    ]
    pieces[-1] |= {"markers": list(sentence.markers), "note": support_note(sentence, answer)}
    return pieces


def _piece(text: str, *, is_bold: bool = False, mark: str = "") -> dict[str, Any]:
    return {"text": text, "bold": is_bold, "markers": [], "mark": mark, "note": ""}
