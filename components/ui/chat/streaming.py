"""An answer in the making: drawn where it will stand, over and over until it has ended."""

import time

import streamlit as st

from components.background.answer_run import AnswerRun
from components.types import Turn
from components.ui.chat.answer import show_answer
from components.ui.chat.dropped_files import reading_words
from components.ui.shared.dialogs import renew
from components.ui.shared.state import Chosen

_EVERY = 0.25
"""Seconds between two drawings."""
_PATIENCE = {"reading": 0.0, "searching": 3.0, "writing": 0.3, "checking": 3.0, "ended": 0.0}
"""Seconds that a page waits for the next stage, so that an answer that comes at once comes whole:
it takes longer only where models are being loaded, or a chat model writes."""
_FOR_A_MODEL = 0.3
"""The same once its passages are found: they are shown before its first word."""
_SILENCE = 3
"""Seconds without a word, from which on they are counted."""
_SETTLED = "settled_answer"


def show_live(live: AnswerRun, *, key: str, chosen: Chosen) -> None:
    """Draw it in its turn's place; the whole page anew when its sources come, and when it ends."""
    # While a run still waits in `settle`, a tick of the timer would draw against it.
    settled = st.session_state.get(_SETTLED) is live
    every = _EVERY if settled else None
    st.fragment(_follow, run_every=every)(live, key, chosen, _shown(live))


def settle(live: AnswerRun) -> None:
    """Wait a moment for an answer that was just asked for; then the page anew, which has it, or
    follows it.
    """
    if st.session_state.get(_SETTLED) is live:
        return
    st.session_state[_SETTLED] = live
    pulse = st.empty()
    stage, since = live.stage, time.monotonic()
    while not live.wait(0.05):
        pulse.empty()  # a point at which "stop" and other clicks end this run
        if live.stage != stage:
            stage, since = live.stage, time.monotonic()
        by_model = live.request.answerer is not None and bool(live.answer.hits)
        if time.monotonic() - since >= (_FOR_A_MODEL if by_model else _PATIENCE[stage]):
            break
    st.rerun()


def _shown(live: AnswerRun) -> tuple[str, bool]:
    return live.stage, bool(live.answer.hits)


def _follow(live: AnswerRun, key: str, chosen: Chosen, shown: tuple[str, bool]) -> None:
    # An answer that ended after the box was drawn would leave its "Stop" there.
    if live.stage == "ended" or _shown(live) != shown:
        renew()
    show_answer(
        Turn(question=live.request.question, answer=live.answer),
        number=live.at,
        key=key,
        chosen=chosen,
        status=status(live),
        waited=waited(live),
    )


def status(live: AnswerRun) -> str:
    """What happens now, in words; "" while words come."""
    match live.stage:
        case "reading":
            return reading_words(live.request.job_ids)
        case "searching" if live.answer.hits:
            return live.notice or "Writing the answer…"
        case "searching":
            return "Looking through your documents…"
        case "writing" if live.silence >= _SILENCE:
            return "Still writing…"
        case _:
            return ""


def waited(live: AnswerRun) -> int:
    """Seconds of silence of a model, once there are a few; 0 where a notice counts its own."""
    seconds = int(live.silence)
    writes = live.stage == "writing" or bool(live.answer.hits)
    quiet = writes and live.stage in ("searching", "writing") and not live.notice
    return seconds if quiet and seconds >= _SILENCE else 0
