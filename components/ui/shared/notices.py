"""Notices in plain sentences; no traceback reaches a page."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from components.errors import FootnoteError
from components.ui.shared.text import untrusted

_UNEXPECTED = (
    "Something went wrong. Nothing you saved is lost. Try again; if it happens again, look in "
    "Footnote's log."
)

_log = logging.getLogger(__name__)


def notice(sentence: str) -> None:
    """Show a sentence in a box, as plain text because it may name files."""
    with st.container(border=True, horizontal=True, vertical_alignment="center", wrap=False):
        st.markdown(":material/error:", width="content")
        with st.container():  # keeps long text inside the box
            untrusted(sentence)


def show_result(title: str, *details: str, key: str, dismiss: Callable[[], None]) -> None:
    """Draw the outcome of some work in a box, with a button that dismisses it."""
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False):
            untrusted(title)
            st.space("stretch")
            st.button("Dismiss", key=key, type="tertiary", on_click=dismiss)
        for sentence in details:
            untrusted(sentence)


@contextmanager
def calm() -> Iterator[None]:
    """Show any error raised inside as a notice."""
    try:
        yield
    except FootnoteError as error:
        notice(str(error))
    except Exception:  # noqa: BLE001  (the page survives any error; the log has it)
        _log.exception("A page failed")
        notice(_UNEXPECTED)
