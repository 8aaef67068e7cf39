"""Embedding model and reader in use, and better models to download."""

import streamlit as st

from components.types import ModelCard
from components.ui.library.reindexing import show_reindexing
from components.ui.settings.model_offers import show_offer
from components.ui.shared.facts import show_facts, size_words
from components.ui.shared.notices import notice
from components.ui.shared.state import services

_WIDTH_PX = 720


def show_search_models() -> None:
    """Draw the models in use and the models on offer."""
    with st.container(width=_WIDTH_PX):
        st.subheader("Embedding model")
        st.markdown(
            "Turns passages and questions into vectors, so that texts with the same meaning are "
            "found. Runs on this machine; no text leaves it."
        )
        show_facts(*_card_facts(services().embedder.card))
        st.caption(
            "For a model that is not listed below, set `FOOTNOTE_EMBEDDER` to its name on the "
            "model hub or to its folder, and restart Footnote. A model chosen below takes "
            "precedence."
        )
        st.space("small")
        st.subheader("Reader")
        st.markdown(
            "Reads the best passages together with the question, ranks them, and highlights the "
            "words that answer. Runs on this machine; no text leaves it."
        )
        show_facts(("Status", _reader_status()), *_card_facts(services().reader.card))
        st.space("small")
        _show_offers()


def _reader_status() -> str:
    if not services().reader.is_here:
        return "Off: its files are missing. Restore the project’s folder models/reader."
    return "On" if services().preferences().reader else "Off. Turn it on under Answers."


def _card_facts(card: ModelCard) -> tuple[tuple[str, str], ...]:
    return (
        ("Model", card.name),
        ("About", card.about),
        ("Languages", card.languages),
        ("Reads", f"{card.reads} tokens at once, about {round(card.reads * 0.75, -1):.0f} words"),
        ("On disk", size_words(card.size) if card.size else "not prepared yet"),
        ("Licence", card.licence),
    )


def _show_offers() -> None:
    st.subheader("Better search models")
    st.markdown(
        "Footnote’s own models are small and fast; these may find more. Download one, and "
        "Footnote checks its files and compares it with the model in use on your own questions. "
        "Then you decide. None of your text leaves this machine."
    )
    for problem in services().model_manager.troubles:
        notice(problem)
    show_reindexing()
    for role, words in (
        ("embedder", "**Embedding models** find passages by meaning. One is used at a time."),
        ("reranker", "**Rerankers** read the best passages and rank those first that answer."),
    ):
        st.markdown(words)
        for status in services().model_manager.statuses():
            if status.offer.role == role:
                show_offer(status)
