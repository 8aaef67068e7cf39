"""Storage, and the ways to delete."""

import streamlit as st

from components.stores.storage import CollectionStorage, by_collection, disk_use
from components.ui.settings.transfer import show_export, show_import, show_outcome
from components.ui.shared.dialogs import confirm, dialog
from components.ui.shared.facts import counted, show_facts, size_words
from components.ui.shared.state import services
from components.ui.shared.tasks import is_running

_PURGE = "purge"
_CONFIRMATION = "delete everything"
_DELETED = "everything_deleted"


def show_data() -> None:
    """Draw the storage, the export, the import, and the ways to delete."""
    sections = (_show_storage, show_export, show_import, _show_purge, _show_delete_everything)
    for draw in sections:
        draw()
        st.space("small")


def _show_storage() -> None:
    st.subheader("Storage")
    if rows := _by_collection(services().catalogue.generation, services().conversations.count()):
        st.dataframe(
            {
                "Collection": [row.name for row in rows],
                "Documents": [row.documents for row in rows],
                "Passages": [row.passages for row in rows],
                "Conversations": [row.conversations for row in rows],
                "Original files": [row.originals for row in rows],
                "Text": [row.text for row in rows],
                "Vectors": [row.vectors for row in rows],
            },
            hide_index=True,
            column_config=dict.fromkeys(
                ("Original files", "Text", "Vectors"), st.column_config.NumberColumn(format="bytes")
            ),
        )
    use = disk_use(services().settings.home)
    show_facts(
        ("Total", f"{size_words(use.total)} ({size_words(use.free)} free on this disk)"),
        ("Catalogue", f"{size_words(use.catalogue)}: files, text, keyword index, conversations"),
        ("Vector index", size_words(use.index)),
        ("Exports", size_words(use.exports)),
        ("Models", size_words(use.models)),
    )


@st.cache_data(max_entries=2, show_spinner="Measuring…")
def _by_collection(
    generation: int,  # noqa: ARG001  (a cache key)
    conversations: int,  # noqa: ARG001  (a cache key)
) -> tuple[CollectionStorage, ...]:
    return by_collection(services().database)


def _show_purge() -> None:
    st.subheader("Deleted data")
    if services().eraser.due() == {"vectors"}:
        st.markdown(
            "Deleted documents are overwritten and no longer found. The files of a large library "
            "are rewritten only when you purge: until then, traces can remain in them, and the "
            "disk space is not freed."
        )
    else:
        st.markdown(
            "Deleted documents and conversations disappear at once, and within seconds from every "
            "file of the data folder. Answers keep their quotes until you delete their "
            "conversation. Backups and downloaded exports are yours to delete."
        )
    st.button(
        "Purge deleted data",
        icon=":material/cleaning_services:",
        on_click=_begin_purge,
        disabled=is_running(services().task),
        help="Rewrites the catalogue and the vector index and frees disk space. A large library "
        "takes minutes, and answers can be slow until it is done.",
    )
    show_outcome(_PURGE)


def _begin_purge() -> None:
    services().task.begin(_PURGE, services().purge)


def _show_delete_everything() -> None:
    st.subheader("Delete everything")
    if st.session_state.pop(_DELETED, False):
        st.markdown("Everything was deleted and erased from the data folder.")
        return
    st.markdown(
        "Deletes documents, conversations, exports, downloaded models and settings, and erases "
        "them from every file of the data folder. This cannot be undone."
    )
    if st.button("Delete everything…", icon=":material/delete_forever:"):
        _confirm()


@dialog("Delete everything?")
def _confirm() -> None:
    documents = counted(len(services().catalogue.documents.rows()), "document")
    conversations = counted(services().conversations.count(), "conversation")
    st.markdown(
        f"Deletes **{documents}** with original files and indexes, **{conversations}**, files "
        "waiting to be indexed, exports stored here, downloaded search models, and all settings, "
        "for everyone who uses this Footnote."
    )
    st.caption(
        "Not deleted: files on your computer, exports you downloaded, backups of the data folder, "
        "and the log."
    )
    typed = st.text_input(f"Type “{_CONFIRMATION}” to confirm", autocomplete="off", live=True)
    is_confirmed = typed.strip().strip("“”\"'").casefold() == _CONFIRMATION
    confirm("Delete everything", _delete_everything, disabled=not is_confirmed)


def _delete_everything() -> None:
    services().erase_everything()
    st.cache_data.clear()  # pictures of pages and answers, in every session
    st.session_state.clear()
    st.session_state[_DELETED] = True
