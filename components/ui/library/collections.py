"""Menu of collections, to choose, create, rename and delete them."""

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
from components.ui.shared.dialogs import confirm, dialog, name_form
from components.ui.shared.facts import counted
from components.ui.shared.notices import calm
from components.ui.shared.state import choose_collection, collection, services
from components.ui.shared.text import untrusted

_PICKER = "collection_picker"


def collection_title(name: str) -> str:
    """Return the name of a collection as the pages show it.

    >>> collection_title("documents"), collection_title("Tides")
    ('Documents', 'Tides')
    """
    return "Documents" if name == DEFAULT_COLLECTION else name


def collection_names() -> list[str]:
    """Return the default collection's name, then the others in alphabetical order."""
    names = {each.name for each in services().catalogue.collections.all()} - {DEFAULT_COLLECTION}
    return [DEFAULT_COLLECTION, *sorted(names, key=str.casefold)]


def show_collections() -> None:
    """Draw the current collection and its menu."""
    names, current = collection_names(), collection()
    actions = {"New collection…": _create, "Instructions for answers…": _instruct}
    if current != DEFAULT_COLLECTION:
        actions |= {"Rename…": _rename, "Delete…": _delete}
    with st.container(key="collections", horizontal=True, vertical_alignment="center", wrap=False):
        if len(names) > 1:
            st.session_state[_PICKER] = current
            st.selectbox(
                "Collection",
                names,
                key=_PICKER,
                format_func=collection_title,
                on_change=lambda: choose_collection(st.session_state[_PICKER]),
                label_visibility="collapsed",
                width=220,
            )
        action = st.menu_button(
            "Collection",
            tuple(actions),
            key="collection-menu",
            type="tertiary",
            icon=":material/folder_open:",
        )
    if action:
        actions[action](current)


@dialog("New collection")
def _create(_current: str) -> None:
    def save(name: str) -> None:
        make_collection(services(), name)
        choose_collection(name)

    st.caption("Documents in a collection are searched together, apart from other collections.")
    name_form(save, button="Create collection", max_chars=MAX_NAME_LENGTH)


@dialog("Instructions for answers")
def _instruct(current: str) -> None:
    stored = services().catalogue.collections.get(current)
    with st.form("instruct-collection", border=False):
        text = st.text_area(
            "How should answers from this collection be written?",
            value=stored.instructions if stored else "",
            max_chars=LONGEST_INSTRUCTIONS,
            height=160,
            placeholder="Answer in German, in at most three sentences. Write for nurses; "
            "keep the trade names of medicines.",
        )
        st.caption(
            "Style, language, length. A chat model reads this with every question; its sentences "
            "are still cited and checked. Quotes are shown word for word and do not follow it."
        )
        if st.form_submit_button("Save", type="primary"):
            with calm():
                instruct(services(), current, text)
                st.rerun()


@dialog("Rename collection")
def _rename(current: str) -> None:
    def save(name: str) -> None:
        if name != current:
            rename_collection(services(), current, name)
            choose_collection(name)

    caption = "Its documents and conversations stay in it."
    name_form(save, name=current, caption=caption, max_chars=MAX_NAME_LENGTH)


@dialog("Delete collection?")
def _delete(current: str) -> None:
    def delete() -> None:
        delete_collection(services(), current)
        choose_collection(DEFAULT_COLLECTION)

    count = services().catalogue.documents.count_by_collection().get(current, 0)
    untrusted(current)
    st.caption(
        f"Deletes {counted(count, 'document')}. Conversations keep their answers and quotes, and "
        "the files on your computer are not touched."
    )
    confirm("Delete collection", delete)
