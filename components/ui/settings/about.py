"""Version, folders and limits, each set by an environment variable."""

from dataclasses import fields

import streamlit as st

from components.settings import VERSION
from components.ui.shared.facts import show_facts
from components.ui.shared.state import services

_LIMITS = {
    "file_megabytes": ("File size", "MB"),
    "pages": ("Pages", ""),
    "characters": ("Characters of text", ""),
    "page_seconds": ("Time to read a page", "s"),
    "file_seconds": ("Time to read a file", "s"),
    "memory_megabytes": ("Memory to read a file", "MB"),
}


def show_about() -> None:
    """Draw the version, the folders, and the limits of one file."""
    settings = services().settings
    st.subheader("About Footnote")
    index = "in the data folder" if settings.chroma == "embedded" else settings.chroma
    show_facts(
        ("Version", VERSION),
        ("Data folder", f"{settings.home} (FOOTNOTE_HOME)"),
        ("Model cache", f"{settings.cache} (FOOTNOTE_CACHE)"),
        ("Vector index", f"{index} (FOOTNOTE_CHROMA)"),
        ("Log", "In the terminal that runs Footnote; not saved to disk"),
    )
    st.space("small")
    st.subheader("File limits")
    st.caption("A file over a limit is listed as failed, with the reason.")
    limits = [(each.name, getattr(settings.limits, each.name)) for each in fields(settings.limits)]
    st.dataframe(
        {
            "Limit": [_LIMITS[name][0] for name, _ in limits],
            "Value": [f"{value:,} {_LIMITS[name][1]}".strip() for name, value in limits],
            "Environment variable": [f"FOOTNOTE_MAX_{name.upper()}" for name, _ in limits],
        },
        hide_index=True,
    )
