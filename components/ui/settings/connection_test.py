"""A chat model tried with a tiny question: its real answer, or the real reason for none."""

import streamlit as st

from components.chat_models.connection_test import PATIENCE, QUESTION, Trial
from components.chat_models.prices import cost, money
from components.types import ModelChoice
from components.ui.shared.dialogs import renew
from components.ui.shared.facts import counted
from components.ui.shared.notices import notice
from components.ui.shared.session_model import key_for
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_TRIAL = "model_trial"
_EVERY = 0.3
"""Seconds between two looks."""
_SILENCE = 3
"""Seconds without a word, from which on they are counted."""


def try_it(choice: ModelChoice) -> None:
    """Begin, in the background; the trial before is forgotten."""
    before: Trial | None = st.session_state.get(_TRIAL)
    if before:
        before.stop()
    running, key = services(), key_for(choice)
    st.session_state[_TRIAL] = Trial(
        choice, lambda: running.chat_model(choice, key=key, patience=PATIENCE)
    )


def show_trial(choice: ModelChoice) -> None:
    """Draw the trial of this choice, if there is one."""
    trial: Trial | None = st.session_state.get(_TRIAL)
    if trial is None or trial.choice != choice:
        return
    if trial.state.running:
        st.fragment(_follow, run_every=_EVERY)(trial)
    else:
        _show(trial)


def _follow(trial: Trial) -> None:
    if not trial.state.running:
        renew()
    _show(trial)
    if trial.state.running:
        st.button("Stop the test", key="stop-trial", type="tertiary", on_click=trial.stop)


def _show(trial: Trial) -> None:
    state = trial.state
    with st.container(border=True):
        st.caption(f"Asked: {QUESTION}")
        if state.text.strip():
            untrusted(state.text.strip())
        elif state.running:
            st.caption(_waiting(int(trial.waited)))
        if not state.running and not state.error:
            st.caption(_measured(trial))
    if state.error:
        notice(state.error)


def _waiting(seconds: int) -> str:
    """>>> _waiting(0), _waiting(12)
    ('Waiting for its first word…', 'Waiting for its first word… 12 s')
    """
    words = "Waiting for its first word…"
    return f"{words} {seconds} s" if seconds >= _SILENCE else words


def _measured(trial: Trial) -> str:
    state = trial.state
    times = f"{state.first_seconds:.1f} s to the first word, {state.seconds:.1f} s in all"
    if state.usage is None:
        return f"{times}. It did not say how many tokens it took."
    paid = cost(state.usage, trial.choice.model, services().preferences().prices)
    return (
        f"{times}; {counted(state.usage.tokens_in, 'token')} read, "
        f"{state.usage.tokens_out:,} written"
        + (f", {money(paid)}".replace("$", "\\$") if paid is not None else "")
        + "."
    )
