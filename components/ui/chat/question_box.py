"""The chat box, and a question on its way: typed, with files, suggested, or sent again."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.background.answer_run import AnswerRequest, AnswerRun
from components.loaders import READABLE_SUFFIXES
from components.types import MAX_QUESTION_CHARS, Scope, Upload
from components.ui.chat.dropped_files import forget_ready, read_files
from components.ui.chat.scope import (
    Documents,
    choose_within,
    present,
    ready_documents,
    show_scope,
    within,
)
from components.ui.library.uploads import submit
from components.ui.shared.notices import calm, notice
from components.ui.shared.session_model import answerer, model_words
from components.ui.shared.state import (
    conversation,
    conversation_id,
    forget_choice,
    open_conversation,
    services,
)
from components.ui.shared.text import label

_LONGEST_WORDS = 120
"""Characters of who answers."""
_BOX = "chat_box"
_LAST = "last_asked"


def live_answer() -> AnswerRun | None:
    """The answer that is being made in the open conversation."""
    return services().answer_runs.of(conversation_id())


def follow_files() -> None:
    """Once the files that came with the last question are there, ask these from then on."""
    last: AnswerRun | None = st.session_state.get(_LAST)
    if last is None or last.stage == "reading":
        return
    del st.session_state[_LAST]
    if last.request.job_ids and last.answer.within and last.answer.within.document_ids:
        choose_within(last.answer.within)


def show_box(
    documents: Documents, *, stop: Callable[[], None] | None = None, comparing: bool = False
) -> None:
    """Draw it at the bottom of the window; what is sent with it is on its way at once.

    `stop` ends what is being written, where something is. While two answers are `comparing`,
    nothing else is asked.
    """
    if comparing:
        hint = "Keep one of the two answers, or go back, to ask on"
    elif documents:
        hint = "Ask your documents"
    else:
        hint = "Drop a file here, and ask about it"
    with st.bottom:
        if not comparing:
            show_scope(documents)
        with st.container(key="box", horizontal=True, vertical_alignment="center", wrap=False):
            st.chat_input(
                hint,
                key=_BOX,
                max_chars=MAX_QUESTION_CHARS,
                accept_file="multiple",
                file_type=READABLE_SUFFIXES,
                disabled=comparing or stop is not None,
                submit_mode="disable",
                on_submit=_send,
            )
            if stop:
                st.button("Stop", icon=":material/stop:", key="stop", on_click=stop)
        with st.container(key="answerer"):
            st.page_link(
                "pages/settings.py",
                label=f"Answers: {label(_short(model_words()))}",
                help="Choose who answers: quotations, or a chat model.",
            )


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST_WORDS else f"{words[: _LONGEST_WORDS - 1]}…"


def instructions_for(collection: str) -> str:
    """What the person wants of answers from it; "" where nothing is."""
    found = services().catalogue.collections.get(collection)
    return found.instructions if found else ""


def ask(
    question: str,
    *,
    at: int | None = None,
    of: Scope | None = None,
    job_ids: tuple[int, ...] = (),
    stands_alone: bool = False,
    quoted: bool = False,
) -> None:
    """Start answering in the open conversation, or in a new one.

    The answer takes the place of the `at`-th turn, from 0, and of those after it; without `at` it
    follows all. It is asked `of` what an earlier one was, or of what is chosen now; with `job_ids`
    of those files, when they have been read. One that `stands_alone` is searched for as it is; one
    that is `quoted` is answered by quotations, whichever model is chosen.
    """
    with calm():
        if not question.strip():
            return
        asked_of = present(of) if of else within()
        by = None if quoted else answerer()
        current = conversation()
        asked_in = (
            current.id
            if current
            else services().conversations.start(question, collection=asked_of.collection)
        )
        st.session_state[_LAST] = services().answer_runs.start(
            AnswerRequest(
                question=question,
                conversation_id=asked_in,
                at=at,
                within=asked_of,
                job_ids=job_ids,
                answerer=by,
                instructions=instructions_for(asked_of.collection) if by else "",
                stands_alone=stands_alone,
            )
        )
        forget_choice()
        forget_ready()
        open_conversation(asked_in)


def _send() -> None:
    sent: Any = st.session_state[_BOX]
    with calm():
        if not sent.files and not ready_documents():
            st.session_state[_BOX] = sent.text  # the words stand in the box again
            notice("There is nothing to ask yet. Drop a file on the box, or fill the library.")
            return
        if not sent.files:
            ask(sent.text)
            return
        job_ids = tuple(submit(Upload(name=each.name, data=each.getvalue()) for each in sent.files))
        if sent.text.strip():
            ask(sent.text, job_ids=job_ids)
        else:
            read_files(job_ids)
