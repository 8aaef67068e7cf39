"""Files into the library: chosen, dropped, or the samples."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import streamlit as st

from components.loaders import READABLE_SUFFIXES
from components.types import Upload
from components.ui.notices import calm
from components.ui.progress import is_active
from components.ui.state import collection, services

_SAMPLES = Path(__file__).parents[2] / "samples"
_SAMPLE_SUFFIXES = (".pdf", ".docx", ".md", ".csv")
_ROUND = "upload_round"


def show_uploader() -> None:
    """A place to drop files. What is dropped is queued once, and the place is empty again."""
    key = f"upload-{st.session_state.setdefault(_ROUND, 0)}"
    st.file_uploader(
        "Add documents",
        type=READABLE_SUFFIXES,
        accept_multiple_files=True,
        key=key,
        on_change=_take,
        args=(key,),
        label_visibility="collapsed",
    )


def submit(uploads: Iterable[Upload]) -> list[int]:
    """Queue files for the session's collection; their jobs. Earlier summaries make room."""
    jobs = services().jobs
    if not is_active(jobs.all()):
        jobs.clear_ended()
    return jobs.submit(uploads, collection=collection())


def submit_samples() -> None:
    """Queue the documents that come with Footnote."""
    with calm():
        submit(
            Upload(name=path.name, data=path.read_bytes())
            for path in sorted(_SAMPLES.iterdir())
            if path.suffix in _SAMPLE_SUFFIXES
        )


def suggestions(names: Iterable[str]) -> list[str]:
    """Questions that the samples among these documents answer."""
    present = set(names)
    return [question for question, document in _sample_questions() if document in present]


@cache
def sample_names() -> frozenset[str]:
    """Names of the documents that come with Footnote."""
    return frozenset(path.name for path in _SAMPLES.iterdir() if path.suffix in _SAMPLE_SUFFIXES)


@cache
def _sample_questions() -> tuple[tuple[str, str], ...]:
    lines = (_SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return tuple((each["question"], each["document"]) for each in records if each["suggested"])


def _take(key: str) -> None:
    with calm():
        files = st.session_state[key]
        submit(Upload(name=file.name, data=file.getvalue()) for file in files)
        # A new key is a new, empty place: no later run sees these files again.
        st.session_state[_ROUND] += 1
