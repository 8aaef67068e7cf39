"""Embedding model and reader in use, and better models to download."""

from pathlib import Path

import streamlit as st

from components.evaluation.timing import Cost, measure
from components.model_hub.catalog import Offer
from components.services.model_manager import ModelStatus
from components.types import ModelCard
from components.ui.settings.model_comparison import show_comparison
from components.ui.settings.task_progress import is_running, show_progress
from components.ui.shared.facts import about, megabytes, show_facts
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import collection, services
from components.ui.shared.text import label, untrusted

_SPEED, _DELETED = "embedder_speed", "model_deleted"
_REFRESH_S = 0.7
_WIDTH_PX = 720
_LICENCES = {"mit": "MIT", "apache-2.0": "Apache-2.0"}
_SECONDS_A_MINUTE = 60
_RUNTIME_BYTES = 400_000_000
"""Memory that sentence-transformers and PyTorch need, whichever model they run."""


def show_search_models() -> None:
    """Draw the models in use and the models on offer."""
    with st.container(width=_WIDTH_PX):
        _show_embedder()
        st.space("small")
        _show_reader()
        st.space("small")
        _show_offers()


def _show_embedder() -> None:
    st.subheader("Embedding model")
    st.markdown(
        "Turns passages and questions into vectors, so that texts with the same meaning are "
        "found. Runs on this machine; no text leaves it."
    )
    show_facts(*_card_facts(services().embedder.card))
    if st.button("Measure speed", icon=":material/speed:"):
        with calm(), st.spinner("Measuring…"):
            st.session_state[_SPEED] = measure(services().embedder)
    speed: Cost | None = st.session_state.get(_SPEED)
    if speed:
        memory = f"; Footnote uses {megabytes(speed.memory)} of memory" if speed.memory else ""
        st.caption(
            f"{speed.question:.1f} ms per question, {speed.passage:.1f} ms per passage of about "
            f"125 words{memory}. Measured just now."
        )
    st.caption(
        "For a model that is not listed below, set `FOOTNOTE_EMBEDDER` to its name on the model "
        "hub or to its folder, and restart Footnote. A model chosen below takes precedence."
    )


def _show_reader() -> None:
    st.subheader("Reader")
    st.markdown(
        "Reads the best passages together with the question, ranks them, and highlights the "
        "words that answer. Runs on this machine; no text leaves it."
    )
    if not services().reader.is_here:
        status = "Off: its files are missing. Restore the project’s folder models/reader."
    elif services().preferences().reader:
        status = "On"
    else:
        status = "Off. Turn it on under Answers."
    show_facts(("Status", status), *_card_facts(services().reader.card))


def _card_facts(card: ModelCard) -> tuple[tuple[str, str], ...]:
    return (
        ("Model", card.name),
        ("About", card.about),
        ("Languages", card.languages),
        ("Reads", f"{card.reads} tokens at once, about {round(card.reads * 0.75, -1):.0f} words"),
        ("On disk", megabytes(card.size) if card.size else "not prepared yet"),
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
    _show_hub()
    if deleted := st.session_state.pop(_DELETED, ""):
        untrusted(deleted)
    if _outdated():
        st.fragment(_follow_reindexing, run_every=_REFRESH_S)()
    for role, words in (
        ("embedder", "**Embedding models** find passages by meaning. One is used at a time."),
        ("reranker", "**Rerankers** read the best passages and rank those first that answer."),
    ):
        st.markdown(words)
        for status in services().model_manager.statuses():
            if status.offer.role == role:
                _show_offer(status)


def _show_hub() -> None:
    manager = services().model_manager
    if manager.hub_is_reachable is None:
        manager.check_hub()
        st.fragment(_await_hub, run_every=_REFRESH_S)()
    elif not manager.hub_is_reachable:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                "The model hub cannot be reached. Try again, or download a model on another "
                "machine and use its folder.",
                width="stretch",
            )
            st.button(
                "Try again",
                key="ask-hub",
                type="tertiary",
                on_click=manager.check_hub,
                kwargs={"again": True},
            )


def _await_hub() -> None:
    if services().model_manager.hub_is_reachable is not None:
        st.rerun()
    st.caption("Checking the connection to the model hub…")


def _show_offer(status: ModelStatus) -> None:
    offer, task = status.offer, services().model_manager.task
    with st.container(border=True, key=f"offer-{offer.name.replace('.', '-')}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{label(offer.model)}**", width="content")
            if status.in_use and not status.is_missing:
                st.badge("In use", color="primary")
            elif status.record:
                st.badge("Downloaded", color="gray")
        st.markdown(offer.about)
        size = f"{megabytes(status.record.size)} on disk" if status.record else about(offer.fetch)
        st.caption(
            f"{size} · {_LICENCES[offer.licence]} licence · {offer.languages} · reads "
            f"{offer.reads} tokens · about {about(offer.memory + _RUNTIME_BYTES)} of memory"
        )
        state = task.state()
        if state and state.name == offer.model:
            if state.running:
                st.fragment(_follow, run_every=_REFRESH_S)(offer.model)
                return
            if state.error:
                notice(state.error)
        if status.record:
            show_comparison(status)
            _show_use(status)
        else:
            _show_download(status)


def _follow(model: str) -> None:
    task = services().model_manager.task
    state = task.state()
    if state is None or state.name != model or not state.running:
        st.rerun()
    show_progress(task, key="stop-offer")


def _show_download(status: ModelStatus) -> None:
    offer, busy = status.offer, is_running(services().model_manager.task)
    with st.container(horizontal=True, vertical_alignment="center"):
        if services().model_manager.hub_is_reachable is not False:
            st.button(
                "Resume download" if status.disk_bytes else f"Download {about(offer.fetch)}",
                key=f"download-{offer.model}",
                icon=":material/download:",
                disabled=busy,
                on_click=_begin,
                args=(offer,),
                help="Another model is being downloaded or compared. Start this one afterwards."
                if busy
                else f"By downloading it you accept its licence, {_LICENCES[offer.licence]}.",
            )
        with st.popover("Use a folder", type="tertiary", disabled=busy):
            st.markdown(
                f"Copies the files of {label(offer.model)} into the data folder: config.json, the "
                "vocabulary, and weights in the safetensors format."
            )
            with st.form(f"folder-{offer.model}", border=False):
                folder = st.text_input(
                    "Folder on the machine that runs Footnote",
                    key=f"folder-of-{offer.model}",
                    autocomplete="off",
                    max_chars=1_000,
                )
                if st.form_submit_button("Copy and compare") and folder.strip():
                    _begin(offer, Path(folder.strip()))
                    st.rerun()
        if status.disk_bytes or status.is_missing:
            _show_delete(status)


def _show_use(status: ModelStatus) -> None:
    offer, manager = status.offer, services().model_manager
    is_better = status.comparison is not None and status.comparison.outcome == "better"
    with st.container(horizontal=True, vertical_alignment="center"):
        if status.in_use:
            if st.button("Stop using", key=f"stop-{offer.model}"):
                with calm(), st.spinner("Waiting for files that are being indexed…"):
                    manager.stop_using(offer)
                    st.rerun()
        elif st.button(
            "Use this model",
            key=f"use-{offer.model}",
            type="primary" if is_better else "secondary",
        ):
            with calm(), st.spinner("Loading the model…"):
                manager.use(offer)
                st.rerun()
        st.button(
            "Compare again" if status.comparison else "Compare",
            key=f"compare-{offer.model}",
            disabled=is_running(manager.task),
            on_click=_begin,
            args=(offer,),
        )
        _show_delete(status)
    if not status.in_use:
        st.caption(_effect_words(status))


def _show_delete(status: ModelStatus) -> None:
    offer, manager = status.offer, services().model_manager
    words = f"Delete ({megabytes(status.disk_bytes)})" if status.disk_bytes else "Delete"
    if st.button(words, key=f"delete-{offer.model}", type="tertiary"):
        with calm():
            freed = manager.delete(offer)
            manager.task.dismiss()
            st.session_state[_DELETED] = f"{offer.name} was deleted; {megabytes(freed)} freed."
            st.rerun()


def _effect_words(status: ModelStatus) -> str:
    if status.offer.role == "reranker":
        return "If you use it, it ranks passages from the next question."
    words = (
        "If you use it, every collection is re-indexed in the background. Until then, answers "
        "come from the current index."
    )
    if status.comparison:
        passages = _passages(services().catalogue.generation)
        minutes = round(passages * status.comparison.passage_seconds / _SECONDS_A_MINUTE)
        duration = f"about {minutes} min" if minutes else "less than a minute"
        words += f" Indexing {passages:,} passages takes {duration}."
    return words


@st.cache_data(max_entries=2, show_spinner=False)
def _passages(generation: int) -> int:  # noqa: ARG001  (a cache key)
    catalogue = services().catalogue
    return sum(catalogue.chunks.count(each.name) for each in catalogue.collections.all())


def _begin(offer: Offer, folder: Path | None = None) -> None:
    services().model_manager.begin(offer, collection=collection(), folder=folder)


def _outdated() -> list[str]:
    """Return the collections whose vectors are of another embedding model."""
    current = services().embedder.name
    return [
        each.name for each in services().catalogue.collections.all() if each.embedder != current
    ]


def _follow_reindexing() -> None:
    outdated = _outdated()
    if not outdated:
        st.rerun()
    queue = services().jobs
    step = queue.preparing
    if step is None and queue.notice:
        notice(queue.notice)
        st.button("Try again", key="index-again", on_click=queue.refresh)
        return
    with st.container(border=True):
        untrusted(
            f"Re-indexing “{outdated[0]}” with another embedding model. You can leave this page "
            "and keep asking."
        )
        if step and step.total:
            st.progress(step.done / step.total, text=label(step.stage.capitalize()))
        else:
            st.progress(0.0, text="Waiting to start")
