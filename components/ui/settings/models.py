"""Which models are at work, what they cost, and how to choose another."""

import streamlit as st

from components.evaluation.timing import Cost, measure
from components.types import ModelCard
from components.ui.settings.chat_model import show_chat_model
from components.ui.settings.costs import show_usage
from components.ui.settings.model_offers import show_offers
from components.ui.shared.facts import megabytes, show_facts
from components.ui.shared.notices import calm
from components.ui.shared.state import services

_COST = "measured_cost"


def show_models() -> None:
    """Draw who answers, what chat models took, the reader, the embedder with what it costs, and
    better ones.
    """
    show_chat_model()
    st.space("small")
    show_usage()
    st.space("small")
    _show_embedder()
    st.space("small")
    _show_reader()
    st.space("small")
    show_offers()


def _show_reader() -> None:
    st.subheader("Reader")
    st.markdown(
        "It reads the best passages of a search together with the question. It runs on this "
        "machine; no text leaves it. It is turned on and off under Answers."
    )
    card = services().reader.card
    show_facts(
        ("Model", card.name),
        ("At work", _reader_at_work()),
        ("What it is", card.about),
        *_limits(card),
    )


def _reader_at_work() -> str:
    if not services().reader.is_here:
        return "no, its files are missing: get the project’s folder models/reader again"
    return "yes" if services().preferences().reader else "no, it is turned off"


def _show_embedder() -> None:
    st.subheader("Embedder")
    st.markdown(
        "It turns every passage and every question into numbers, so that what means the same "
        "lies close together. It runs on this machine; no text leaves it."
    )
    card = services().embedder.card
    show_facts(
        ("Model", card.name),
        ("What it is", card.about),
        *_limits(card),
    )
    if st.button("Measure on this machine", icon=":material/speed:"):
        with calm(), st.spinner("Measuring…"):
            st.session_state[_COST] = measure(services().embedder)
    cost: Cost | None = st.session_state.get(_COST)
    if cost:
        with st.container(horizontal=True):
            st.metric("A question", f"{cost.question:.1f} ms", width="content")
            st.metric("A passage", f"{cost.passage:.1f} ms", width="content")
            if cost.memory:
                st.metric("Memory, all of Footnote", megabytes(cost.memory), width="content")
        st.caption(
            "Measured just now, with whatever else this machine is doing. A passage of about 125 "
            "words, one of 24 together; a question alone, the median of 15."
        )
    with st.expander("Choose an embedder that is not on offer below"):
        st.markdown(
            "Give the variable `FOOTNOTE_EMBEDDER` the name of a sentence-transformers model, or "
            "the folder of one, and start Footnote again:"
        )
        st.code("FOOTNOTE_EMBEDDER=BAAI/bge-small-en-v1.5 make run", language="bash")
        st.markdown(
            "A name is fetched from its hub the first time. Every collection is then embedded "
            "anew in the background; until one is done, it is searched by words alone. Nothing is "
            "lost: without the variable, Footnote goes back to its own model the same way. One "
            "that is kept below comes before the variable."
        )


def _limits(card: ModelCard) -> tuple[tuple[str, str], ...]:
    """What it can be used for, and what that costs."""
    return (
        ("Languages", card.languages),
        ("Reads", f"{card.reads} tokens at once, about {round(card.reads * 0.75, -1):.0f} words"),
        ("On disk", megabytes(card.size) if card.size else "not prepared yet"),
        ("Licence", card.licence),
    )
