"""A chat model on this machine: its size and licence, agreed to, then downloaded."""

from collections.abc import Generator
from functools import partial

import streamlit as st

from components.chat_models.local import LocalChatModel, Needs
from components.types import Progress
from components.ui.shared.facts import size_words
from components.ui.shared.notices import notice
from components.ui.shared.state import services
from components.ui.shared.tasks import follow_task
from components.ui.shared.text import untrusted

_CHECK, _DOWNLOAD = "check ", "download "


def show_local(name: str, *, field: str) -> str:
    """Draw the model's download; return why it cannot be saved yet, "" if it can.

    `field` is the session-state key of the model's name.
    """
    if services().local_model_is_here(name):
        loaded = services().local_models.get(name)
        st.caption(
            f"In memory: {size_words(loaded.memory)}, until Footnote stops."
            if loaded and loaded.is_loaded
            else "Downloaded. It is loaded with the first question, which takes some seconds "
            "longer. In memory it takes as much as its files, or twice that on a processor "
            "without bfloat16."
        )
        return ""
    task = services().fetching
    state = task.state()
    is_this = state is not None and state.name in (_CHECK + name, _DOWNLOAD + name)
    if state and state.running:
        with st.container(border=True):
            if not is_this:
                other = state.name.removeprefix(_CHECK).removeprefix(_DOWNLOAD)
                untrusted(f"Downloading {other} first. Start this one when it is done.")
            follow_task(task, state.name, key="stop-local")
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
        untrusted(f"{name}: {size_words(needs.fetch)} to download. Licence: {needs.licence}.")
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
            on_click=_download,
            args=(name,),
        )


def _download(name: str) -> None:
    services().fetching.begin(_DOWNLOAD + name, services().local_model(name).prepare)


def _check(field: str) -> None:
    # The field's value now: it may have been changed by this very click.
    if name := str(st.session_state[field]).strip():
        model = services().local_model(name)
        services().fetching.begin(_CHECK + name, partial(_needs, model))


def _needs(model: LocalChatModel) -> Generator[Progress, None, Needs]:
    yield Progress(name=model.name, stage="asking the model hub")
    return model.needs()
