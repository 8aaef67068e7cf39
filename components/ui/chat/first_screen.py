"""What a person sees before the first question, and questions that they can choose."""

from collections.abc import Sequence

import streamlit as st

from components.pipelines.suggesting import suggest
from components.types import Scope
from components.ui.chat.dropped_files import is_reading, show_reading, take_ready
from components.ui.chat.question_box import ask
from components.ui.chat.scope import Documents, within
from components.ui.library.progress import is_active
from components.ui.library.uploads import sample_names, submit_samples, suggestions
from components.ui.shared.state import services
from components.ui.shared.text import label, untrusted

_WIDTH = 720  # px, a comfortable line
_OWN = 4
"""Questions made of a person's own documents."""
_BESIDE_SAMPLES = 2


def show_first_screen(documents: Documents) -> None:
    """One line that says what this is, and what to do first."""
    with st.container(key="first-screen", width=_WIDTH):
        st.title("Ask your documents")
        st.markdown(
            "Answers come from your own files, and every sentence carries a footnote to the exact "
            "place it comes from."
        )
        if is_reading() or take_ready():
            show_dropped()
        elif documents:
            asked = within()
            show_questions("Try one of these", _suggested(documents, asked), key="suggestions")
        elif not is_active(services().jobs.all()):
            with st.container(horizontal=True):
                if st.button("Upload documents", type="primary"):
                    st.switch_page("pages/library.py")
                st.button("Try the samples", on_click=submit_samples)


def show_dropped() -> None:
    """Files that were dropped on the chat box without a question: being read, or ready."""
    if is_reading():
        show_reading()
        return
    ready = take_ready()
    if ready is None:
        return
    read, failed = ready
    names = read.document_names
    if names:
        said = names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
        untrusted(
            f"{said} {'is' if len(names) == 1 else 'are'} ready. What would you like to know?"
        )
    if failed:
        untrusted(failed)
    if names:
        own = tuple(zip(read.document_ids, names, strict=True))
        show_questions("Try one of these", _of(own, read, _OWN), key="suggestions")


def show_questions(words: str, questions: Sequence[str], *, key: str) -> None:
    """Draw questions as pills; the one that is chosen is asked."""
    if questions:
        st.pills(
            words,
            questions,
            key=key,
            format_func=label,
            on_change=_choose,
            args=(key,),
            wrap=True,
        )


def _choose(key: str) -> None:
    question = st.session_state[key]
    if question:
        ask(question, stands_alone=True)


def _suggested(documents: Documents, asked: Scope) -> list[str]:
    """Those of the samples first, and then of the person's own documents."""
    chosen = [each for each in documents if each[0] in asked.document_ids] or list(documents)
    of_samples = suggestions(name for _, name in chosen)
    own = tuple(each for each in chosen if each[1] not in sample_names())
    limit = _BESIDE_SAMPLES if of_samples else _OWN
    return [*of_samples, *_of(own, asked, limit)]


def _of(documents: Documents, asked: Scope, limit: int) -> tuple[str, ...]:
    return _made(documents[: _OWN * 2], asked, limit, services().catalogue.generation)


@st.cache_resource(show_spinner=False, max_entries=16)
def _made(
    documents: Documents,
    asked: Scope,
    limit: int,
    generation: int,  # noqa: ARG001  (until when it holds)
) -> tuple[str, ...]:
    return suggest(services(), documents, within=asked, limit=limit)
