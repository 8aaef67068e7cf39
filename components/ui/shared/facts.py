"""Lists of facts, and numbers in words."""

import streamlit as st

from components.ui.shared.text import untrusted

_NAMES_WIDTH_PX = 110
"""A fixed width, so that the values align."""


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


def megabytes(size: float) -> str:
    """Return a size in bytes as text.

    >>> megabytes(23_456_789), megabytes(900), megabytes(5.1e9)
    ('23.5 MB', '0.9 kB', '5.1 GB')
    """
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}"
    return f"{size / 1e3:.1f} kB"


def about(size: float) -> str:
    """Return a size in bytes as rounded text.

    >>> about(134_600_000), about(1.14e9)
    ('135 MB', '1.1 GB')
    """
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
