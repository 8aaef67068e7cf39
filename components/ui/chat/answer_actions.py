"""Actions on the last answer: regenerate, edit, compare, rate, export."""

from functools import partial

import streamlit as st

from components.background.answer_run import STOPPED, STOPPED_EARLY
from components.export import conversation_file_name, to_html, to_json, to_markdown
from components.types import MAX_QUESTION_CHARS, Answer, Conversation, Feedback, Turn
from components.ui.chat.question_box import ask
from components.ui.chat.side_by_side import show_compare
from components.ui.shared.dialogs import dialog
from components.ui.shared.notices import calm
from components.ui.shared.state import services

_MAX_REASON_CHARS = 500
_ROUND = "feedback_round"
_EDITED = "turn_to_edit"
_EXPORTS = (
    ("Web page", "html", "text/html", to_html),
    ("Markdown", "md", "text/markdown", to_markdown),
    ("JSON", "json", "application/json", to_json),
)


def show_actions(current: Conversation, *, can_ask: bool) -> None:
    """Draw the actions below the last answer.

    Without documents, `can_ask` is False, so that no answer is replaced by a refusal.
    """
    at = len(current.turns) - 1
    turn = current.turns[at]
    has_failed = did_model_fail(turn.answer)
    if has_failed:
        with st.container(key="recovery", horizontal=True, vertical_alignment="center"):
            st.button("Try again", type="primary", on_click=_resend, args=(turn, at))
            st.button(
                "Answer with quotes",
                on_click=_resend,
                args=(turn, at),
                kwargs={"quotes_only": True},
            )
            st.page_link("pages/settings.py", label="Settings")
    with st.container(key="controls", horizontal=True, vertical_alignment="center"):
        if not has_failed:
            st.button(
                "Regenerate",
                icon=":material/refresh:",
                type="tertiary",
                disabled=not can_ask,
                on_click=_resend,
                args=(turn, at),
            )
        # The click is remembered until the dialog can be drawn: a new answer may come first.
        st.button(
            "Edit and resend",
            icon=":material/edit:",
            type="tertiary",
            disabled=not can_ask,
            on_click=st.session_state.update,
            args=({_EDITED: (current.id, at)},),
        )
        if turn.answer.hits and can_ask:
            show_compare(current)
        feedback_key = _show_thumbs(current.id, turn.feedback, at) if turn.answer.text else ""
        st.space("stretch")
        _show_export(current)
    if turn.feedback and feedback_key:
        _show_reason(feedback_key, current.id, turn.feedback, at)
    if st.session_state.pop(_EDITED, None) == (current.id, at):
        _edit(turn, at)


def did_model_fail(answer: Answer) -> bool:
    """Return whether a chat model failed; an answer that the person stopped has not failed."""
    is_stopped = answer.note.startswith((STOPPED, STOPPED_EARLY))
    return bool(answer.model) and not answer.complete and not is_stopped


def _resend(turn: Turn, at: int, *, question: str = "", quotes_only: bool = False) -> None:
    ask(question or turn.question, at=at, scope=turn.answer.within, quotes_only=quotes_only)
    # A new key makes a new widget, so that the old answer's thumb is not kept for the new one.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


@dialog("Edit and resend")
def _edit(turn: Turn, at: int) -> None:
    question = st.text_area("Question", value=turn.question, max_chars=MAX_QUESTION_CHARS)
    st.caption("The new answer replaces the last one.")
    if st.button("Send", type="primary", disabled=not question.strip()):
        _resend(turn, at, question=question)
        st.rerun()


def _show_thumbs(conversation_id: str, feedback: Feedback | None, at: int) -> str:
    """Draw the thumbs, and return their key."""
    key = f"feedback-{conversation_id}-{at}-{st.session_state.get(_ROUND, 0)}"
    st.feedback(
        "thumbs",
        key=key,
        default=int(feedback.good) if feedback else None,
        on_change=_rate,
        args=(key, conversation_id, at),
    )
    return key


def _show_reason(key: str, conversation_id: str, feedback: Feedback, at: int) -> None:
    question = "What did you like?" if feedback.good else "What went wrong?"
    st.text_input(
        "Why (optional)",
        value=feedback.reason,
        key=f"{key}-reason",
        placeholder=f"{question} (optional)",
        max_chars=_MAX_REASON_CHARS,
        label_visibility="collapsed",
        on_change=_rate,
        args=(key, conversation_id, at),
    )


def _rate(key: str, conversation_id: str, at: int) -> None:
    thumb: int | None = st.session_state[key]
    reason = st.session_state.get(f"{key}-reason", "").strip()
    feedback = None if thumb is None else Feedback(good=bool(thumb), reason=reason)
    with calm():
        services().conversations.rate(conversation_id, feedback, at=at)


def _show_export(current: Conversation) -> None:
    popover = st.popover("Export", icon=":material/download:", type="tertiary")
    with popover.container(gap=None):
        for name, suffix, media_type, write in _EXPORTS:
            st.download_button(
                name,
                data=partial(write, current),
                file_name=conversation_file_name(current, suffix),
                mime=media_type,
                key=f"export-{suffix}",
                on_click="ignore",
                type="tertiary",
            )
