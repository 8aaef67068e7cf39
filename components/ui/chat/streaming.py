"""An answer being written, redrawn until it ends."""

import time

import streamlit as st

from components.background.answer_run import AnswerRun
from components.types import Turn
from components.ui.chat.answer import show_answer
from components.ui.chat.dropped_files import reading_words
from components.ui.shared.dialogs import rerun_page
from components.ui.shared.state import Selection, selection

_REDRAW_INTERVAL_S = 0.25
_PATIENCE_S = 5.0
"""A page waits this long for a quick answer, so that it appears whole."""
_SILENCE_S = 3
"""A silence that is counted on the page."""
_WAITED_FOR = "waited_for_run"


def show_run(
    run: AnswerRun, *, number: int, key: str, selected: Selection, title: str = ""
) -> None:
    """Draw an answer as turn `number`, and redraw it while it grows.

    The whole page is rerun when its passages come, when another footnote is selected, and when
    it ends.
    """
    version = _version(run, number)

    def draw() -> None:
        if _version(run, number) != version:
            rerun_page()
        show_answer(
            Turn(question=run.request.question, answer=run.answer),
            number=number,
            key=key,
            selected=selected,
            status=status_words(run),
            silent_s=_silent_seconds(run),
            title=title,
        )

    if run.stage == "ended":
        if not title:  # it ended after the box was drawn, whose "Stop" would stay
            rerun_page()
        draw()
    else:
        # While `wait_briefly` goes on, a redraw by the timer would compete with it.
        is_waiting = not title and st.session_state.get(_WAITED_FOR) is not run
        st.fragment(draw, run_every=None if is_waiting else _REDRAW_INTERVAL_S)()


def wait_briefly(run: AnswerRun) -> None:
    """Wait a moment for a new answer, once; then rerun the page, which has it or follows it."""
    if st.session_state.get(_WAITED_FOR) is run:
        return
    st.session_state[_WAITED_FOR] = run
    checkpoint = st.empty()
    end = time.monotonic() + _PATIENCE_S
    while not run.wait(0.05) and time.monotonic() < end:
        checkpoint.empty()  # lets "Stop" and other clicks end this script run
        is_model_next = run.request.answerer is not None and run.answer.hits
        if run.stage == "reading" or is_model_next:
            break
    st.rerun()


def _version(run: AnswerRun, number: int) -> tuple[str, bool, int]:
    return run.stage, bool(run.answer.hits), selection(number + 1).count


def status_words(run: AnswerRun) -> str:
    """Say what an answer is waiting for; "" while words come."""
    match run.stage:
        case "reading":
            return reading_words(run.request.job_ids)
        case "searching" if run.answer.hits:
            return run.notice or "Writing the answer…"
        case "searching":
            return "Searching your documents…"
        case "writing" if run.silence >= _SILENCE_S:
            return "Still writing…"
        case _:
            return ""


def _silent_seconds(run: AnswerRun) -> int:
    """Return how long a model has been silent, once it is long; a notice has its own countdown."""
    is_model_next = run.stage == "writing" or (run.stage == "searching" and run.answer.hits)
    is_silent = is_model_next and not run.notice and run.silence >= _SILENCE_S
    return int(run.silence) if is_silent else 0
