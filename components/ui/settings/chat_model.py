"""Who answers: quotations, or a chat model; chosen, tried, saved for everybody."""

import statistics
from dataclasses import replace

import streamlit as st

from components.chat_models import (
    DEFAULT_LOCAL_MODEL,
    LOCAL,
    PROVIDERS,
    Provider,
    checked,
    list_models,
    provider,
    takes_address,
)
from components.errors import FootnoteError, SettingsError
from components.types import ModelChoice
from components.ui.settings.api_key import show_key
from components.ui.settings.connection_test import show_trial, try_it
from components.ui.settings.local_model import show_local
from components.ui.shared.facts import counted, show_facts
from components.ui.shared.notices import calm, notice
from components.ui.shared.session_model import chosen_model, hindrance, key_for, model_words
from components.ui.shared.state import services
from components.ui.shared.text import label, untrusted

_QUOTATIONS = ""
_WHOSE, _NAME, _ADDRESS, _LISTED = "model-whose", "model-name-", "model-address-", "model-listed"
_LAST = 50  # answers
_WIDTH = 720  # pixels


def show_chat_model() -> None:
    """Draw the choice, what it needs, and the ways to try and to save it."""
    st.subheader("Who answers")
    with st.container(width=_WIDTH):
        saved = chosen_model()
        if saved and (reason := hindrance(saved)):
            notice(f"Your questions are answered by quotations for now. {reason}")
        else:
            untrusted(f"In use: {model_words()}")
        # Each in a place of its own: however long the one above is, the buttons stay themselves.
        with st.container():
            draft, problem = _show_choice(saved)
        with st.container():
            _show_saving(draft, saved, problem)
        if draft is not None:
            show_trial(draft)


def _show_saving(draft: ModelChoice | None, saved: ModelChoice | None, problem: str) -> None:
    changed = draft != saved
    # What is clicked acts on what stands in the fields in this very run: a field that is left by
    # the click itself has changed since the last one.
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(
            "Save the choice",
            key="save-model",
            type="primary",
            disabled=not changed or bool(problem),
        ):
            _save(draft)
        if draft is not None:
            blocked = bool(problem or hindrance(draft))
            if st.button("Test it", key="try-model", disabled=blocked):
                try_it(draft)
        st.button(
            "Discard the choice",
            key="discard-model",
            type="tertiary",
            disabled=not changed,
            on_click=_set,
            args=(saved,),
        )
    if problem:
        st.caption(label(problem))
    elif draft is not None and hindrance(draft):
        st.caption(
            "Without a key it cannot be tested. Saved, it answers the sessions that have one."
        )
    elif changed:
        st.caption("Not saved yet: chat still answers as before.")
    else:
        st.caption("This holds for everybody who uses this Footnote, from the next question on.")


def _show_choice(saved: ModelChoice | None) -> tuple[ModelChoice | None, str]:
    """What is chosen on the page, and why it cannot be saved; "" where it can."""
    st.session_state.setdefault(_WHOSE, saved.provider if saved else _QUOTATIONS)
    whose: str = st.selectbox(
        "Answers come from",
        [_QUOTATIONS, *(each.id for each in PROVIDERS), LOCAL],
        format_func=_label,
        key=_WHOSE,
    )
    if whose == _QUOTATIONS:
        _show_quotations()
        return None, ""
    if whose == LOCAL:
        st.markdown(
            "A Hugging Face model runs inside Footnote, on this machine’s processor. No text "
            "leaves it; small models are slow and make more mistakes, which the footnotes show."
        )
        name = _name_field(whose, saved, "A name on the model hub, or a folder")
        choice, problem = _checked(ModelChoice(provider=whose, model=name))
        if not problem:
            problem = show_local(choice.model, field=_NAME + LOCAL)
        return choice, problem
    return _show_hosted(provider(whose), saved)


def _show_hosted(whose: Provider, saved: ModelChoice | None) -> tuple[ModelChoice, str]:
    st.markdown(
        "Each question, its passages and the turns before it are sent to the server below; "
        "nothing else is."
        if takes_address(whose.id)
        else f"Each question, its passages and the turns before it are sent to {whose.label}; "
        "nothing else is."
    )
    address = ""
    if not whose.installed:
        st.markdown(f"{whose.label} needs one more package. Install it, and start Footnote again:")
        st.code(whose.install_line, language="bash")
        return (
            ModelChoice(provider=whose.id, model=whose.example),
            "It can be saved once the package is installed.",
        )
    if takes_address(whose.id):
        key = _ADDRESS + whose.id
        default = services().settings.model_address or whose.address or ""
        mine = saved.address if saved and saved.provider == whose.id else ""
        st.session_state.setdefault(key, mine or default)
        address = st.text_input("Address", key=key, placeholder=whose.address, autocomplete="off")
    name = _name_field(whose.id, saved, f"Such as {whose.example}")
    choice, problem = _checked(ModelChoice(provider=whose.id, model=name, address=address))
    asked, wrong_address = _checked(replace(choice, model=choice.model or "any"))
    if wrong_address:
        return choice, problem
    if takes_address(whose.id):
        _show_list(whose, asked)
    show_key(asked)
    return choice, problem


def _name_field(whose: str, saved: ModelChoice | None, example: str) -> str:
    key = _NAME + whose
    mine = saved.model if saved and saved.provider == whose else ""
    st.session_state.setdefault(key, mine or (DEFAULT_LOCAL_MODEL if whose == LOCAL else ""))
    return st.text_input("Model", key=key, placeholder=example, autocomplete="off", max_chars=500)


def _checked(choice: ModelChoice) -> tuple[ModelChoice, str]:
    if not choice.model.strip():
        return choice, "Type the model’s name."
    try:
        return checked(choice), ""
    except SettingsError as error:
        return choice, str(error)


def _show_list(whose: Provider, asked: ModelChoice) -> None:
    """Its models, once asked for; one of them chosen becomes the name."""
    if st.button("List its models", key="list-models", type="tertiary", icon=":material/list:"):
        st.session_state.pop(_LISTED, None)
        with calm(), st.spinner("Asking the server…"):
            names = list_models(whose.id, asked.address, key=key_for(asked))
            st.session_state[_LISTED] = (whose.id, asked.address, names)
    listed = st.session_state.get(_LISTED)
    if listed and listed[:2] == (whose.id, asked.address):
        st.selectbox(
            f"{counted(len(listed[2]), 'model')} on the server",
            listed[2],
            index=None,
            placeholder="Choose one",
            key="model-of-list",
            on_change=_take_listed,
            args=(whose.id,),
        )


def _take_listed(whose: str) -> None:
    if name := st.session_state["model-of-list"]:
        st.session_state[_NAME + whose] = name


def _show_quotations() -> None:
    st.markdown(
        "Of the passages found, the sentences that fit the question best, word for word, each "
        "with its footnote. Nothing is summed up, compared or calculated, and nothing is made up. "
        "It needs no key and no network, and no memory beside the embedder’s and the reader’s."
    )
    took = services().conversations.seconds(limit=_LAST)
    if took:
        median = f"{statistics.median(took):.2f} s for an answer, search included"
        show_facts(("Time", f"{median} (median of your last {len(took)})"))


def _label(whose: str) -> str:
    if whose == _QUOTATIONS:
        return "Quotations (no model)"
    return "A model on this machine (Hugging Face)" if whose == LOCAL else provider(whose).label


def _save(draft: ModelChoice | None) -> None:
    try:
        services().preference_store.save(replace(services().preferences(), model=draft))
    except FootnoteError as error:
        notice(str(error))
    else:
        st.rerun()


def _set(saved: ModelChoice | None) -> None:
    st.session_state[_WHOSE] = saved.provider if saved else _QUOTATIONS
    if saved:
        st.session_state[_NAME + saved.provider] = saved.model
        st.session_state.pop(_ADDRESS + saved.provider, None)
