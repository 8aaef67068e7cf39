"""A question on its way: sources first, then words, then the stored answer."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components.pipelines.answering import answer
from components.types import DEFAULT_COLLECTION, Answer, Conversation, Retrieved, Token, Turn
from components.ui.answer import show_question
from components.ui.source import show_retrieved
from components.ui.state import forget_choice, open_conversation, services
from components.ui.text import untrusted

SOURCES_KEY = "passages"


def ask(
    question: str,
    conversation: Conversation | None,
    *,
    at: int | None = None,
    said: DeltaGenerator,
    beside: DeltaGenerator,
) -> None:
    """Answer below what was `said`, with the sources `beside`; keep the turn when it is whole.

    It takes the place of the `at`-th turn, from 0, and of those after it; without `at` it follows
    all. A run that is stopped midway keeps nothing. Raises FootnoteError.
    """
    with said:
        show_question(question, key="asked")
        words = st.container(key="streaming").empty()
    with words:
        untrusted("Looking through your documents…")
    text = ""
    for item in answer(
        services(),
        question,
        turns=conversation.turns[:at] if conversation else (),
        collection=conversation.collection if conversation else DEFAULT_COLLECTION,
    ):
        match item:
            case Retrieved():
                with beside:
                    show_retrieved(item.hits, key=SOURCES_KEY)
            case Token():
                text += item.text
                with words:
                    untrusted(text)
            case Answer():
                _keep(conversation, Turn(question=question, answer=item), at)


def _keep(conversation: Conversation | None, turn: Turn, at: int | None) -> None:
    store = services().conversations
    conversation_id = (
        conversation.id
        if conversation
        else store.start(turn.question, collection=DEFAULT_COLLECTION)
    )
    if at is None:
        store.append(conversation_id, turn)
    else:
        store.replace(conversation_id, turn, at=at)
    forget_choice()
    open_conversation(conversation_id)
