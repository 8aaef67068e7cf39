"""A conversation leaves as a file; it is made when the person asks for it."""

from functools import partial

import streamlit as st

from components.export import file_name, to_html, to_json, to_markdown
from components.types import Conversation

_FORMATS = (
    ("Web page", "html", "text/html", to_html),
    ("Markdown", "md", "text/markdown", to_markdown),
    ("JSON", "json", "application/json", to_json),
)


def show_export(current: Conversation) -> None:
    """A button for each format, behind one."""
    popover = st.popover("Export", icon=":material/download:", type="tertiary")
    with popover.container(gap=None):
        for words, suffix, media_type, written in _FORMATS:
            st.download_button(
                words,
                data=partial(written, current),
                file_name=file_name(current, suffix),
                mime=media_type,
                key=f"export-{suffix}",
                on_click="ignore",
                type="tertiary",
            )
