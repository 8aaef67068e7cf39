"""Passages of a document, its pages without text, and a preview of another passage size."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from components.pipelines.indexing.embedding import passage_room
from components.pipelines.indexing.splitting import (
    SMALLEST_TOKENS,
    built_tokens,
    is_resizing,
    split,
)
from components.types import Chunk, Collection
from components.ui.document.open_document import OpenDocument, change_view, load_document
from components.ui.document.page_text import NumberedChunk
from components.ui.library.collections import collection_title
from components.ui.library.reindexing import set_passage_size
from components.ui.shared.dialogs import confirm, dialog
from components.ui.shared.facts import counted
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_STEP = 10  # tokens
_MAX_PREVIEW_CHARS = 400_000
"""Split again in about a second; of a longer document only the page is previewed."""
_MAX_CACHED = 12  # previews
_SIZE = "passage-size"
_TO_APPLY = "passage-size-to-apply"


def show_passage_controls(
    opened: OpenDocument, page: int
) -> tuple[Sequence[NumberedChunk], Sequence[int]]:
    """Draw the controls, and return the page's passages at the chosen size, with their tokens."""
    collection = services().catalogue.collections.get(opened.row.collection)
    chunks = opened.chunks
    if collection is not None:
        if collection.splitter != opened.splitter:  # re-indexing ended since the chunks were read
            st.rerun()
        with st.container(border=True, key="reading-report"):
            _show_failures(opened)
            tokens = _choose_size(collection)
            if tokens != built_tokens(collection):
                chunks = _show_preview(opened, page, collection, tokens)
            else:
                st.session_state.pop(_TO_APPLY, None)
    passages = opened.numbered(chunks, page)
    return passages, services().embedder.count_tokens([chunk.text for _, chunk in passages])


def _show_failures(opened: OpenDocument) -> None:
    pages = len(opened.document.pages)
    if pages and not opened.failures:
        st.markdown("Every page has text.")
    elif pages:
        reasons = {each.page: each.reason for each in opened.failures}
        have = "has" if len(reasons) == 1 else "have"
        st.selectbox(
            f"{len(reasons):,} of {counted(pages, 'page')} {have} no text",
            list(reasons),
            index=None,
            key="failures",
            placeholder="Go to a page without text",
            format_func=lambda page: f"Page {page}: {reasons[page]}",
            on_change=_go_to_failure,
        )


def _go_to_failure() -> None:
    if page := st.session_state["failures"]:
        change_view(p=page)
        st.session_state["failures"] = None


def _choose_size(collection: Collection) -> int:
    current, room = built_tokens(collection), passage_room(services().embedder)
    sizes = sorted({*range(SMALLEST_TOKENS, room + 1, _STEP), current})
    if len(sizes) == 1:
        st.caption(f"Passages have at most {current} tokens, the most that the embedder reads.")
        return current
    # Another current size makes another slider, which starts there.
    key = f"{_SIZE}-{collection.name}-{current}"
    if st.session_state.get(key) not in sizes:
        st.session_state[key] = current
    tokens: int = st.select_slider(
        "Passage size, at most",
        sizes,
        key=key,
        format_func=lambda size: f"{size} tokens" + (" (current)" if size == current else ""),
        help=(
            "Small passages are found more precisely; large ones give more context. A token is "
            f"about three quarters of a word; the embedder reads up to {room}."
        ),
    )
    return tokens


def _show_preview(
    opened: OpenDocument, page: int, collection: Collection, tokens: int
) -> tuple[Chunk, ...]:
    """Say what another size would change, offer to apply it, and return the new chunks."""
    is_whole = len(opened.document.text) <= _MAX_PREVIEW_CHARS
    generation = services().catalogue.generation
    chunks = _split(opened.row.id, None if is_whole else page, tokens, generation)
    where = "this document" if is_whole else f"this {opened.unit.lower()}"
    old = len(opened.chunks if is_whole else opened.numbered(opened.chunks, page))
    with st.container(horizontal=True, vertical_alignment="center"):
        new = counted(len(chunks), "passage")
        st.markdown(f"**Preview:** {where} would have {new} instead of {old:,}.")
        # The dialog takes the size from the slider, which may have moved with this click.
        st.button(
            "Apply to this collection…",
            type="primary",
            disabled=is_resizing(services(), collection),
            on_click=st.session_state.update,
            args=({_TO_APPLY: collection.name},),
        )
    if st.session_state.pop(_TO_APPLY, None) == collection.name:
        _confirm_size(collection.name, tokens)
    return chunks


@st.cache_resource(max_entries=_MAX_CACHED, ttl="1h", show_spinner="Splitting…")
def _split(document_id: str, page: int | None, tokens: int, generation: int) -> tuple[Chunk, ...]:
    opened = load_document(document_id, generation)
    span = opened.span(page) if page else None
    return split(services(), opened.document, tokens=tokens, span=span)


@dialog("Re-index this collection?")
def _confirm_size(collection: str, tokens: int) -> None:
    documents = services().catalogue.documents.searchable_names(collection)
    untrusted(
        f"{counted(len(documents), 'document')} in {collection_title(collection)} will be split "
        f"into passages of at most {tokens} tokens and indexed again, in the background."
    )
    st.caption(
        "Until then, answers use the current passages. Earlier answers keep their quotes. Files "
        "added later get the new size too."
    )
    confirm("Re-index", partial(_apply_size, collection, tokens))


def _apply_size(collection: str, tokens: int) -> None:
    set_passage_size(collection, tokens)
    for key in [key for key in st.session_state if str(key).startswith(f"{_SIZE}-")]:
        del st.session_state[key]  # the sliders start at the current size again
