"""A search model on offer: downloaded, compared on the person's own questions, used, deleted."""

from pathlib import Path

import streamlit as st

from components.evaluation.model_comparison import MIN_QUESTIONS, ModelComparison
from components.model_hub.catalog import Offer
from components.services.model_manager import ModelStatus
from components.ui.shared.facts import counted, size_words
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import collection, services
from components.ui.shared.tasks import follow_task, is_running
from components.ui.shared.text import label, untrusted

_LICENCES = {"mit": "MIT", "apache-2.0": "Apache-2.0"}
_RUNTIME_BYTES = 400_000_000
"""Memory that sentence-transformers and PyTorch need, whichever model they run."""
_OUTCOMES = {
    "better": "Better on your questions.",
    "same": "No clear difference on your questions.",
    "worse": "Worse on your questions.",
}


def show_offer(status: ModelStatus) -> None:
    """Draw a model with what can be done next: download, compare, use, delete."""
    offer, task = status.offer, services().model_manager.task
    with st.container(border=True, key=f"offer-{offer.name.replace('.', '-')}"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{label(offer.model)}**", width="content")
            if status.in_use and not status.is_missing:
                st.badge("In use", color="primary")
            elif status.record:
                st.badge("Downloaded", color="gray")
        st.markdown(offer.about)
        size = f"{size_words(status.record.size)} on disk" if status.record else None
        st.caption(
            f"{size or size_words(offer.fetch)} · {_LICENCES[offer.licence]} licence · "
            f"{offer.languages} · reads {offer.reads} tokens · about "
            f"{size_words(offer.memory + _RUNTIME_BYTES)} of memory"
        )
        if is_running(task, offer.model):
            follow_task(task, offer.model, key="stop-offer")
            return
        state = task.state()
        if state and state.name == offer.model and state.error:
            notice(state.error)
        if status.record:
            _show_comparison(status)
            _show_use(status)
        else:
            _show_download(status)


def _show_download(status: ModelStatus) -> None:
    offer, busy = status.offer, is_running(services().model_manager.task)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Resume download" if status.disk_bytes else f"Download {size_words(offer.fetch)}",
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
                "For a machine without a connection to the model hub: download "
                f"{label(offer.model)} elsewhere, and name the folder with its config.json, its "
                "vocabulary, and its weights in the safetensors format. Footnote copies them."
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
            "Use this model", key=f"use-{offer.model}", type="primary" if is_better else "secondary"
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
    words = f"Delete ({size_words(status.disk_bytes)})" if status.disk_bytes else "Delete"
    if st.button(words, key=f"delete-{offer.model}", type="tertiary"):
        with calm():
            freed = manager.delete(offer)
            manager.task.dismiss()
            st.toast(f"{label(offer.name)} was deleted; {size_words(freed)} freed.")
            st.rerun()


def _begin(offer: Offer, folder: Path | None = None) -> None:
    services().model_manager.begin(offer, collection=collection(), folder=folder)


def _effect_words(status: ModelStatus) -> str:
    if status.offer.role == "reranker":
        return "If you use it, it ranks passages from the next question."
    words = (
        "If you use it, every collection is re-indexed in the background. Until then, answers "
        "come from the current index."
    )
    if status.comparison:
        catalogue = services().catalogue
        passages = sum(catalogue.chunks.count(each.name) for each in catalogue.collections.all())
        minutes = round(passages * status.comparison.passage_seconds / 60)
        duration = f"about {minutes} min" if minutes else "less than a minute"
        words += f" Indexing {passages:,} passages takes {duration}."
    return words


def _show_comparison(status: ModelStatus) -> None:
    latest, comparison = status.result, status.comparison
    if latest and latest.comparison is None:
        questions = counted(latest.question_count, "question")
        st.markdown(
            f"**Not compared.** A comparison needs {MIN_QUESTIONS} questions with a known answer; "
            f"Footnote found {questions}. Ask more, rate good answers, or add documents; then "
            "compare."
        )
    elif comparison is None:
        st.caption("Not compared yet.")
    else:
        st.markdown(f"**{_OUTCOMES[comparison.outcome]}**")
        memory = status.record.facts.memory if status.record and status.record.facts else 0
        for sentence in _scores(comparison, memory):
            untrusted(sentence)
        st.caption(_method(comparison))


def _scores(result: ModelComparison, memory: int) -> tuple[str, str]:
    first, three, seconds = result.first, result.three, result.seconds
    costs = f"{_duration(seconds[1])} per question (now {_duration(seconds[0])})."
    if memory:
        costs += f" {size_words(memory)} more memory when first loaded."
    return (
        f"Right passage first: {first[1]} of {counted(result.questions, 'question')} (now "
        f"{first[0]}). Among the first three: {three[1]} (now {three[0]}).",
        costs,
    )


def _method(result: ModelComparison) -> str:
    sample = "all" if result.passages == result.of_passages else f"{result.passages:,} of"
    low, high = (f"{value:+.2f}".replace("-", "−") for value in (result.low, result.high))
    return (
        f"{result.asked} questions asked by you and {result.questions - result.asked} written from "
        f"your documents, over {sample} {counted(result.of_passages, 'passage')}. Difference in "
        f"mean reciprocal rank: {low} to {high} (95 % interval). Questions you asked favour the "
        "model in use, which found their answers."
    )


def _duration(seconds: float) -> str:
    """Format a duration in seconds or milliseconds.

    >>> _duration(0.0031), _duration(1.24), _duration(0)
    ('3 ms', '1.2 s', '0 ms')
    """
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1_000:.0f} ms"
