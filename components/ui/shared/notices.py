"""Sentences about what happened, calm and in plain text; no traceback reaches a page."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from components.errors import FootnoteError
from components.ui.shared.text import untrusted

UNFORESEEN = (
    "Something went wrong that nobody foresaw. Nothing that was stored is lost. "
    "Try again; if it stays, the log of the program says what happened."
)

_log = logging.getLogger(__name__)


def notice(sentence: str) -> None:
    """One sentence in a quiet box. It may name files, so it is shown as plain text."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(":material/error:", width="content")
        with st.container():  # so that it ends where the box does
            untrusted(sentence)


@contextmanager
def calm() -> Iterator[None]:
    """Turn what is raised inside into a sentence on the page."""
    try:
        yield
    except FootnoteError as error:
        notice(str(error))
    except Exception:  # noqa: BLE001  (whatever it is, the page stays calm; the log has it)
        _log.exception("A page failed")
        notice(UNFORESEEN)
