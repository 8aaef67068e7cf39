"""What a person sees before the first question."""

from collections.abc import Sequence

import streamlit as st

from components.ui.progress import is_active
from components.ui.state import services
from components.ui.text import label
from components.ui.uploads import submit_samples, suggestions

_PILLS = "suggestions"
_TAKEN = "taken_suggestion"
_WIDTH = 720  # px, a comfortable line


def show_first_screen(ready: Sequence[str]) -> None:
    """One line that says what this is, and what to do first. `ready`: names of the documents."""
    with st.container(key="first-screen", width=_WIDTH):
        st.title("Ask your documents")
        st.markdown(
            "Answers come from your own files, and every sentence carries a footnote to the exact "
            "place it comes from."
        )
        if ready:
            _suggest(suggestions(ready))
        elif not is_active(services().jobs.all()):
            with st.container(horizontal=True):
                if st.button("Upload documents", type="primary"):
                    st.switch_page("pages/library.py")
                st.button("Try the samples", on_click=submit_samples)


def take_suggestion() -> str | None:
    """The suggested question that was just chosen, once."""
    question: str | None = st.session_state.pop(_TAKEN, None)
    return question


def _suggest(questions: Sequence[str]) -> None:
    if questions:
        st.pills("Try one of these", questions, key=_PILLS, format_func=label, on_change=_choose)


def _choose() -> None:
    st.session_state[_TAKEN] = st.session_state[_PILLS]
