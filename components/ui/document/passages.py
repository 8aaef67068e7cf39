"""What was read from a file: its passages, the pages without text, and passages of other sizes
to look at before they are made.
"""

import time
from collections.abc import Sequence

import streamlit as st

from components.pipelines.indexing.embedding import passage_room
from components.pipelines.indexing.splitting import (
    SMALLEST_TOKENS,
    USUAL_TOKENS,
    built_tokens,
    is_resizing,
    passage_tokens,
    split,
)
from components.types import Chunk, Collection
from components.ui.document.opened import Opened, look, opened
from components.ui.shared.dialogs import dialog, renew
from components.ui.shared.notices import notice
from components.ui.shared.state import services
from components.ui.shared.text import label, untrusted

_STEP = 10  # tokens
_WHOLE = 400_000
"""Characters that are split anew at once, in about a second; of longer documents, a page."""
_MOST_KEPT = 12  # previews, for all sessions together
_EVERY = 0.7  # seconds between two looks at the work
_TIMED = 8  # passages
_MINUTE = 60  # seconds
_SIZE = "passage-size"
_ASKED = "passages-asked"

Numbered = tuple[int, Chunk]


def show_passages(shown: Opened, page: int) -> tuple[Sequence[Numbered], Sequence[int]]:
    """Draw what can be chosen; the passages to be shown of a page, numbered, and their tokens."""
    collection = services().catalogue.collections.get(shown.row.collection)
    here: Sequence[Numbered] = shown.chunks_on(page)
    if collection is not None:
        with st.container(border=True, key="what-was-read"):
            _show_unread(shown)
            tokens = _choose_size(collection)
            if tokens != built_tokens(collection):
                here = _show_preview(shown, page, collection, tokens, len(here))
            else:
                st.session_state.pop(_ASKED, None)
    return here, services().embedder.count_tokens([chunk.text for _, chunk in here])


def show_refreshing(collection: str) -> None:
    """While a collection is indexed again: how far it is."""
    known = services().catalogue.collections.get(collection)
    if known is not None and is_resizing(services(), known):
        st.fragment(_follow, run_every=_EVERY)(collection)


def _follow(name: str) -> None:
    queue = services().jobs
    collection = services().catalogue.collections.get(name)
    if collection is None or not is_resizing(services(), collection):
        renew()
        return
    step = queue.preparing
    if step is None and queue.notice:
        notice(queue.notice)
        st.button("Try again", on_click=queue.refresh)
        return
    with st.container(border=True, key="refreshing"):
        tokens = passage_tokens(services(), collection)
        untrusted(
            f"“{name}” is being indexed again in passages of at most {tokens} tokens. You can "
            "leave this page, and ask meanwhile."
        )
        running = step is not None and step.name == name and step.total > 0
        st.progress(
            step.done / step.total if step and running else 0.0,
            text=label(step.stage.capitalize()) if step and running else "Waiting for its turn",
        )
        st.button(
            f"Stop, and keep {built_tokens(collection)} tokens",
            type="tertiary",
            on_click=_want,
            args=(name, built_tokens(collection)),
        )


def _want(collection: str, tokens: int) -> None:
    services().catalogue.collections.set_passage_tokens(
        collection, None if tokens == USUAL_TOKENS else tokens
    )
    services().jobs.refresh()
    for key in [each for each in st.session_state if str(each).startswith(f"{_SIZE}-")]:
        del st.session_state[key]


def _show_unread(shown: Opened) -> None:
    if not shown.document.pages:
        return
    if not shown.unread:
        st.markdown("Text was read from every page.")
        return
    reasons = {each.page: each.reason for each in shown.unread}
    total = len(shown.document.pages)
    st.selectbox(
        f"{len(reasons):,} of {total:,} pages have no text",
        list(reasons),
        index=None,
        key="unread",
        placeholder="Go to one of them",
        format_func=lambda page: f"Page {page}: {reasons[page]}",
        on_change=_go_to_unread,
    )


def _go_to_unread() -> None:
    if page := st.session_state["unread"]:
        look(p=page)
        st.session_state["unread"] = None


def _choose_size(collection: Collection) -> int:
    """The size to look at."""
    now, room = built_tokens(collection), passage_room(services().embedder)
    sizes = sorted({*range(SMALLEST_TOKENS, room + 1, _STEP), now})
    if len(sizes) == 1:
        st.caption(f"Passages hold at most {now} tokens, all that the embedder has room for.")
        return now
    # Once it has another size, its slider is another one that begins there.
    key = f"{_SIZE}-{collection.name}-{now}"
    if st.session_state.get(key) not in sizes:
        st.session_state[key] = now
    chosen: int = st.select_slider(
        "Passages of at most",
        sizes,
        key=key,
        format_func=lambda tokens: (
            f"{tokens} tokens (as they are now)" if tokens == now else f"{tokens} tokens"
        ),
        help=(
            "Small passages are found more exactly, large ones say more at once. A token is "
            f"about three quarters of a word; the embedder has room for {room}."
        ),
    )
    return chosen


def _show_preview(
    shown: Opened, page: int, collection: Collection, tokens: int, here_now: int
) -> Sequence[Numbered]:
    """Say what would change, and offer to change it; the passages of the page as they would be."""
    whole = len(shown.document.text) <= _WHOLE
    after = _split(shown.row.id, None if whole else page, tokens, services().catalogue.generation)
    start, end = shown.span(page)
    here = [
        (number, chunk)
        for number, chunk in enumerate(after, start=1)
        if chunk.start < end and chunk.end > start
    ]
    where = "this document" if whole else f"this {shown.unit.lower()}"
    before = len(shown.chunks) if whole else here_now
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**A preview.** {_passages(before)} of {where} would become {len(after):,}.")
        st.button(
            "Apply to this collection…",
            type="primary",
            disabled=is_resizing(services(), collection),
            on_click=_ask_to_apply,
            args=(collection.name,),
        )
    if st.session_state.pop(_ASKED, None) == collection.name:
        growth = len(after) / before if before else 1.0
        _confirm(collection.name, tokens, growth, [chunk.text for _, chunk in here[:_TIMED]])
    return here


def _ask_to_apply(collection: str) -> None:
    # To the size at which the slider stands then: it may just have been moved.
    st.session_state[_ASKED] = collection


@st.cache_resource(max_entries=_MOST_KEPT, ttl="1h", show_spinner="Splitting…")
def _split(document_id: str, page: int | None, tokens: int, generation: int) -> tuple[Chunk, ...]:
    shown = opened(document_id, generation)
    span = shown.span(page) if page else None
    return split(services(), shown.document, tokens=tokens, span=span)


@dialog("Index this collection again?")
def _confirm(collection: str, tokens: int, growth: float, some: Sequence[str]) -> None:
    ready = [
        each
        for each in services().catalogue.documents.searchable()
        if each.collection == collection
    ]
    seconds = services().catalogue.chunks.count(collection) * growth * _seconds_each(some)
    documents = "1 document" if len(ready) == 1 else f"{len(ready):,} documents"
    untrusted(
        f"{documents} of “{collection}” will be split into passages of at most {tokens} tokens "
        f"and indexed again: {_duration(seconds)}, in the background."
    )
    st.caption(
        "Until it is done, answers come from the passages as they are. Answers already given "
        "keep their quotes. Files added later get passages of this size too."
    )
    with st.container(horizontal=True):
        if st.button("Index again", type="primary"):
            _want(collection, tokens)
            st.rerun()
        if st.button("Keep as it is"):
            st.rerun()


def _seconds_each(texts: Sequence[str]) -> float:
    """To embed a passage on this machine, measured on some."""
    if not texts:
        return 0.0
    services().embedder.encode(texts[:1])  # the first one may load the model
    began = time.perf_counter()
    services().embedder.encode(texts)
    return (time.perf_counter() - began) / len(texts)


def _duration(seconds: float) -> str:
    """About how long, for a person.

    >>> _duration(4), _duration(100)
    ('a few seconds', 'about 2 minutes')
    """
    if seconds < _MINUTE / 4:
        return "a few seconds"
    if seconds < _MINUTE:
        return "less than a minute"
    minutes = round(seconds / _MINUTE)
    return "about a minute" if minutes == 1 else f"about {minutes:,} minutes"


def _passages(number: int) -> str:
    return "1 passage" if number == 1 else f"{number:,} passages"
