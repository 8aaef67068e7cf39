"""A chat model on this machine: its size and licence, agreed to, then downloaded."""

from collections.abc import Generator
from functools import partial

import streamlit as st

from components.chat_models.local import LocalChatModel, Needs
from components.types import Progress
from components.ui.settings.task_progress import show_progress
from components.ui.shared.dialogs import rerun_page
from components.ui.shared.facts import megabytes
from components.ui.shared.notices import notice
from components.ui.shared.session_model import is_here
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_CHECK, _DOWNLOAD = "check ", "download "
_REFRESH_S = 0.5


def show_local(name: str, *, field: str) -> str:
    """Draw the model's download; return why it cannot be saved yet, "" if it can.

    `field` is the session-state key of the model's name.
    """
    if is_here(name):
        loaded = services().local_models.get(name)
        st.caption(
            f"In memory: {megabytes(loaded.memory)}, until Footnote stops."
            if loaded and loaded.is_loaded
            else "Downloaded. It is loaded with the first question, which takes some seconds "
            "longer. In memory it takes as much as its files, or twice that on a processor "
            "without bfloat16."
        )
        return ""
    state = services().fetching.state()
    is_this = state is not None and state.name in (_CHECK + name, _DOWNLOAD + name)
    if state and state.running:
        st.fragment(_follow, run_every=_REFRESH_S)(state.name, is_this)
    elif state and is_this and isinstance(state.result, Needs):
        _show_terms(name, state.result)
    else:
        if state and is_this and state.error:
            notice(state.error)
        st.button(
            "Check size and licence",
            key="check-local",
            icon=":material/search:",
            on_click=_check,
            args=(field,),
            help="Asks the model hub. Nothing is downloaded yet.",
        )
    return "Download the model to test and save it."


def _show_terms(name: str, needs: Needs) -> None:
    with st.container(border=True):
        untrusted(f"{name}: {megabytes(needs.fetch)} to download. Licence: {needs.licence}.")
        st.caption(
            "Downloaded once from the model hub into its cache folder. In memory it takes as much "
            "again, or twice that on a processor without bfloat16."
        )
        agreed = st.checkbox("I agree to the licence", key=f"agree-{name}")
        st.button(
            "Download",
            key="download-local",
            type="primary",
            icon=":material/download:",
            disabled=not agreed,
            on_click=_begin,
            args=(_DOWNLOAD, name),
        )


def _check(field: str) -> None:
    # The field's value now: it may have been changed by this very click.
    if name := str(st.session_state[field]).strip():
        _begin(_CHECK, name)


def _begin(action: str, name: str) -> None:
    is_here.clear()
    model = services().local_model(name)
    steps = partial(_needs, model) if action == _CHECK else model.prepare
    services().fetching.begin(action + name, steps)


def _needs(model: LocalChatModel) -> Generator[Progress, None, Needs]:
    yield Progress(name=model.name, stage="asking the model hub")
    return model.needs()


def _follow(task: str, is_this: bool) -> None:
    state = services().fetching.state()
    if state is None or state.name != task or not state.running:
        is_here.clear()
        rerun_page()
        return
    with st.container(border=True):
        if not is_this:
            other = task.removeprefix(_CHECK).removeprefix(_DOWNLOAD)
            untrusted(f"Downloading {other} first. Start this one when it is done.")
        show_progress(services().fetching, key="stop-local")
