"""Pills above the chat box: the collection and the documents to search."""

from collections.abc import Sequence

import streamlit as st

from components.types import Scope
from components.ui.shared.state import (
    choose_collection,
    collection,
    select_documents,
    selected_documents,
    services,
)
from components.ui.shared.text import label

Documents = tuple[tuple[str, str], ...]
"""(id, name) of each document."""

_ALL = ""
_MAX_PILLS = 8
"""More documents than these are chosen in a searchable list."""
_MAX_NAME = 32  # characters on a pill
_COLLECTION = "scope_collection"
_PILLS = "scope_documents"
_LIST = "scope_list"


def ready_documents() -> Documents:
    """Return the searchable documents of the session's collection, newest first."""
    return _ready(collection(), services().catalogue.generation)


@st.cache_resource(show_spinner=False, max_entries=16)
def _ready(name: str, generation: int) -> Documents:  # noqa: ARG001  (cache key)
    return services().catalogue.documents.searchable_names(name)


def current_scope() -> Scope:
    """Return where a question asked now would be searched."""
    selected = selected_documents()
    return refresh(
        Scope(
            collection=collection(),
            document_ids=tuple(selected),
            document_names=tuple(selected.values()),
        )
    )


def use_scope(scope: Scope) -> None:
    """Search here from now on."""
    scope = refresh(scope)
    choose_collection(scope.collection)
    select_documents(dict(zip(scope.document_ids, scope.document_names, strict=True)))


def refresh(scope: Scope) -> Scope:
    """Drop deleted documents from a scope, and find replaced ones by their names."""
    if not scope.document_ids or services().catalogue.collections.get(scope.collection) is None:
        return Scope(collection=scope.collection)
    rows = _ready(scope.collection, services().catalogue.generation)
    documents = {id_: name for id_, name in rows if id_ in scope.document_ids}
    documents |= {id_: name for id_, name in rows if name in scope.document_names}
    return Scope(
        collection=scope.collection,
        document_ids=tuple(documents),
        document_names=tuple(documents.values()),
    )


def show_scope(documents: Documents) -> None:
    """Draw the pills, where there is something to choose."""
    use_scope(current_scope())
    names = [each.name for each in services().catalogue.collections.all()]
    if len(names) < 2 and len(documents) < 2:
        return
    with st.container(key="scope", horizontal=True, vertical_alignment="center", wrap=False):
        if len(names) > 1:
            _show_collections(names)
        if 1 < len(documents) <= _MAX_PILLS:
            _show_pills(documents)
        elif len(documents) > _MAX_PILLS:
            _show_list(documents)


def _show_collections(names: Sequence[str]) -> None:
    st.session_state[_COLLECTION] = collection() if collection() in names else None
    st.pills(
        "Collection",
        names,
        key=_COLLECTION,
        format_func=lambda name: label(_shorten(name)),
        required=True,
        wrap=False,
        label_visibility="collapsed",
        on_change=lambda: choose_collection(st.session_state[_COLLECTION]),
    )


def _show_pills(documents: Documents) -> None:
    labels = _labels(documents)
    st.session_state[_PILLS] = list(selected_documents()) or [_ALL]
    st.pills(
        "Documents",
        [_ALL, *labels],
        key=_PILLS,
        format_func=lambda id_: labels.get(id_, "All documents"),
        selection_mode="multi",
        wrap=False,
        label_visibility="collapsed",
        on_change=_choose_pills,
        args=(documents,),
    )


def _choose_pills(documents: Documents) -> None:
    """Let "All documents" and single ones replace each other; the last pill clicked counts."""
    ids: list[str] = st.session_state[_PILLS]
    _select([] if not ids or ids[-1] == _ALL else ids, documents)


def _select(ids: Sequence[str], documents: Documents) -> None:
    select_documents({id_: name for id_, name in documents if id_ in ids})


def _show_list(documents: Documents) -> None:
    labels = _labels(documents)
    ids = list(selected_documents())
    count = f"{len(ids)} of {len(documents):,} documents" if ids else "All documents"
    with st.popover(count, type="tertiary", icon=":material/filter_list:"):
        st.session_state[_LIST] = ids
        st.multiselect(
            "Ask only these documents",
            list(labels),
            key=_LIST,
            format_func=lambda id_: labels[id_],
            placeholder="All documents",
            on_change=lambda: _select(st.session_state[_LIST], documents),
        )


def _labels(documents: Documents) -> dict[str, str]:
    """Return a label by id; all differ, because Streamlit identifies an option by its label."""
    labels: dict[str, str] = {}
    for id_, name in documents:
        base = words = label(_shorten(name))
        number = 1
        while words in labels.values():
            number += 1
            words = f"{base} ({number})"
        labels[id_] = words
    return labels


def _shorten(name: str) -> str:
    """Shorten a name for a pill; its end, which often tells versions apart, stays.

    >>> _shorten("minutes-of-the-meeting-of-the-board-2024-11-03.pdf")
    'minutes-of-the-m…-2024-11-03.pdf'
    """
    half = _MAX_NAME // 2
    return name if len(name) <= _MAX_NAME else f"{name[:half]}…{name[-half + 1 :]}"
