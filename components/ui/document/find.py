"""Search for words in a whole document."""

import re
from bisect import bisect_left
from functools import partial
from itertools import islice

import streamlit as st

from components.ui.document.open_document import OpenDocument, View, change_view, load_document

MAX_MATCHES = 10_000
_MAX_CACHED = 16  # searches
_MAX_WORDS_CHARS = 200

Span = tuple[int, int]


@st.cache_resource(max_entries=_MAX_CACHED, ttl="1h", show_spinner="Searching the document…")
def find_in_document(document_id: str, words: str, generation: int) -> tuple[Span, ...]:
    """Find words in a document, ignoring case and kinds of white space."""
    return find(load_document(document_id, generation).document.text, words)


def find(text: str, words: str) -> tuple[Span, ...]:
    r"""Return the spans of the first `MAX_MATCHES` matches.

    >>> find("The new\nLamp. A new lamp.", "new lamp")
    ((4, 12), (16, 24))
    """
    parts = words.split()
    if not parts:
        return ()
    lowered = text.lower()
    if len(lowered) == len(text):  # an exact search is several times as fast
        pattern = re.compile(r"\s+".join(re.escape(part.lower()) for part in parts))
        matches = pattern.finditer(lowered)
    else:
        pattern = re.compile(r"\s+".join(re.escape(part) for part in parts), re.IGNORECASE)
        matches = pattern.finditer(text)
    return tuple(match.span() for match in islice(matches, MAX_MATCHES))


def first_from(matches: tuple[Span, ...], offset: int) -> int:
    """Return the number of the first match at or after an offset, or 1 where none is left."""
    at = bisect_left(matches, (offset, 0))
    return (at if at < len(matches) else 0) + 1


def matches_within(matches: tuple[Span, ...], start: int, end: int) -> list[tuple[int, Span]]:
    """Return the matches that touch a span of the text, each with its number from 1."""
    first = bisect_left(matches, (start, 0))
    first -= first > 0 and matches[first - 1][1] > start
    last = bisect_left(matches, (end, 0))
    return list(enumerate(matches[first:last], start=first + 1))


def show_find(opened: OpenDocument, view: View, page: int, matches: tuple[Span, ...]) -> None:
    """Draw the search field, the number of matches, and buttons that go through them."""
    st.session_state["find"] = view.words
    with st.container(horizontal=True, vertical_alignment="center", key="finding"):
        st.text_input(
            "Find in this document",
            key="find",
            type="search",
            placeholder="Find in this document",
            max_chars=_MAX_WORDS_CHARS,
            label_visibility="collapsed",
            icon=":material/search:",
            width=320,
            on_change=lambda: change_view(
                q=" ".join(st.session_state["find"].split()), m=None, p=page
            ),
        )
        if not view.words:
            return
        match = min(view.match, len(matches))
        total = f"{len(matches):,}" if len(matches) < MAX_MATCHES else f"the first {MAX_MATCHES:,}"
        st.caption(f"{match:,} of {total}" if matches else "No matches", width="content")
        for icon, name, step in (("up", "Previous match", -1), ("down", "Next match", 1)):
            st.button(
                name,
                icon=f":material/keyboard_arrow_{icon}:",
                type="tertiary",
                disabled=not matches,
                on_click=partial(_go_to_match, opened, matches, match + step),
            )


def go_to_first_match(
    opened: OpenDocument, view: View, page: int, matches: tuple[Span, ...]
) -> None:
    """After new words, go to their first match on this page or later."""
    if view.words and matches and not view.match:
        _go_to_match(opened, matches, first_from(matches, opened.span(page)[0]))
        st.rerun()


def _go_to_match(opened: OpenDocument, matches: tuple[Span, ...], number: int) -> None:
    match = (number - 1) % len(matches) + 1  # after the last comes the first
    change_view(m=match, p=opened.page_at(matches[match - 1][0]))
