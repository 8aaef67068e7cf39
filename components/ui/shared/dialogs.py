"""Dialogs that stay open while the page behind them refreshes, and what most of them hold.

A rerun of the whole page closes any dialog that it does not open again, so code that reruns the
page on its own, such as the end of an answer, calls `rerun_page`.
"""

from collections.abc import Callable
from typing import Literal, ParamSpec

import streamlit as st

from components.ui.shared.notices import calm

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


def confirm(words: str, act: Callable[[], object], *, disabled: bool = False) -> None:
    """Draw a button that acts and closes the dialog, and one that cancels."""
    with st.container(horizontal=True):
        if st.button(words, type="primary", disabled=disabled):
            with calm(), st.spinner("Please wait…"):
                act()
                st.rerun()
        if st.button("Cancel"):
            st.rerun()


def name_form(
    save: Callable[[str], object],
    *,
    name: str = "",
    label: str = "Name",
    caption: str = "",
    button: str = "Save",
    max_chars: int,
) -> None:
    """Draw a form that saves a name and closes the dialog; an error keeps it open."""
    with st.form("name", border=False):
        entered = st.text_input(label, value=name, max_chars=max_chars)
        if caption:
            st.caption(caption)
        if st.form_submit_button(button, type="primary"):
            with calm():
                save(entered.strip())
                st.rerun()


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
