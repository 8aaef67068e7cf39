"""The chat: questions and cited answers on the left, their sources on the right."""

import streamlit as st

from components.types import Conversation
from components.ui.chat.answer import show_answer
from components.ui.chat.answer_actions import show_controls
from components.ui.chat.conversations import show_conversations
from components.ui.chat.dropped_files import is_reading
from components.ui.chat.first_screen import show_dropped, show_first_screen, show_questions
from components.ui.chat.prompt import show_wanted_prompt
from components.ui.chat.question_box import follow_files, live_answer, show_box
from components.ui.chat.scope import ready_documents
from components.ui.chat.side_by_side import show_side_by_side
from components.ui.chat.sources import show_sources
from components.ui.chat.streaming import settle, show_live
from components.ui.library.progress import show_progress
from components.ui.shared.dialogs import renew
from components.ui.shared.notices import notice
from components.ui.shared.state import chosen, conversation, services

SOURCES = "passages"


def show_conversation(current: Conversation) -> None:
    """The turns, the answer that is being made if there is one, and the sources of one of them.

    What is being made stands where its turn will stand, so that nothing moves when it ends.
    """
    left, right = st.columns([3, 2], gap="large")
    turns = current.turns[: live.at] if live else current.turns
    looked_at = chosen(len(turns) + bool(live))
    said, below = left.container(), left.empty()
    with said:
        for number, turn in enumerate(turns):
            with st.container():
                show_answer(turn, number=number, key=_key(current, number), chosen=looked_at)
        if live:
            show_live(live, key=_key(current, live.at), chosen=looked_at)
    if live:
        below.empty()
    else:
        with below.container():
            show_below(current)
    answers = [turn.answer for turn in turns] + ([live.answer] if live else [])
    with right.container(key="sources"):
        if answers and answers[looked_at.turn].hits:
            show_sources(answers[looked_at.turn], key=SOURCES, chosen=looked_at)


def show_below(current: Conversation) -> None:
    """What can be done next, below the last answer."""
    if failed := services().answer_runs.take_notice(current.id):
        notice(failed)
    if current.turns:
        last = current.turns[-1].answer
        show_controls(current, can_ask=bool(documents))
        show_questions(
            "Ask instead", last.instead, key=f"instead-{_key(current, len(current.turns))}"
        )
    show_dropped()


def _key(current: Conversation, number: int) -> str:
    return f"turn-{current.id}-{number}"


# What is being made is looked for before what is stored: an answer that ends meanwhile is in one.
live = live_answer()
current = conversation()
follow_files()
documents = ready_documents()
show_conversations(current)
compared = services().side_by_side_runs.of(current.id) if current and not live else None
if compared:
    had_ended = compared.ended
    show_box(documents, stop=None if had_ended else compared.stop, comparing=True)
else:
    show_box(documents, stop=live.stop if live else None)
# A place that is emptied is empty at once; what is merely not drawn again stays until the run ends.
first = st.empty()
if current and compared:
    first.empty()
    show_side_by_side(compared, key=f"beside-{_key(current, compared.at)}")
    if compared.ended and not had_ended:
        renew()
elif current:
    first.empty()
    show_conversation(current)
else:
    # What is on its way, before the questions above it: those may take a moment to be found.
    if not is_reading():
        show_progress()
    with first.container():
        show_first_screen(documents)
if live:
    settle(live)
elif current and not is_reading():
    show_progress()
show_wanted_prompt()
