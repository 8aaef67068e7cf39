"""What is kept, how much room it takes, and what of it was deleted but not yet purged."""

import streamlit as st

from components.stores.storage import CollectionStorage, by_collection, disk_use
from components.ui.settings.task_progress import is_busy, show_task
from components.ui.shared.facts import megabytes, show_facts
from components.ui.shared.state import services

PURGE = "purge"


def show_storage() -> None:
    """Draw a row a collection, the whole, and the purge."""
    st.subheader("By collection")
    rows = _by_collection(services().catalogue.generation, _conversations())
    if rows:
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
            column_config={
                name: st.column_config.NumberColumn(format="bytes")
                for name in ("Original files", "Text", "Vectors")
            },
        )
    else:
        st.caption("Nothing is kept yet.")
    use = disk_use(services().settings.home)
    show_facts(
        ("In all", f"{megabytes(use.total)}, on a disk with {megabytes(use.free)} free"),
        ("Catalogue", f"{megabytes(use.catalogue)}: files, text, keyword index, conversations"),
        ("Vector index", megabytes(use.index)),
        *((("Exports", megabytes(use.exports)),) if use.exports else ()),
        *((("Models", megabytes(use.models)),) if use.models else ()),
    )
    _show_purge()


def _show_purge() -> None:
    st.subheader("What was deleted")
    eraser = services().eraser
    if eraser.is_put_off():
        st.markdown(
            "What you deleted is overwritten and found no more. This library is large, so its "
            "files are written anew only when you ask for it: until then, traces may be left "
            "between the pages and in the vector index, and the disk space is not given back."
        )
    else:
        st.markdown(
            "A deleted document or conversation is gone at once, and a few seconds later from "
            "every file of the data folder. Answers already given keep their quotes until their "
            "conversation is deleted. Copies in backups and exports are yours to delete."
        )
    st.button(
        "Purge what was deleted",
        icon=":material/cleaning_services:",
        on_click=_purge,
        disabled=is_busy(),
        help="Writes the catalogue and the vector index anew, and gives disk space back. For tens "
        "of thousands of passages that takes minutes, in which questions to them may wait.",
    )
    show_task(PURGE)


def _purge() -> None:
    services().task.begin(PURGE, services().purge)


@st.cache_data(max_entries=2, show_spinner="Measuring…")
def _by_collection(
    generation: int,  # noqa: ARG001  (a part of the key, as the next)
    conversations: int,  # noqa: ARG001
) -> tuple[CollectionStorage, ...]:
    return by_collection(services().database)


def _conversations() -> int:
    return services().conversations.count()
