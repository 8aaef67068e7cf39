"""Re-indexing of a collection, with another embedding model or another passage size."""

from functools import partial

import streamlit as st

from components.pipelines.indexing.splitting import (
    USUAL_TOKENS,
    built_tokens,
    is_resizing,
    passage_tokens,
)
from components.types import Collection
from components.ui.library.collections import collection_title
from components.ui.shared.notices import notice
from components.ui.shared.state import services
from components.ui.shared.tasks import follow
from components.ui.shared.text import label, untrusted


def show_reindexing(name: str = "") -> None:
    """Draw the progress while a collection is re-indexed; without a name, any collection."""
    if _outdated(name):
        follow(partial(_show, name), until=lambda: not _outdated(name))


def set_passage_size(collection: str, tokens: int) -> None:
    """Choose the most tokens of a passage, and re-index the collection in the background."""
    chosen = None if tokens == USUAL_TOKENS else tokens
    services().catalogue.collections.set_passage_tokens(collection, chosen)
    services().jobs.refresh()


def _outdated(name: str) -> list[Collection]:
    """Return the collections whose index has another embedding model or passage size."""
    running = services()
    return [
        each
        for each in running.catalogue.collections.all()
        if name in ("", each.name)
        and (each.embedder != running.embedder.name or is_resizing(running, each))
    ]


def _show(name: str) -> None:
    queue, outdated = services().jobs, _outdated(name)
    step = queue.preparing
    if not outdated:
        return
    if step is None and queue.notice:
        notice(queue.notice)
        st.button("Try again", key="index-again", on_click=queue.refresh)
        return
    collection = outdated[0]
    has_new_size = is_resizing(services(), collection)
    change = (
        f"with passages of at most {passage_tokens(services(), collection)} tokens"
        if has_new_size
        else "with another embedding model"
    )
    with st.container(border=True):
        untrusted(
            f"Re-indexing “{collection_title(collection.name)}” {change}. You can leave this page "
            "and keep asking."
        )
        if step and step.name == collection.name and step.total:
            st.progress(step.done / step.total, text=label(step.stage.capitalize()))
        else:
            st.progress(0.0, text="Waiting to start")
        old = built_tokens(collection)
        if has_new_size:
            st.button(
                f"Stop and keep {old} tokens",
                type="tertiary",
                on_click=set_passage_size,
                args=(collection.name, old),
            )
