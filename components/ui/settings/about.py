"""What Footnote was started with; each is changed by its environment variable."""

from dataclasses import fields

import streamlit as st

from components.settings import VERSION
from components.ui.shared.facts import show_facts
from components.ui.shared.state import services

_LIMITS = {
    "file_megabytes": ("Largest file", "MB"),
    "pages": ("Most pages", "pages"),
    "characters": ("Most text", "characters"),
    "page_seconds": ("Longest time for a page", "s"),
    "file_seconds": ("Longest time for a file", "s"),
    "memory_megabytes": ("Most memory of a reader", "MB"),
}


def show_about() -> None:
    """Draw the version, the folders, and the limits of one file."""
    settings = services().settings
    st.subheader("This Footnote")
    where = "in the data folder" if settings.chroma == "embedded" else settings.chroma
    show_facts(
        ("Version", VERSION),
        ("Data folder", f"{settings.home} (FOOTNOTE_HOME)"),
        ("Model cache", f"{settings.cache} (FOOTNOTE_CACHE)"),
        ("Vector index", f"{where} (FOOTNOTE_CHROMA)"),
        ("Log", "The terminal that Footnote was started in; none is kept on disk"),
    )
    st.space("small")
    st.subheader("Limits of one file")
    st.caption("A file that costs more than this is stopped, and its row says so.")
    limits = settings.limits
    st.dataframe(
        {
            "Limit": [_LIMITS[each.name][0] for each in fields(limits)],
            "Value": [
                f"{getattr(limits, each.name):,} {_LIMITS[each.name][1]}" for each in fields(limits)
            ],
            "Variable": [f"FOOTNOTE_MAX_{each.name.upper()}" for each in fields(limits)],
        },
        hide_index=True,
    )
