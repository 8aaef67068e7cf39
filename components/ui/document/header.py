"""What a document is, the ways out of its page, and the ways around in it."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import streamlit as st

from components.types import DocumentRow
from components.ui.document.find import MOST_MATCHES, Span, first_from
from components.ui.document.opened import Opened, View, look
from components.ui.library.collections import collection_title
from components.ui.library.documents import type_words
from components.ui.shared.state import conversation_id
from components.ui.shared.text import label

_FEW = 7
"""Pages that all have a button of their own."""
_LONGEST_WORDS = 200  # characters
_UNITS = ((1_000_000, "MB"), (1_000, "KB"))


def show_ways_back() -> None:
    """Links to the chat, with the conversation that one came from, and to the library."""
    came_from = conversation_id()
    with st.container(horizontal=True, gap="medium", key="ways-back"):
        st.page_link(
            "pages/chat.py",
            label="Back to the chat",
            icon=":material/arrow_back:",
            query_params={"c": came_from} if came_from else None,
        )
        st.page_link("pages/library.py", label="Library", icon=":material/folder_open:")


def show_head(row: DocumentRow) -> None:
    """Its name and the facts."""
    st.title(label(row.name), anchor=False)
    st.caption(label(facts(row)))


def facts(row: DocumentRow) -> str:
    """Type, pages, passages, size and date, in a line."""
    added = datetime.fromtimestamp(row.created)
    known = (
        type_words(row.media_type),
        _count(row.pages, "page") if row.pages else "",
        _count(row.chunks, "passage"),
        size_words(row.size),
        f"added {added.day} {added:%B %Y}",
        f"in {collection_title(row.collection)}",
    )
    return " · ".join(each for each in known if each)


def size_words(size: int) -> str:
    """Bytes as a person says them.

    >>> size_words(12_345), size_words(900)
    ('12.3 KB', '900 bytes')
    """
    for unit, name in _UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size:,} bytes"


def show_find(shown: Opened, view: View, page: int, found: tuple[Span, ...]) -> None:
    """The box for words, how often they stand there, and the way from one place to the next."""
    st.session_state["find"] = view.words
    with st.container(horizontal=True, vertical_alignment="center", key="finding"):
        st.text_input(
            "Find in this document",
            key="find",
            type="search",
            placeholder="Find in this document",
            max_chars=_LONGEST_WORDS,
            label_visibility="collapsed",
            icon=":material/search:",
            width=320,
            on_change=_find,
            args=(page,),
        )
        if not view.words:
            return
        match = min(view.match, len(found))
        st.caption(_found_words(match, len(found)), width="content")
        for icon, name, step in (
            (":material/keyboard_arrow_up:", "Previous match", -1),
            (":material/keyboard_arrow_down:", "Next match", 1),
        ):
            st.button(
                name,
                icon=icon,
                type="tertiary",
                disabled=not found,
                on_click=partial(_go_to_match, shown, found, match + step),
            )


def resolve_match(shown: Opened, view: View, page: int, found: tuple[Span, ...]) -> None:
    """After new words: look at the first place where they stand, from this page on."""
    if view.words and found and not view.match:
        _go_to_match(shown, found, first_from(found, shown.span(page)[0]))
        st.rerun()


def _find(page: int) -> None:
    words = " ".join(st.session_state["find"].split())
    look(q=words, m=None, p=page)


def _go_to_match(shown: Opened, found: tuple[Span, ...], number: int) -> None:
    match = (number - 1) % len(found) + 1  # after the last comes the first
    look(m=match, p=shown.page_of(found[match - 1][0]))


def _found_words(match: int, matches: int) -> str:
    if not matches:
        return "Not found"
    of = f"the first {matches:,}" if matches == MOST_MATCHES else f"{matches:,}"
    return f"{match:,} of {of}"


def show_turning(shown: Opened, page: int, *, at_end: bool = False) -> None:
    """Previous and next page, and any other by its number; at the end of a page, those two."""
    pages = len(shown.starts)
    if pages == 1:
        return
    key = "turn-below" if at_end else "turn"
    if st.session_state.get(key, page) != page:  # by a match, a link, the back button
        st.session_state[key] = page
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-row"):
        st.pagination(
            pages,
            default=page,
            key=key,
            max_visible_pages=0 if at_end else _FEW,
            on_change=_turn_to(key),
        )
        if not at_end and pages > _FEW:
            st.session_state["turn-to"] = page
            st.number_input(
                f"{shown.unit} number",
                1,
                pages,
                key="turn-to",
                label_visibility="collapsed",
                width=120,
                on_change=_turn_to("turn-to"),
            )
        st.caption(f"{shown.unit} {page:,} of {pages:,}")


def _turn_to(key: str) -> Callable[[], None]:
    return lambda: look(p=st.session_state[key])


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number:,} {noun}s"
