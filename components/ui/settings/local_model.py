"""A local model: what a first use takes, agreed to, fetched, and what it weighs."""

from collections.abc import Generator
from functools import partial

import streamlit as st

from components.background.long_task import TaskState
from components.chat_models.local import LocalChatModel, Needs
from components.types import Progress
from components.ui.shared.dialogs import renew
from components.ui.shared.facts import megabytes
from components.ui.shared.notices import notice
from components.ui.shared.session_model import forget_what_is_here, is_here
from components.ui.shared.state import services
from components.ui.shared.text import untrusted

_LOOK, _FETCH = "look at ", "fetch "
_EVERY = 0.5
"""Seconds between two looks."""


def show_local(name: str, *, field: str) -> str:
    """Draw where the model is; returns why it cannot be chosen yet, "" where it can.

    `field`: the key of the field that holds its name.
    """
    if is_here(name):
        _show_present(name)
        return ""
    state = services().fetching.state()
    mine = state is not None and state.name in (_LOOK + name, _FETCH + name)
    if state and state.running:
        st.fragment(_follow, run_every=_EVERY)(state.name, mine)
    elif state and mine and isinstance(state.result, Needs):
        _show_terms(name, state.result)
    else:
        if state and mine and state.error:
            notice(state.error)
        st.button(
            "See what it takes",
            key="look-at-local",
            icon=":material/download:",
            on_click=_look_at,
            args=(field,),
            help="Asks the model hub for its size and licence. Nothing is fetched yet.",
        )
    return "It can be saved and tested once it is on this machine."


def _show_present(name: str) -> None:
    loaded = services().local_models.get(name)
    if loaded and loaded.is_loaded:
        st.caption(f"In memory: {megabytes(loaded.memory)}, until Footnote ends.")
    else:
        st.caption(
            "It is on this machine. It is loaded with the first question, which takes some "
            "seconds more, and then stays in memory: as much as its files, or twice that where "
            "the processor has no bfloat16."
        )


def _show_terms(name: str, needs: Needs) -> None:
    with st.container(border=True):
        untrusted(f"{name}: {megabytes(needs.fetch)} to fetch. Licence: {needs.licence}.")
        st.caption(
            "It comes from the model hub, once, and is kept in the hub’s own cache folder. In "
            "memory it takes as much again, or twice that where the processor has no bfloat16."
        )
        agreed = st.checkbox("Fetch it; I agree to its licence", key=f"agree-{name}")
        st.button(
            "Fetch it",
            key="fetch-local",
            type="primary",
            disabled=not agreed,
            on_click=_begin,
            args=(_FETCH, name),
        )


def _look_at(field: str) -> None:
    # What stands in the field now: it may have been left by this very click.
    if name := str(st.session_state[field]).strip():
        _begin(_LOOK, name)


def _begin(what: str, name: str) -> None:
    forget_what_is_here()
    model = services().local_model(name)
    steps = partial(_look, model) if what == _LOOK else model.prepare
    services().fetching.begin(what + name, steps)


def _look(model: LocalChatModel) -> Generator[Progress, None, Needs]:
    yield Progress(name=model.name, stage="asking the model hub")
    return model.needs()


def _follow(name: str, mine: bool) -> None:
    state = services().fetching.state()
    if state is None or state.name != name or not state.running:
        forget_what_is_here()
        renew()
        return
    with st.container(border=True):
        if not mine:
            other = name.removeprefix(_LOOK).removeprefix(_FETCH)
            untrusted(f"Another model comes first: {other}. This one can follow.")
        _show_progress(state)
        st.button(
            "Stop",
            key="stop-fetching",
            type="tertiary",
            on_click=services().fetching.stop,
            kwargs={"wait": False},
        )


def _show_progress(state: TaskState) -> None:
    at = state.progress
    if at is None or not at.total:
        untrusted(f"{at.stage[:1].upper()}{at.stage[1:]}…" if at else "Beginning…")
        return
    untrusted(f"Fetching: {megabytes(at.done)} of {megabytes(at.total)}")
    st.progress(min(1.0, at.done / at.total))
    st.caption("You can leave this page meanwhile.")
