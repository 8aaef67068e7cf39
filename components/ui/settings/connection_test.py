"""A short test question to a chat model: its real answer, or the reason for none."""

from functools import partial

import streamlit as st

from components.background.connection_test import PATIENCE, QUESTION, Trial
from components.chat_models.prices import cost, money
from components.types import ModelChoice
from components.ui.shared.facts import counted
from components.ui.shared.notices import notice
from components.ui.shared.session_model import key_for
from components.ui.shared.state import services
from components.ui.shared.tasks import follow
from components.ui.shared.text import untrusted

_TEST = "model_test"


def start_test(choice: ModelChoice) -> None:
    """Start a test in the background; it replaces an earlier one."""
    if earlier := st.session_state.get(_TEST):
        earlier.stop()
    running, key = services(), key_for(choice)
    st.session_state[_TEST] = Trial(
        choice, lambda: running.chat_model(choice, key=key, patience=PATIENCE)
    )


def show_test(choice: ModelChoice) -> None:
    """Draw the test of this choice, if there is one."""
    test: Trial | None = st.session_state.get(_TEST)
    if test is None or test.choice != choice:
        return
    if test.state.running:
        follow(partial(_show, test), until=lambda: not test.state.running)
    else:
        _show(test)


def _show(test: Trial) -> None:
    state = test.state
    with st.container(border=True):
        st.caption(f"Test question: {QUESTION}")
        if state.text.strip():
            untrusted(state.text.strip())
        elif state.running:
            st.caption(f"Waiting for the first word… {test.waited:.0f} s")
        if not state.running and not state.error:
            st.caption(_figures(test))
    if state.running:
        st.button("Stop test", key="stop-test", type="tertiary", on_click=test.stop)
    elif state.error:
        notice(state.error)


def _figures(test: Trial) -> str:
    state = test.state
    times = f"{state.first_seconds:.1f} s to the first word, {state.seconds:.1f} s in total"
    if state.usage is None:
        return f"{times}. The provider reported no token counts."
    tokens = f"{counted(state.usage.tokens_in, 'token')} in, {state.usage.tokens_out:,} out"
    price = cost(state.usage, test.choice.model, services().preferences().prices)
    return f"{times}; {tokens}" + (f", {money(price)}." if price else ".").replace("$", "\\$")
