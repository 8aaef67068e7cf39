"""Page with questions and cited answers on the left, their sources on the right."""

import streamlit as st

from components.types import Conversation
from components.ui.chat.answer import show_answer, show_requested_prompt
from components.ui.chat.answer_actions import show_actions
from components.ui.chat.conversations import show_conversations
from components.ui.chat.dropped_files import is_reading
from components.ui.chat.first_screen import show_dropped_files, show_first_screen, show_questions
from components.ui.chat.question_box import (
    CurrentRun,
    current_run,
    show_box,
    use_files_of_last_question,
)
from components.ui.chat.scope import Documents, ready_documents
from components.ui.chat.side_by_side import show_side_by_side
from components.ui.chat.sources import show_sources
from components.ui.chat.streaming import show_run, wait_briefly
from components.ui.library.progress import show_progress
from components.ui.shared.dialogs import rerun_page
from components.ui.shared.notices import notice
from components.ui.shared.state import conversation, selection, services


def show_conversation(current: Conversation, run: CurrentRun, documents: Documents) -> None:
    """Draw the turns, the answer being written if any, and the sources of the selected turn.

    The answer being written has the place of its turn, so that nothing moves when it ends.
    """
    left, right = st.columns([3, 2], gap="large")
    turns = current.turns[: run.at] if run else current.turns
    selected = selection(len(turns) + bool(run))
    answers_area, actions_area = left.container(), left.empty()
    with answers_area:
        for number, turn in enumerate(turns):
            with st.container():
                key = _turn_key(current, number)
                show_answer(turn, number=number, key=key, selected=selected)
        if run:
            key = _turn_key(current, run.at)
            show_run(run, number=run.at, key=key, selected=selected)
    if run:
        actions_area.empty()
    else:
        with actions_area.container():
            show_below_answer(current, documents)
    answers = [turn.answer for turn in turns] + ([run.answer] if run else [])
    with right.container(key="sources"):
        if answers and answers[selected.turn].hits:
            show_sources(answers[selected.turn], key="passages", selected=selected)


def show_below_answer(current: Conversation, documents: Documents) -> None:
    """Draw what can be done after the last answer."""
    if failure := services().answer_runs.take_notice(current.id):
        notice(failure)
    if current.turns:
        show_actions(current, can_ask=bool(documents))
        key = f"instead-{_turn_key(current, len(current.turns))}"
        show_questions("Try asking", current.turns[-1].answer.instead, key=key)
    show_dropped_files()


def _turn_key(current: Conversation, number: int) -> str:
    return f"turn-{current.id}-{number}"


def main() -> None:
    """Draw the page."""
    # The run comes before the stored turns, so that an answer that ends now is in one of them.
    run = current_run()
    current = conversation()
    use_files_of_last_question()
    documents = ready_documents()
    show_conversations(current)
    pair = services().side_by_side_runs.of(current.id) if current and not run else None
    if pair:
        had_ended = pair.ended
        show_box(documents, stop=None if had_ended else pair.stop, is_comparing=True)
    else:
        show_box(documents, stop=run.stop if run else None)
    # `empty()` clears the last view at once; otherwise it would stay until this run ends.
    first_screen = st.empty()
    if current:
        first_screen.empty()
        if pair:
            show_side_by_side(pair, key=f"pair-{_turn_key(current, pair.at)}")
            if pair.ended and not had_ended:
                rerun_page()
        else:
            show_conversation(current, run, documents)
    else:
        if not is_reading():
            show_progress()
        with first_screen.container():
            show_first_screen(documents)
    if run:
        wait_briefly(run)
    elif current and not is_reading():
        show_progress()
    show_requested_prompt()


main()
