"""Embedders and rerankers that may find better: fetched, measured, kept or dropped."""

from pathlib import Path

import streamlit as st

from components.background.long_task import TaskState
from components.model_hub.catalog import Offer
from components.services.model_manager import ModelStatus
from components.ui.settings.comparison_result import show_verdict
from components.ui.shared.facts import about, megabytes
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import collection, services
from components.ui.shared.text import label, untrusted

_EVERY = 0.7
"""Seconds between two looks."""
_WIDTH = 720  # pixels
_FREED = "offers_freed"
_LICENCES = {"mit": "MIT", "apache-2.0": "Apache-2.0"}
_MINUTE = 60
_RUNTIME = 400_000_000
"""Bytes of memory that sentence-transformers and PyTorch take, whichever model they run."""


def show_offers() -> None:
    """Draw them with where each stands, and what is being done."""
    st.subheader("Better models for finding")
    with st.container(width=_WIDTH):
        st.markdown(
            "What comes with Footnote is small and quick. These may find better. A click fetches "
            "one, checks every file, and measures it on questions of yours; then you keep it or "
            "drop it. Nothing of yours leaves this machine."
        )
        for trouble in services().model_manager.troubles:
            notice(trouble)
        _show_hub()
        if freed := st.session_state.pop(_FREED, ""):
            untrusted(freed)
        _show_indexing()
        standings = services().model_manager.standings()
        st.markdown("**Embedders** find passages by their meaning. One is in use at a time.")
        for each in standings:
            if each.offer.role == "embedder":
                _show(each)
        st.markdown(
            "**Rerankers** read the best passages together with the question, and put first what "
            "answers it. One is in use at a time, or none."
        )
        for each in standings:
            if each.offer.role == "reranker":
                _show(each)


def _show_hub() -> None:
    answers = services().model_manager.hub_answers
    if answers is None:
        services().model_manager.ask_hub()
        st.fragment(_await_hub, run_every=_EVERY)()
    elif not answers:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                "The model hub cannot be reached from this machine. Fetch a model’s files "
                "elsewhere, and use their folder.",
                width="stretch",
            )
            st.button(
                "Look again",
                key="ask-hub",
                type="tertiary",
                on_click=services().model_manager.ask_hub,
                kwargs={"again": True},
            )


def _await_hub() -> None:
    if services().model_manager.hub_answers is not None:
        st.rerun()
    st.caption("Looking whether the model hub is within reach…")


def _show(standing: ModelStatus) -> None:
    offer = standing.offer
    with st.container(border=True, key=f"offer-{offer.name.replace('.', '-')}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{label(offer.model)}**", width="content")
            if standing.kept and not standing.gone:
                st.badge("In use", color="primary")
            elif standing.record:
                st.badge("Fetched", color="gray")
        st.markdown(offer.about)
        st.caption(_facts(standing))
        state = services().model_manager.task.state()
        mine = state is not None and state.name == offer.model
        if state and mine and state.running:
            st.fragment(_follow, run_every=_EVERY)(offer.model)
            return
        if state and mine and state.error:
            notice(state.error)
        if standing.record:
            show_verdict(standing)
            _show_choice(standing)
        else:
            _show_fetching(standing)


def _facts(standing: ModelStatus) -> str:
    offer = standing.offer
    licence = _LICENCES[offer.licence]
    size = (
        f"{megabytes(standing.record.size)} on disk"
        if standing.record
        else f"{about(offer.fetch)} to fetch"
    )
    facts = (
        size,
        f"licence {licence}",
        offer.languages,
        f"reads {offer.reads} tokens of a passage",
        f"takes about {about(offer.memory + _RUNTIME)} of memory",
    )
    return " · ".join(facts)


def _show_fetching(standing: ModelStatus) -> None:
    offer, running = standing.offer, _is_busy()
    with st.container(horizontal=True, vertical_alignment="center"):
        if services().model_manager.hub_answers is not False:
            st.button(
                "Go on fetching" if standing.taken else f"Fetch {about(offer.fetch)}",
                key=f"fetch-{offer.model}",
                icon=":material/download:",
                disabled=running,
                on_click=_begin,
                args=(offer,),
                help="Another model is being fetched or measured; this one can follow."
                if running
                else "From the model hub, once. By fetching it you accept its licence, "
                f"{_LICENCES[offer.licence]}.",
            )
        with st.popover("Use a folder", type="tertiary", disabled=running):
            _show_folder(offer)
        if standing.taken or standing.gone:
            _show_drop(standing)


def _show_folder(offer: Offer) -> None:
    st.markdown(
        f"Files of {label(offer.model)} that were fetched elsewhere: config.json, the vocabulary, "
        "and weights in the safetensors format. They are copied into the data folder."
    )
    with st.form(f"folder-{offer.model}", border=False):
        typed = st.text_input(
            "Folder on the machine that runs Footnote",
            key=f"folder-of-{offer.model}",
            autocomplete="off",
            max_chars=1_000,
        )
        if st.form_submit_button("Copy and measure") and typed.strip():
            _begin(offer, Path(typed.strip()))
            st.rerun()


def _show_choice(standing: ModelStatus) -> None:
    offer = standing.offer
    is_better = standing.verdict is not None and standing.verdict.outcome == "better"
    with st.container(horizontal=True, vertical_alignment="center"):
        if standing.kept:
            if st.button("Stop using it", key=f"stop-{offer.model}"):
                with calm(), st.spinner("Waiting for what is being read…"):
                    services().model_manager.stop_using(offer, services().jobs)
                    st.rerun()
        elif st.button(
            "Keep",
            key=f"keep-{offer.model}",
            type="primary" if is_better else "secondary",
        ):
            with calm(), st.spinner("Loading it…"):
                services().model_manager.keep(offer, services().jobs)
                st.rerun()
        st.button(
            "Measure again" if standing.verdict else "Measure it",
            key=f"measure-{offer.model}",
            disabled=_is_busy(),
            on_click=_measure,
            args=(offer,),
        )
        _show_drop(standing)
    if not standing.kept:
        st.caption(_consequence(standing))


def _show_drop(standing: ModelStatus) -> None:
    offer = standing.offer
    words = f"Drop, and free {megabytes(standing.taken)}" if standing.taken else "Drop"
    if st.button(words, key=f"drop-{offer.model}", type="tertiary", disabled=_is_running(offer)):
        with calm():
            freed = services().model_manager.drop(offer, services().jobs)
            services().model_manager.task.dismiss()
            st.session_state[_FREED] = (
                f"{offer.name} was deleted; {megabytes(freed)} of the disk are free again."
            )
            st.rerun()


def _consequence(standing: ModelStatus) -> str:
    if standing.offer.role == "reranker":
        return "Kept, it is in force from the next question on."
    words = (
        "Kept, every collection is indexed again with it, in the background; until that is done, "
        "questions are answered from the index as it is."
    )
    if verdict := standing.verdict:
        passages = _passages(services().catalogue.generation)
        minutes = round(passages * verdict.passage_seconds / _MINUTE)
        how_long = f"About {minutes} min" if minutes else "Less than a minute"
        words += f" {how_long} for {passages:,} passages."
    return words


@st.cache_data(max_entries=2, show_spinner=False)
def _passages(generation: int) -> int:  # noqa: ARG001  (a part of the key)
    catalogue = services().catalogue
    return sum(catalogue.chunks.count(each.name) for each in catalogue.collections.all())


def _begin(offer: Offer, folder: Path | None = None) -> None:
    services().model_manager.begin(
        offer,
        deps=services(),
        conversations=services().conversations,
        collection=collection(),
        folder=folder,
    )


def _measure(offer: Offer) -> None:
    services().model_manager.begin_measuring(
        offer, deps=services(), conversations=services().conversations, collection=collection()
    )


def _is_busy() -> bool:
    state = services().model_manager.task.state()
    return state is not None and state.running


def _is_running(offer: Offer) -> bool:
    state = services().model_manager.task.state()
    return state is not None and state.running and state.name == offer.model


def _follow(model: str) -> None:
    state = services().model_manager.task.state()
    if state is None or state.name != model or not state.running:
        st.rerun()
    _show_progress(state)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Stop",
            key="stop-offer",
            type="tertiary",
            on_click=services().model_manager.task.stop,
            kwargs={"wait": False},
        )
        st.caption("You can leave this page meanwhile.")


def _show_progress(state: TaskState) -> None:
    at = state.progress
    if at is None:
        words, share = "Beginning…", 0.0
    elif not at.total:
        words, share = f"{at.stage[:1].upper()}{at.stage[1:]}…", 0.0
    else:
        is_bytes = at.total > 1_000_000 or "files" in at.stage or "fetching" in at.stage
        count = (
            f"{megabytes(at.done)} of {megabytes(at.total)}"
            if is_bytes
            else f"{at.done:,} of {at.total:,}"
        )
        words = f"{at.stage[:1].upper()}{at.stage[1:]}: {count}"
        share = min(1.0, at.done / at.total)
    st.progress(share, text=words)


def _show_indexing() -> None:
    """While collections are embedded with another model: how far that is."""
    if _stale():
        st.fragment(_follow_indexing, run_every=_EVERY)()


def _stale() -> list[str]:
    wanted = services().embedder.name
    return [each.name for each in services().catalogue.collections.all() if each.embedder != wanted]


def _follow_indexing() -> None:
    waiting = _stale()
    if not waiting:
        st.rerun()
    queue = services().jobs
    step = queue.preparing
    if step is None and queue.notice:
        notice(queue.notice)
        st.button("Try again", key="index-again", on_click=queue.refresh)
        return
    with st.container(border=True):
        untrusted(
            f"“{waiting[0]}” is being indexed again with another embedder. You can leave this "
            "page, and ask meanwhile."
        )
        running = step is not None and step.total > 0
        st.progress(
            step.done / step.total if step and running else 0.0,
            text=label(step.stage.capitalize()) if step and running else "Waiting for its turn",
        )
