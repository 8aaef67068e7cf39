"""The chat box, and asking a question: typed, with files, suggested, or sent again."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.background.answer_run import AnswerRequest, AnswerRun
from components.loaders import READABLE_SUFFIXES
from components.types import MAX_QUESTION_CHARS, Scope, Upload
from components.ui.chat.dropped_files import clear_ready_files, follow_files
from components.ui.chat.scope import (
    Documents,
    current_scope,
    ready_documents,
    refresh,
    show_scope,
    use_scope,
)
from components.ui.library.uploads import submit
from components.ui.shared.notices import calm, notice
from components.ui.shared.session_model import answerer, answering_words
from components.ui.shared.state import (
    clear_selection,
    conversation,
    conversation_id,
    open_conversation,
    services,
)
from components.ui.shared.text import label

_MAX_WORDS = 120  # characters that say who answers
_BOX = "chat_box"
_LAST_RUN = "last_run"


CurrentRun = AnswerRun | None


def current_run() -> CurrentRun:
    """Return the answer being written in the open conversation."""
    return services().answer_runs.of(conversation_id())


def use_files_of_last_question() -> None:
    """Limit questions to the files sent with the last one, once they are read."""
    run: AnswerRun | None = st.session_state.get(_LAST_RUN)
    if run is None or run.stage == "reading":
        return
    del st.session_state[_LAST_RUN]
    if run.request.job_ids and run.answer.within and run.answer.within.document_ids:
        use_scope(run.answer.within)


def show_box(
    documents: Documents, *, stop: Callable[[], None] | None = None, is_comparing: bool = False
) -> None:
    """Draw the chat box at the bottom of the window.

    With `stop`, an answer is being written and the button calls it. While two answers are
    compared, the box is disabled.
    """
    hint = "Ask your documents" if documents else "Drop a file here to ask about it"
    if is_comparing:
        hint = "Keep one of the answers, or go back, to continue"
    with st.bottom:
        if not is_comparing:
            show_scope(documents)
        with st.container(key="box", horizontal=True, vertical_alignment="center", wrap=False):
            st.chat_input(
                hint,
                key=_BOX,
                max_chars=MAX_QUESTION_CHARS,
                accept_file="multiple",
                file_type=READABLE_SUFFIXES,
                disabled=is_comparing or stop is not None,
                submit_mode="disable",
                on_submit=_send,
            )
            if stop:
                st.button("Stop", icon=":material/stop:", key="stop", on_click=stop)
        with st.container(key="answerer"):
            words = answering_words()
            if len(words) > _MAX_WORDS:
                words = f"{words[: _MAX_WORDS - 1]}…"
            st.page_link(
                "pages/settings.py", label=label(words), help="Change the chat model in Settings"
            )


def instructions_for(collection: str) -> str:
    """Return the collection's instructions for answers, or ""."""
    row = services().catalogue.collections.get(collection)
    return row.instructions if row else ""


def ask(
    question: str,
    *,
    at: int | None = None,
    scope: Scope | None = None,
    job_ids: tuple[int, ...] = (),
    stands_alone: bool = False,
    quotes_only: bool = False,
) -> None:
    """Start answering in the open conversation, or in a new one.

    The answer replaces turn `at`, counted from 0, and all later ones; without `at` it is added.
    It searches an earlier `scope`, else the current one; with `job_ids`, the files of these jobs
    once they are read. A question that `stands_alone` needs no earlier turns.
    """
    with calm():
        if not question.strip():
            return
        scope = refresh(scope) if scope else current_scope()
        model = None if quotes_only else answerer()
        current = conversation()
        id_ = (
            current.id
            if current
            else services().conversations.start(question, collection=scope.collection)
        )
        st.session_state[_LAST_RUN] = services().answer_runs.start(
            AnswerRequest(
                question=question,
                conversation_id=id_,
                at=at,
                within=scope,
                job_ids=job_ids,
                answerer=model,
                instructions=instructions_for(scope.collection) if model else "",
                stands_alone=stands_alone,
            )
        )
        clear_selection()
        clear_ready_files()
        open_conversation(id_)


def _send() -> None:
    sent: Any = st.session_state[_BOX]
    with calm():
        if not sent.files and not ready_documents():
            st.session_state[_BOX] = sent.text  # keeps the words in the box
            notice("There are no documents yet. Drop a file on the chat box, or upload some.")
            return
        uploads = (Upload(name=each.name, data=each.getvalue()) for each in sent.files)
        job_ids = tuple(submit(uploads))
        if sent.text.strip():
            ask(sent.text, job_ids=job_ids)
        elif job_ids:
            follow_files(job_ids)
