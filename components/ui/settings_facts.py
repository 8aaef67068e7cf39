"""Names and values under one another; numbers as a person says them."""

import streamlit as st

from components.ui.text import untrusted


def show_facts(*facts: tuple[str, str]) -> None:
    """A name and its value a line. Values may name folders and models, so they are plain text."""
    with st.container(key=f"facts-{facts[0][0].lower().replace(' ', '-')}", gap="xxsmall"):
        for name, value in facts:
            left, right = st.columns([1, 4], gap="small")
            left.caption(name)
            with right:
                untrusted(value)


def megabytes(size: float) -> str:
    """
    >>> megabytes(23_456_789), megabytes(900), megabytes(5.1e9)
    ('23.5 MB', '0.9 kB', '5.1 GB')
    """
    for unit, bytes_ in (("GB", 1e9), ("MB", 1e6)):
        if size >= bytes_:
            return f"{size / bytes_:.1f} {unit}"
    return f"{size / 1e3:.1f} kB"
