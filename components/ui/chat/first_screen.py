"""First screen of the chat, and questions to choose from."""

from collections.abc import Sequence

import streamlit as st

from components.pipelines.suggesting import suggest
from components.types import Scope
from components.ui.chat.dropped_files import is_reading, ready_files, show_reading
from components.ui.chat.question_box import ask
from components.ui.chat.scope import Documents, current_scope
from components.ui.library.progress import is_active
from components.ui.library.uploads import sample_names, submit_samples, suggestions
from components.ui.shared.state import services
from components.ui.shared.text import label, untrusted

_WIDTH_PX = 720
_MAX_QUESTIONS = 4
_MAX_BESIDE_SAMPLES = 2
_MAX_DOCUMENTS = 8
"""Documents whose text is searched for questions."""


def show_first_screen(documents: Documents) -> None:
    """Draw what the app does, and what to do first."""
    with st.container(key="first-screen", width=_WIDTH_PX):
        st.title("Ask your documents")
        st.markdown(
            "Answers come from your own files, and every sentence has a footnote to the exact "
            "place it comes from."
        )
        if is_reading() or ready_files():
            show_dropped_files()
        elif documents:
            scope = current_scope()
            show_questions("Try one of these", _suggested(documents, scope), key="suggestions")
        elif not is_active(services().jobs.all()):
            with st.container(horizontal=True):
                if st.button("Upload documents", type="primary"):
                    st.switch_page("pages/library.py")
                st.button("Try the samples", on_click=submit_samples)


def show_dropped_files() -> None:
    """Draw files dropped without a question: their progress, or questions once they are ready."""
    if is_reading():
        show_reading()
    elif ready := ready_files():
        scope, failure = ready
        names = scope.document_names
        if names:
            more = f" and {len(names) - 1} more are" if len(names) > 1 else " is"
            untrusted(f"{names[0]}{more} ready. What would you like to know?")
        if failure:
            untrusted(failure)
        documents = tuple(zip(scope.document_ids, names, strict=True))
        questions = _generated(documents, scope, _MAX_QUESTIONS)
        show_questions("Try one of these", questions, key="suggestions")


def show_questions(title: str, questions: Sequence[str], *, key: str) -> None:
    """Draw a row of questions; a click asks one."""
    if questions:
        st.pills(
            title, questions, key=key, format_func=label, on_change=_ask, args=(key,), wrap=True
        )


def _ask(key: str) -> None:
    if question := st.session_state[key]:
        ask(question, stands_alone=True)


def _suggested(documents: Documents, scope: Scope) -> list[str]:
    """Return questions about the samples, then about the person's own documents."""
    selected = [each for each in documents if each[0] in scope.document_ids] or list(documents)
    about_samples = suggestions(name for _, name in selected)
    own = tuple(each for each in selected if each[1] not in sample_names())
    limit = _MAX_BESIDE_SAMPLES if about_samples else _MAX_QUESTIONS
    return [*about_samples, *_generated(own, scope, limit)]


def _generated(documents: Documents, scope: Scope, limit: int) -> tuple[str, ...]:
    generation = services().catalogue.generation
    return _cached(documents[:_MAX_DOCUMENTS], scope, limit, generation)


@st.cache_resource(show_spinner=False, max_entries=16)
def _cached(
    documents: Documents,
    scope: Scope,
    limit: int,
    generation: int,  # noqa: ARG001  (cache key: changes with the library)
) -> tuple[str, ...]:
    return suggest(services(), documents, within=scope, limit=limit)
