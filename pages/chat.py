"""The chat: questions and cited answers on the left, their sources on the right."""

import streamlit as st

from components.types import DEFAULT_COLLECTION, Conversation
from components.ui.answer import show_answer
from components.ui.asking import SOURCES_KEY, ask
from components.ui.controls import LONGEST_QUESTION, Resent, show_controls, take_resent
from components.ui.conversations import show_conversations
from components.ui.first_screen import show_first_screen, take_suggestion
from components.ui.notices import calm
from components.ui.progress import show_progress
from components.ui.source import show_sources
from components.ui.state import chosen, conversation, services


def show_conversation(
    current: Conversation | None, question: str | None, resent: Resent | None
) -> None:
    """The turns so far, the new question if there is one, and the sources of one of them.

    A question that is sent again stands below the turns that it leaves.
    """
    left, right = st.columns([3, 2], gap="large")
    beside = right.container(key="sources")
    at = resent.at if resent else None
    turns = current.turns[:at] if current else ()
    looked_at = chosen(len(turns))
    with left:
        for number, turn in enumerate(turns):
            key = f"turn-{current.id if current else ''}-{number}"
            show_answer(turn, number=number, key=key, chosen=looked_at)
    if question:
        with calm():
            ask(question, current, at=at, said=left, beside=beside)
            st.rerun()
    elif current and turns:
        with left:
            show_controls(current, can_ask=bool(ready))
        with beside:
            show_sources(turns[looked_at.turn].answer, key=SOURCES_KEY, chosen=looked_at)


rows = services().catalogue.documents(DEFAULT_COLLECTION)
ready = [row.name for row in rows if row.status == "ready"]
current = conversation()
show_conversations(current)
typed = st.chat_input(
    "Ask your documents" if ready else "Add documents, then ask",
    disabled=not ready,
    max_chars=LONGEST_QUESTION,
    submit_mode="disable",
)
resent = take_resent()
question = resent.question if resent else typed or take_suggestion()
if current or question:
    show_conversation(current, question, resent)
else:
    show_first_screen(ready)
show_progress()
