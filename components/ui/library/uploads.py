"""Ways to add documents, from files, a folder, a web page or the samples."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path, PurePosixPath

import streamlit as st

from components.errors import FootnoteError
from components.loaders import READABLE_SUFFIXES
from components.loaders.web.addresses import check_address
from components.pipelines.indexing.web_pages import numbered
from components.types import Addition, DocumentRow, Upload, WebPage
from components.ui.library.progress import is_active
from components.ui.shared.facts import counted
from components.ui.shared.notices import calm, notice
from components.ui.shared.state import collection, services
from components.ui.shared.text import label, untrusted

_SAMPLES = Path(__file__).parents[3] / "samples"
_SAMPLE_SUFFIXES = (".pdf", ".docx", ".md", ".csv")
_FILES, _FOLDER, _PAGE = "Files", "Folder", "Web page"
_UPLOADER, _ADDRESS = "uploader", "web_address"
_PROBLEM, _SKIPPED = "web_problem", "files_skipped"
_SEEN = "files_seen"  # ids of uploads already queued: a callback can run twice for one


def show_uploader() -> None:
    """Draw a field for files, a folder or an address; what is given is queued once."""
    kind = st.segmented_control(
        "What to add",
        (_FILES, _FOLDER, _PAGE),
        default=_FILES,
        required=True,
        key="upload_kind",
        label_visibility="collapsed",
    )
    if kind == _PAGE:
        _show_address()
    else:
        _show_files(folder=kind == _FOLDER)
    if skipped := st.session_state.get(_SKIPPED):
        files = counted(skipped, "file")
        untrusted(f"{files} skipped: hidden, or of a type that Footnote cannot read.")


def submit(additions: Iterable[Addition]) -> list[int]:
    """Queue additions for the session's collection, and return the ids of their jobs.

    A summary of earlier files is dismissed.
    """
    additions, jobs = list(additions), services().jobs
    if not additions:
        return []
    earlier = jobs.all()
    if earlier and not is_active(earlier):
        jobs.clear_ended(up_to=earlier[-1].id)
    return jobs.submit(additions, collection=collection())


def submit_samples() -> None:
    """Queue the sample documents."""
    with calm():
        names = sorted(sample_names())
        submit(Upload(name=name, data=(_SAMPLES / name).read_bytes()) for name in names)


@cache
def sample_names() -> frozenset[str]:
    """Return the names of the sample documents."""
    return frozenset(path.name for path in _SAMPLES.iterdir() if path.suffix in _SAMPLE_SUFFIXES)


def suggestions(names: Iterable[str]) -> list[str]:
    """Return questions that the samples among these documents answer."""
    present = set(names)
    return [question for question, document in _sample_questions() if document in present]


@cache
def _sample_questions() -> tuple[tuple[str, str], ...]:
    lines = (_SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return tuple((each["question"], each["document"]) for each in records if each["suggested"])


def distinct(uploads: Iterable[Upload]) -> list[Upload]:
    """Drop copies, and number files that have the same name and different contents."""
    by_name: dict[str, tuple[str, Upload]] = {}
    for upload in uploads:
        sha256 = hashlib.sha256(upload.data).hexdigest()
        name, number = upload.name, 1
        while name in by_name and by_name[name][0] != sha256:
            number += 1
            name = numbered(upload.name, number)
        by_name[name] = (sha256, Upload(name=name, data=upload.data))
    return [upload for _, upload in by_name.values()]


def is_readable(name: str) -> bool:
    """Return whether a folder's file is of a readable type and not hidden.

    >>> [is_readable(each) for each in ("a/b.pdf", "a/.git/x.md", "a/photo.jpg")]
    [True, False, False]
    """
    path = PurePosixPath(name)
    is_hidden = any(part.startswith(".") and part.strip(".") for part in path.parts)
    return path.suffix.lower() in READABLE_SUFFIXES and not is_hidden


def _show_files(*, folder: bool) -> None:
    kind = "folder" if folder else "files"
    key = f"upload-{kind}-{st.session_state.setdefault(_UPLOADER, 0)}"
    st.file_uploader(
        "Add a folder" if folder else "Add documents",
        type=READABLE_SUFFIXES,
        accept_multiple_files="directory" if folder else True,
        key=key,
        on_change=_submit_files,
        args=(key, folder),
        label_visibility="collapsed",
    )


def _submit_files(key: str, folder: bool) -> None:
    with calm():
        seen: set[str] = st.session_state.setdefault(_SEEN, set())
        files = [file for file in st.session_state[key] if file.file_id not in seen]
        seen.update(file.file_id for file in files)
        uploads = [Upload(name=file.name, data=file.getvalue()) for file in files]
        readable = [each for each in uploads if is_readable(each.name)] if folder else uploads
        st.session_state[_SKIPPED] = len(uploads) - len(readable)
        submit(distinct(readable))
        st.session_state[_UPLOADER] += 1  # a new key is a new, empty uploader


def _show_address() -> None:
    with (
        st.form("web-page", border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        st.text_input(
            "Address of a web page, PDF or text file",
            key=_ADDRESS,
            placeholder="https://example.org/guide",
        )
        st.form_submit_button("Add", type="primary", on_click=_submit_address)
    if problem := st.session_state.pop(_PROBLEM, None):
        notice(problem)


def _submit_address() -> None:
    address = st.session_state[_ADDRESS].strip()
    if address and "://" not in address:
        address = f"https://{address}"
    st.session_state[_SKIPPED] = 0
    try:
        check_address(address)
        submit([WebPage(address=address.partition("#")[0])])
    except FootnoteError as error:
        st.session_state[_PROBLEM] = str(error)
    else:
        st.session_state[_ADDRESS] = ""


def show_passwords(rows: Sequence[DocumentRow]) -> None:
    """Draw a password field for each locked PDF; a password is used once and never stored."""
    for row in rows:
        if not row.locked:
            continue
        form = st.form(f"password-{row.id}", clear_on_submit=True)
        with form.container(horizontal=True, vertical_alignment="bottom"):
            password = st.text_input(
                f"Password for {label(row.name)}", type="password", autocomplete="off"
            )
            submitted = st.form_submit_button("Unlock")
        if submitted and password:
            data = services().catalogue.documents.original(row.sha256)
            submit([Upload(name=row.name, data=data, password=password, source=row.source)])
            st.rerun()
