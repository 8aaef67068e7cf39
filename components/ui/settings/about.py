"""Version, folders and limits, each set by an environment variable."""

import streamlit as st

from components.settings import VERSION
from components.ui.shared.facts import show_facts
from components.ui.shared.state import services

_LIMITS = {
    "file_megabytes": ("File size", "MB"),
    "pages": ("Pages", "pages"),
    "characters": ("Text", "characters"),
    "page_seconds": ("Time per page", "s"),
    "file_seconds": ("Time per file", "s"),
    "memory_megabytes": ("Memory", "MB"),
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
    show_facts(
        *(
            (name, f"{getattr(settings.limits, key):,} {unit} (FOOTNOTE_MAX_{key.upper()})")
            for key, (name, unit) in _LIMITS.items()
        )
    )
