"""Dialogs that stay open while the page behind them is kept up to date.

A run of the whole page closes what it does not open itself. Whoever runs the page without being
asked to (an answer that has ended, files that are there) does it with `renew`.
"""

from collections.abc import Callable
from typing import Literal, ParamSpec

import streamlit as st

_OPEN = "dialog_is_open"
_Given = ParamSpec("_Given")


def dialog(
    title: str, *, width: Literal["small", "large"] = "small"
) -> Callable[[Callable[_Given, None]], Callable[_Given, None]]:
    """As st.dialog; while it is open, `is_dialog_open()`."""

    def decorate(draw: Callable[_Given, None]) -> Callable[_Given, None]:
        shown = st.dialog(title, width=width, on_dismiss=_closed)(draw)

        def show(*args: _Given.args, **kwargs: _Given.kwargs) -> None:
            st.session_state[_OPEN] = True
            shown(*args, **kwargs)

        return show

    return decorate


def is_dialog_open() -> bool:
    """Whether the last run of the page opened one that has not been put away."""
    return bool(st.session_state.get(_OPEN))


def renew() -> None:
    """Run the whole page anew, unless a dialog is open in front of it: putting that away does."""
    if not is_dialog_open():
        st.rerun()


def forget_dialogs() -> None:
    """To be called by app.py: a run of the whole page begins; none is open but what it opens."""
    _closed()


def _closed() -> None:
    st.session_state[_OPEN] = False
