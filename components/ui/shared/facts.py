"""Lists of facts, and numbers in words."""

import streamlit as st

from components.ui.shared.text import untrusted

_NAMES_WIDTH_PX = 110  # fixed, so that the values align
_UNITS = (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3))


def show_facts(*facts: tuple[str, str]) -> None:
    """Draw (name, value) lines; values may name folders and models, so they are plain text."""
    with st.container(gap="xxsmall"):
        for name, value in facts:
            with st.container(horizontal=True, wrap=False):
                with st.container(width=_NAMES_WIDTH_PX):
                    st.caption(name)
                with st.container():
                    untrusted(value)


def counted(number: int, noun: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "document"), counted(2_000, "document")
    ('1 document', '2,000 documents')
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size_words(size: float) -> str:
    """Return a size in bytes as text, rounded to three digits.

    >>> size_words(23_456_789), size_words(134_600_000), size_words(999_900), size_words(48)
    ('23.5 MB', '135 MB', '1 MB', '48 bytes')
    """
    for unit, bytes_ in _UNITS:
        if size >= 0.9995 * bytes_:  # less is not rounded up to this unit
            return f"{size / bytes_:.3g} {unit}"
    return f"{size:.0f} bytes"
