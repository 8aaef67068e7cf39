"""The collection at hand: chosen, made, renamed, deleted."""

import streamlit as st

from components.pipelines.organising import (
    LONGEST_INSTRUCTIONS,
    delete_collection,
    instruct,
    make_collection,
    rename_collection,
)
from components.stores.collections import MAX_NAME_LENGTH
from components.types import DEFAULT_COLLECTION
from components.ui.shared.dialogs import dialog
from components.ui.shared.notices import calm
from components.ui.shared.state import choose_collection, collection, services
from components.ui.shared.text import label, untrusted

_PICKER = "collection_picker"
_NEW, _RENAME, _DELETE = "New collection…", "Rename…", "Delete…"
_INSTRUCT = "Instructions for answers…"


def collection_title(name: str) -> str:
    """What a person sees of a collection's name; the first one was named by the program.

    >>> collection_title("documents"), collection_title("Tides")
    ('Documents', 'Tides')
    """
    return "Documents" if name == DEFAULT_COLLECTION else name


def collection_names() -> list[str]:
    """Every collection, the first one first, the others by name."""
    known = {each.name for each in services().catalogue.collections.all()} - {DEFAULT_COLLECTION}
    return [DEFAULT_COLLECTION, *sorted(known, key=str.casefold)]


def show_collections() -> None:
    """Draw which collection is at hand, and what can be done with it."""
    names = collection_names()
    current = collection()
    is_first = current == DEFAULT_COLLECTION
    with st.container(key="collections", horizontal=True, vertical_alignment="center", wrap=False):
        if len(names) > 1:
            st.session_state[_PICKER] = current
            st.selectbox(
                "Collection",
                names,
                key=_PICKER,
                format_func=collection_title,
                on_change=_choose,
                label_visibility="collapsed",
                width=220,
            )
        wanted = st.menu_button(
            "Collection",
            (_NEW, _INSTRUCT) if is_first else (_NEW, _INSTRUCT, _RENAME, _DELETE),
            key="collection-menu",
            type="tertiary",
            icon=":material/folder_open:",
        )
    if wanted == _NEW:
        _make()
    elif wanted == _INSTRUCT:
        _instruct(current)
    elif wanted == _RENAME:
        _rename(current)
    elif wanted == _DELETE:
        _confirm(current)


def _choose() -> None:
    choose_collection(st.session_state[_PICKER])


@dialog("New collection")
def _make() -> None:
    st.caption("Documents of one collection are searched together and apart from all others.")
    with st.form("new-collection", border=False):
        name = st.text_input("Name", max_chars=MAX_NAME_LENGTH)
        if st.form_submit_button("Make collection", type="primary"):
            with calm():
                make_collection(services(), name.strip())
                choose_collection(name.strip())
                st.rerun()


@dialog("Instructions for answers")
def _instruct(current: str) -> None:
    found = services().catalogue.collections.get(current)
    with st.form("instruct-collection", border=False):
        text = st.text_area(
            "How answers from this collection should be written",
            value=found.instructions if found else "",
            max_chars=LONGEST_INSTRUCTIONS,
            height=160,
            placeholder="Answer in German, in at most three sentences. Write for nurses; "
            "keep the trade names of medicines.",
        )
        st.caption(
            "Style, language, length: what you would tell a person who answers for you. A chat "
            "model reads it with every question; sentences are cited and checked as ever. "
            "Quotations are shown word for word and do not follow it."
        )
        if st.form_submit_button("Save", type="primary"):
            with calm():
                instruct(services(), current, text)
                st.rerun()


@dialog("Rename the collection")
def _rename(current: str) -> None:
    with st.form("rename-collection", border=False):
        name = st.text_input("Name", value=current, max_chars=MAX_NAME_LENGTH)
        st.caption("Its documents and conversations stay with it.")
        if st.form_submit_button("Save", type="primary"):
            with calm():
                if name.strip() != current:
                    rename_collection(services(), current, name.strip())
                    choose_collection(name.strip())
                st.rerun()


@dialog("Delete the collection?")
def _confirm(current: str) -> None:
    count = services().catalogue.documents.count_by_collection().get(current, 0)
    untrusted(current)
    documents = "1 document" if count == 1 else f"{count} documents"
    st.caption(
        f"With it, {documents if count else 'no document'} will be deleted. Conversations about "
        "it keep their answers and quotes, and the files on your computer stay as they are."
    )
    with st.container(horizontal=True):
        if st.button("Delete collection", type="primary"):
            with calm(), st.spinner(f"Deleting {label(current)}…"):
                delete_collection(services(), current)
                choose_collection(DEFAULT_COLLECTION)
                st.rerun()
        if st.button("Keep"):
            st.rerun()
