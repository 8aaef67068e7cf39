"""What is added to the library: files, a folder, a web page, or the samples."""

import hashlib
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path, PurePosixPath

import streamlit as st

from components.errors import FootnoteError
from components.loaders import READABLE_SUFFIXES
from components.loaders.web.fetcher import checked
from components.pipelines.naming import numbered
from components.types import Addition, Upload, WebPage
from components.ui.library.progress import is_active
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import collection, services
from components.ui.shared.text import untrusted

_SAMPLES = Path(__file__).parents[3] / "samples"
_SAMPLE_SUFFIXES = (".pdf", ".docx", ".md", ".csv")
_ROUND = "upload_round"
_SEEN = "files_seen"
"""Ids of uploads that were taken: a callback can be called once more for the same."""
_WHAT = "upload_kind"
_ADDRESS = "web_address"
_PROBLEM = "web_problem"
_SKIPPED = "upload_skipped"
_FILES, _FOLDER, _PAGE = "Files", "Folder", "Web page"


def show_uploader() -> None:
    """A place for files, for a folder, or for an address. What is given is queued once, and the
    place is empty again.
    """
    what = st.segmented_control(
        "What to add",
        (_FILES, _FOLDER, _PAGE),
        default=_FILES,
        required=True,
        key=_WHAT,
        label_visibility="collapsed",
    )
    if what == _PAGE:
        _show_address()
    else:
        _show_files(folder=what == _FOLDER)
    if skipped := st.session_state.get(_SKIPPED):
        untrusted(skipped)


def submit(additions: Iterable[Addition]) -> list[int]:
    """Queue them for the session's collection; their jobs. Earlier summaries make room."""
    jobs = services().jobs
    additions = list(additions)
    if not additions:  # nothing new makes room for nothing
        return []
    before = jobs.all()
    if before and not is_active(before):
        jobs.clear_ended(up_to=before[-1].id)
    return jobs.submit(additions, collection=collection())


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


def distinct(uploads: Iterable[Upload]) -> list[Upload]:
    """The files of one drop, each content under its own name: of two that are called alike and
    differ, the second is `name (2)`.
    """
    kept: dict[str, tuple[str, Upload]] = {}
    for upload in uploads:
        sha256 = hashlib.sha256(upload.data).hexdigest()
        name, number = upload.name, 1
        while name in kept and kept[name][0] != sha256:
            number += 1
            name = numbered(upload.name, number)
        kept[name] = (sha256, Upload(name=name, data=upload.data))
    return [upload for _, upload in kept.values()]


def is_readable(name: str) -> bool:
    """Whether a file of a folder is meant: of a kind that is read, and not hidden.

    >>> [is_readable(each) for each in ("a/b.pdf", "a/.git/x.md", "a/photo.jpg")]
    [True, False, False]
    """
    path = PurePosixPath(name)
    hidden = any(part.startswith(".") and part.strip(".") for part in path.parts)
    return path.suffix.lower() in READABLE_SUFFIXES and not hidden


@cache
def sample_names() -> frozenset[str]:
    """Names of the documents that come with Footnote."""
    return frozenset(path.name for path in _SAMPLES.iterdir() if path.suffix in _SAMPLE_SUFFIXES)


@cache
def _sample_questions() -> tuple[tuple[str, str], ...]:
    lines = (_SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return tuple((each["question"], each["document"]) for each in records if each["suggested"])


def _show_files(*, folder: bool) -> None:
    kind = "folder" if folder else "files"
    key = f"upload-{kind}-{st.session_state.setdefault(_ROUND, 0)}"
    st.file_uploader(
        "Add a folder" if folder else "Add documents",
        type=READABLE_SUFFIXES,
        accept_multiple_files="directory" if folder else True,
        key=key,
        on_change=_take,
        args=(key, folder),
        label_visibility="collapsed",
    )


def _take(key: str, folder: bool) -> None:
    with calm():
        seen: set[str] = st.session_state.setdefault(_SEEN, set())
        files = [file for file in st.session_state[key] if file.file_id not in seen]
        seen.update(file.file_id for file in files)
        uploads = [Upload(name=file.name, data=file.getvalue()) for file in files]
        meant = [each for each in uploads if is_readable(each.name)] if folder else uploads
        st.session_state[_SKIPPED] = _skipped_words(len(uploads) - len(meant))
        submit(distinct(meant))
        # A new key is a new, empty place: no later run sees these files again.
        st.session_state[_ROUND] += 1


def _skipped_words(count: int) -> str:
    if not count:
        return ""
    files = "1 file was" if count == 1 else f"{count} files were"
    return f"{files} left out: hidden, or of a kind that is not read."


def _show_address() -> None:
    with (
        st.form("web-page", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "Address of a web page, PDF or text",
            key=_ADDRESS,
            placeholder="https://example.org/guide",
        )
        st.form_submit_button("Add", type="primary", on_click=_take_address)
    if problem := st.session_state.pop(_PROBLEM, None):
        notice(problem)


def _take_address() -> None:
    address = st.session_state[_ADDRESS].strip()
    if address and "://" not in address:
        address = f"https://{address}"
    st.session_state[_SKIPPED] = ""
    try:
        checked(address)
        submit([WebPage(address=address.partition("#")[0])])
    except FootnoteError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_ADDRESS] = ""
