"""The whole of what a chat model was sent for an answer, shown when it is asked for."""

import streamlit as st

from components.types import Answer
from components.ui.shared.dialogs import dialog
from components.ui.shared.mounting import component

_draw = component("prompt", js=("chat/prompt.js",), css=("chat/prompt.css",))

_WANTED = "prompt_wanted"
_TITLE = "What the model was sent"


def want_prompt(answer: Answer) -> None:
    """Show it in the run that follows."""
    st.session_state[_WANTED] = answer


def show_wanted_prompt() -> None:
    """Draw it, where it was just asked for."""
    answer: Answer | None = st.session_state.pop(_WANTED, None)
    if answer and answer.writing:
        _show(answer)


@dialog(_TITLE, width="large")
def _show(answer: Answer) -> None:
    writing = answer.writing
    if writing is None:
        return
    usage = writing.usage
    tokens = f"{'about ' if usage.estimated else ''}{usage.tokens_in:,} tokens"
    st.caption(
        f"All of it, word for word, {tokens}: the rules, your instructions for the collection if "
        "there are any, earlier turns, the passages, and the question last."
    )
    _draw(key="prompt", data={"text": writing.prompt, "title": _TITLE})
