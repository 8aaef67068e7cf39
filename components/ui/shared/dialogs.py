"""Dialogs that stay open while the page behind them refreshes.

A rerun of the whole page closes any dialog that it does not open again, so code that reruns the
page on its own, such as the end of an answer, calls `rerun_page`.
"""

from collections.abc import Callable
from typing import Literal, ParamSpec

import streamlit as st

_OPEN = "dialog_is_open"
_Params = ParamSpec("_Params")


def dialog(
    title: str, *, width: Literal["small", "large"] = "small"
) -> Callable[[Callable[_Params, None]], Callable[_Params, None]]:
    """Decorate a function like `st.dialog`, and remember that the dialog is open."""

    def decorate(draw: Callable[_Params, None]) -> Callable[_Params, None]:
        open_dialog = st.dialog(title, width=width, on_dismiss=reset_dialogs)(draw)

        def show(*args: _Params.args, **kwargs: _Params.kwargs) -> None:
            st.session_state[_OPEN] = True
            open_dialog(*args, **kwargs)

        return show

    return decorate


def is_dialog_open() -> bool:
    """Return whether the last run of the page opened a dialog that is still open."""
    return bool(st.session_state.get(_OPEN))


def rerun_page() -> None:
    """Rerun the whole page, unless a dialog is open; dismissing the dialog reruns it anyway."""
    if not is_dialog_open():
        st.rerun()


def reset_dialogs() -> None:
    """Forget any open dialog; app.py calls this at the start of each run."""
    st.session_state[_OPEN] = False
