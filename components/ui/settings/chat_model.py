"""Choice of the chat model, with its key and its test, saved for everyone."""

from dataclasses import replace

import streamlit as st

from components.chat_models import (
    DEFAULT_LOCAL_MODEL,
    LOCAL,
    PROVIDERS,
    Provider,
    checked,
    in_words,
    list_models,
    provider,
    takes_address,
)
from components.errors import SettingsError
from components.types import ModelChoice
from components.ui.settings.connection_test import show_test, start_test
from components.ui.settings.local_model import show_local
from components.ui.shared.facts import counted
from components.ui.shared.notices import calm, notice
from components.ui.shared.session_model import (
    chosen_model,
    forget_key,
    key_for,
    key_source,
    save_key,
    why_unavailable,
)
from components.ui.shared.state import services
from components.ui.shared.text import label, untrusted

_QUOTES = ""
_PROVIDERS = {
    _QUOTES: "None (quotes from your documents)",
    **{each.id: each.label for each in PROVIDERS},
    LOCAL: "On this machine (Hugging Face)",
}
_NAME, _LISTED = "model-name-", "model-listed"
_WIDTH_PX = 720


def show_chat_model() -> None:
    """Draw the choice of a provider and a model, with its key and its test."""
    st.subheader("Chat model")
    with st.container(width=_WIDTH_PX):
        saved = chosen_model()
        if saved is None:
            untrusted("Answering with quotes from your documents (no chat model set).")
        elif reason := why_unavailable(saved):
            notice(f"Answering with quotes from your documents for now. {reason}")
        else:
            untrusted(f"Answering with {in_words(saved)}.")
        # A container each, so that the buttons keep their identity whatever is drawn above them.
        with st.container():
            draft, problem = _show_choice(saved)
        with st.container():
            _show_buttons(draft, saved, problem)
        if draft is not None:
            show_test(draft)


def _show_buttons(draft: ModelChoice | None, saved: ModelChoice | None, problem: str) -> None:
    changed = draft != saved
    blocked = problem or (why_unavailable(draft) if draft else "")
    # Not by callbacks: a field left by this very click has its new value only in this run.
    with st.container(horizontal=True, vertical_alignment="center"):
        can_save = changed and not problem
        if st.button("Save chat model", key="save-model", type="primary", disabled=not can_save):
            with calm():
                services().preference_store.save(replace(services().preferences(), model=draft))
                st.rerun()
        if draft and st.button("Test connection", key="test-model", disabled=bool(blocked)):
            start_test(draft)
    if problem:
        st.caption(label(problem))
    elif blocked:
        st.caption("Add a key to test it. Saved without one, it answers sessions that have a key.")
    elif changed:
        st.caption("Not saved yet. Chats still use the current choice.")
    else:
        st.caption("Applies to everyone who uses this Footnote, from their next question.")


def _show_choice(saved: ModelChoice | None) -> tuple[ModelChoice | None, str]:
    """Return the choice on the page, and why it cannot be saved ("" if it can)."""
    st.session_state.setdefault("model-provider", saved.provider if saved else _QUOTES)
    chosen: str = st.selectbox(
        "Provider", list(_PROVIDERS), format_func=_PROVIDERS.__getitem__, key="model-provider"
    )
    if chosen == _QUOTES:
        st.markdown(
            "Answers quote the sentences that fit the question best, word for word, each with a "
            "footnote. Nothing is summarised, compared or calculated, and nothing is invented. No "
            "key or network is needed."
        )
        return None, ""
    if chosen == LOCAL:
        st.markdown(
            "A Hugging Face model runs inside Footnote, on this machine’s processor. Your text "
            "stays here. Small models are slow and make more mistakes; the footnotes show them."
        )
        name = _name_field(chosen, saved, "A name on the model hub, or a folder")
        choice, problem = _validated(ModelChoice(provider=chosen, model=name))
        return choice, problem or show_local(choice.model, field=_NAME + LOCAL)
    return _show_hosted(provider(chosen), saved)


def _show_hosted(hosted: Provider, saved: ModelChoice | None) -> tuple[ModelChoice, str]:
    has_address = takes_address(hosted.id)
    st.markdown(
        f"Sent to {'the server below' if has_address else hosted.label}: your question, the "
        "passages found, and earlier turns of the conversation. Nothing else."
    )
    if not hosted.installed:
        st.markdown(f"{hosted.label} needs an extra package. Install it and restart Footnote:")
        st.code(hosted.install_line, language="bash")
        choice = ModelChoice(provider=hosted.id, model=hosted.example)
        return choice, "Install the package to save this choice."
    address = ""
    if has_address:
        key = f"model-address-{hosted.id}"
        usual = services().settings.model_address or hosted.address or ""
        current = saved.address if saved and saved.provider == hosted.id else ""
        st.session_state.setdefault(key, current or usual)
        address = st.text_input("Address", key=key, placeholder=hosted.address, autocomplete="off")
    name = _name_field(hosted.id, saved, f"For example {hosted.example}")
    choice, problem = _validated(ModelChoice(provider=hosted.id, model=name, address=address))
    target, address_problem = _validated(replace(choice, model=choice.model or "any"))
    if not address_problem:
        if has_address:
            _show_models(target)
        if hosted.key:
            _show_key(target, hosted)
    return choice, problem


def _name_field(chosen: str, saved: ModelChoice | None, placeholder: str) -> str:
    current = saved.model if saved and saved.provider == chosen else ""
    usual = DEFAULT_LOCAL_MODEL if chosen == LOCAL else ""
    st.session_state.setdefault(_NAME + chosen, current or usual)
    return st.text_input(
        "Model", key=_NAME + chosen, placeholder=placeholder, autocomplete="off", max_chars=500
    )


def _validated(choice: ModelChoice) -> tuple[ModelChoice, str]:
    if not choice.model.strip():
        return choice, "Enter the model’s name."
    try:
        return checked(choice), ""
    except SettingsError as error:
        return choice, str(error)


def _show_models(choice: ModelChoice) -> None:
    """Draw a button that lists the server's models; choosing one fills in its name."""

    def use_listed() -> None:
        if name := st.session_state["model-of-list"]:
            st.session_state[_NAME + choice.provider] = name

    server = (choice.provider, choice.address)
    if st.button("List models", key="list-models", type="tertiary", icon=":material/list:"):
        st.session_state.pop(_LISTED, None)
        with calm(), st.spinner("Loading models…"):
            names = list_models(*server, key=key_for(choice))
            st.session_state[_LISTED] = (server, names)
    listed_server, names = st.session_state.get(_LISTED, (None, []))
    if listed_server == server:
        st.selectbox(
            f"{counted(len(names), 'model')} on the server",
            names,
            index=None,
            placeholder="Choose a model",
            key="model-of-list",
            on_change=use_listed,
        )


def _show_key(choice: ModelChoice, hosted: Provider) -> None:
    """Draw where the key comes from, and a field for one; a key is never shown."""
    source = key_source(choice)
    if source == "session":
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(":material/key: A key is set for this session.", width="content")
            st.button("Forget key", key="forget-key", on_click=forget_key, args=(choice,))
        return
    if source == "environment":
        st.markdown(":material/key: A key is set in the environment.")
        words = "Another API key, for this session"
    else:
        words = "API key" if hosted.key_needed else "API key, if the server needs one"
    form = st.form("key-form", clear_on_submit=True, border=False)
    with form, st.container(horizontal=True, vertical_alignment="bottom"):
        key = st.text_input(
            words, type="password", key="model-key", autocomplete="off", max_chars=500
        )
        submitted = st.form_submit_button("Use key")
    if submitted and key.strip():
        save_key(choice, key)
        st.rerun()
    st.caption(
        "Kept in memory for this session and sent only to the provider above; reloading the page "
        f"forgets it. To set a key for everyone, put `{hosted.key}` into the environment or into "
        "`.streamlit/secrets.toml`."
    )
