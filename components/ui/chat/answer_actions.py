"""What can be done with the last answer: ask again, edit its question, say what it is worth."""

import streamlit as st

from components.background.answer_run import STOPPED, STOPPED_EARLY
from components.types import MAX_QUESTION_CHARS, Answer, Conversation, Feedback, Turn
from components.ui.chat.export import show_export
from components.ui.chat.question_box import ask
from components.ui.chat.side_by_side import show_compare
from components.ui.shared.dialogs import dialog
from components.ui.shared.notices import calm
from components.ui.shared.state import services

_LONGEST_REASON = 500  # characters
_ROUND = "feedback_round"
_WANTED = "edit_wanted"
_QUOTED = {"quoted": True}
_THUMBS = (False, True)
"""What st.feedback's 0 and 1 mean."""


def show_controls(current: Conversation, *, can_ask: bool) -> None:
    """Draw them below the last answer of a conversation that has one.

    `can_ask`: there are documents, so that a good answer is not replaced by none.
    """
    at = len(current.turns) - 1
    turn = current.turns[at]
    if did_fail(turn.answer):
        _show_ways_on(turn, at)
    with st.container(key="controls", horizontal=True, vertical_alignment="center"):
        if not did_fail(turn.answer):  # there it is "Try again"
            st.button(
                "Regenerate",
                icon=":material/refresh:",
                type="tertiary",
                disabled=not can_ask,
                on_click=_resend,
                args=(turn, turn.question, at),
            )
        # Kept until it is drawn: an answer may come, and the page be drawn without, in between.
        st.button(
            "Edit and resend",
            icon=":material/edit:",
            type="tertiary",
            disabled=not can_ask,
            on_click=_want_edit,
            args=(current.id, at),
        )
        if turn.answer.hits and can_ask:
            show_compare(current)
        key = _show_thumbs(current.id, turn.feedback, at) if turn.answer.text else ""
        st.space("stretch")
        show_export(current)
    if turn.feedback and key:
        _show_reason(key, current.id, turn.feedback, at)
    if st.session_state.pop(_WANTED, None) == (current.id, at):
        _edit(turn, at)


def did_fail(answer: Answer) -> bool:
    """Whether a chat model failed while it answered; not where the person stopped it."""
    stopped = answer.note.startswith((STOPPED, STOPPED_EARLY))
    return bool(answer.model) and not answer.complete and not stopped


def _show_ways_on(turn: Turn, at: int) -> None:
    """What helps where a model failed."""
    with st.container(key="ways-on", horizontal=True, vertical_alignment="center"):
        st.button("Try again", on_click=_resend, args=(turn, turn.question, at))
        st.button(
            "Answer by quotation", on_click=_resend, args=(turn, turn.question, at), kwargs=_QUOTED
        )
        st.page_link("pages/settings.py", label="Settings")


def _resend(turn: Turn, question: str, at: int, *, quoted: bool = False) -> None:
    ask(question, at=at, of=turn.answer.within, quoted=quoted)
    # Another key is another widget: what was thought of the old answer is not said of the new.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _want_edit(conversation_id: str, at: int) -> None:
    st.session_state[_WANTED] = (conversation_id, at)


@dialog("Edit and resend")
def _edit(turn: Turn, at: int) -> None:
    edited = st.text_area("Question", value=turn.question, max_chars=MAX_QUESTION_CHARS)
    st.caption("The new answer takes the place of the last one.")
    if st.button("Send", type="primary", disabled=not edited.strip()):
        _resend(turn, edited, at)
        st.rerun()


def _show_thumbs(conversation_id: str, feedback: Feedback | None, at: int) -> str:
    """Draw them; their key."""
    key = f"feedback-{conversation_id}-{at}-{st.session_state.get(_ROUND, 0)}"
    st.feedback(
        "thumbs",
        key=key,
        default=_THUMBS.index(feedback.good) if feedback else None,
        on_change=_rate,
        args=(key, conversation_id, at),
    )
    return key


def _show_reason(key: str, conversation_id: str, feedback: Feedback, at: int) -> None:
    st.text_input(
        "Why (optional)",
        value=feedback.reason,
        key=f"{key}-reason",
        placeholder="What makes it good? (optional)"
        if feedback.good
        else "What is wrong? (optional)",
        max_chars=_LONGEST_REASON,
        label_visibility="collapsed",
        on_change=_rate,
        args=(key, conversation_id, at),
    )


def _rate(key: str, conversation_id: str, at: int) -> None:
    thumb = st.session_state[key]
    reason = st.session_state.get(f"{key}-reason", "")
    with calm():
        services().conversations.rate(
            conversation_id,
            None if thumb is None else Feedback(good=_THUMBS[thumb], reason=reason.strip()),
            at=at,
        )
