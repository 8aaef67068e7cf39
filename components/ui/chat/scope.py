"""What questions are asked of: a collection and its documents, as pills above the chat box."""

from collections.abc import Sequence

import streamlit as st

from components.types import Scope
from components.ui.shared.state import (
    ask_only,
    asked_documents,
    choose_collection,
    collection,
    services,
)
from components.ui.shared.text import label

Documents = tuple[tuple[str, str], ...]
"""(id, name) of each."""

_ALL = ""
_MOST_PILLS = 8
"""Documents that are pills; more of them are searched for in a list."""
_LONGEST_NAME = 32  # characters on a pill
_COLLECTION = "scope_collection"
_PILLS = "scope_documents"
_LIST = "scope_list"
_NAMES = "scope_names"


def ready_documents() -> Documents:
    """Those of the session's collection that can be found, the newest first."""
    return _ready(collection(), services().catalogue.generation)


@st.cache_resource(show_spinner=False, max_entries=16)
def _ready(name: str, generation: int) -> Documents:  # noqa: ARG001  (until when it holds)
    return services().catalogue.documents.searchable_names(name)


def within() -> Scope:
    """What a question would be asked of now."""
    names = dict(ready_documents())
    chosen = asked_documents()
    return Scope(
        collection=collection(),
        document_ids=chosen,
        document_names=tuple(names[each] for each in chosen if each in names),
    )


def choose_within(wanted: Scope) -> None:
    """Ask this and nothing else from now on."""
    choose_collection(wanted.collection)
    ask_only(present(wanted).document_ids)


def present(wanted: Scope) -> Scope:
    """The same with the documents that are there today, replaced ones found by their names."""
    if not wanted.document_ids or services().catalogue.collections.get(wanted.collection) is None:
        return Scope(collection=wanted.collection)
    rows = _ready(wanted.collection, services().catalogue.generation)
    kept = {id_: name for id_, name in rows if id_ in wanted.document_ids}
    kept |= {id_: name for id_, name in rows if name in wanted.document_names}
    return Scope(
        collection=wanted.collection,
        document_ids=tuple(kept),
        document_names=tuple(kept.values()),
    )


def show_scope(documents: Documents) -> None:
    """Draw the pills, where there is something to choose."""
    _let_go(documents)
    names = [each.name for each in services().catalogue.collections.all()]
    if len(names) < 2 and len(documents) < 2:
        return
    with st.container(key="scope", horizontal=True, vertical_alignment="center", wrap=False):
        if len(names) > 1:
            _show_collections(names)
        if 1 < len(documents) <= _MOST_PILLS:
            _show_pills(documents)
        elif len(documents) > _MOST_PILLS:
            _show_list(documents)


def _let_go(documents: Documents) -> None:
    """Drop chosen documents that are gone; one that was replaced is found by its name."""
    known: dict[str, str] = st.session_state.setdefault(_NAMES, {})
    names = dict(documents)
    by_name = {name: id_ for id_, name in documents}
    chosen = asked_documents()
    kept = [
        each if each in names else by_name[known[each]]
        for each in chosen
        if each in names or known.get(each) in by_name
    ]
    if tuple(kept) != chosen:
        ask_only(dict.fromkeys(kept))
    known.update((each, names[each]) for each in kept)


def _show_collections(names: Sequence[str]) -> None:
    st.session_state[_COLLECTION] = collection() if collection() in names else None
    st.pills(
        "Collection",
        names,
        key=_COLLECTION,
        format_func=lambda name: label(_short(name)),
        required=True,
        wrap=False,
        label_visibility="collapsed",
        on_change=lambda: choose_collection(st.session_state[_COLLECTION]),
    )


def _show_pills(documents: Documents) -> None:
    labels = _labels(documents)
    st.session_state[_PILLS] = list(asked_documents()) or [_ALL]
    st.pills(
        "Documents",
        [_ALL, *labels],
        key=_PILLS,
        format_func=lambda id_: labels.get(id_, "All documents"),
        selection_mode="multi",
        wrap=False,
        label_visibility="collapsed",
        on_change=_choose_pills,
    )


def _choose_pills() -> None:
    """The pill of all documents and those of single ones put each other out; the last click tells.

    By its place, not by what was chosen before: a click may come before the page has shown that.
    """
    chosen: list[str] = st.session_state[_PILLS]
    all_of_them = not chosen or chosen[-1] == _ALL
    ask_only(() if all_of_them else (each for each in chosen if each != _ALL))


def _show_list(documents: Documents) -> None:
    labels = _labels(documents)
    chosen = asked_documents()
    words = f"{len(chosen)} of {len(documents):,} documents" if chosen else "All documents"
    with st.popover(words, type="tertiary", icon=":material/filter_list:"):
        st.session_state[_LIST] = list(chosen)
        st.multiselect(
            "Ask only these documents",
            list(labels),
            key=_LIST,
            format_func=lambda id_: labels[id_],
            placeholder="All documents",
            on_change=lambda: ask_only(st.session_state[_LIST]),
        )


def _labels(documents: Documents) -> dict[str, str]:
    """By id; no two alike, because Streamlit knows an option by its words."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for id_, name in documents:
        words, number = label(_short(name)), 2
        while words in taken:
            words, number = f"{label(_short(name))} ({number})", number + 1
        taken.add(words)
        found[id_] = words
    return found


def _short(name: str) -> str:
    """A name that fits on a pill; its end, which often tells versions apart, stays.

    >>> _short("minutes-of-the-meeting-of-the-board-2024-11-03.pdf")
    'minutes-of-the-m…-2024-11-03.pdf'
    """
    half = _LONGEST_NAME // 2
    return name if len(name) <= _LONGEST_NAME else f"{name[:half]}…{name[-half + 1 :]}"
