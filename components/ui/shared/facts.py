"""Names and values under one another; numbers as a person says them."""

import streamlit as st

from components.ui.shared.text import untrusted

_NAMES = 110
"""Pixels for the names, so that the values begin below one another."""


def show_facts(*facts: tuple[str, str]) -> None:
    """A name and its value a line. Values may name folders and models, so they are plain text."""
    with st.container(gap="xxsmall"):
        for name, value in facts:
            with st.container(horizontal=True, wrap=False):
                with st.container(width=_NAMES):
                    st.caption(name)
                with st.container():
                    untrusted(value)


def counted(number: int, noun: str) -> str:
    """>>> counted(1, "document"), counted(2, "document")
    ('1 document', '2 documents')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def megabytes(size: float) -> str:
    """>>> megabytes(23_456_789), megabytes(900), megabytes(5.1e9)
    ('23.5 MB', '0.9 kB', '5.1 GB')
    """
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}"
    return f"{size / 1e3:.1f} kB"


def about(size: float) -> str:
    """>>> about(134_600_000), about(1.14e9)
    ('135 MB', '1.1 GB')
    """
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
