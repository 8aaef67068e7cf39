"""A key for a chat model: said where it comes from, typed in, forgotten; never shown."""

import streamlit as st

from components.chat_models import provider
from components.types import ModelChoice
from components.ui.shared.session_model import forget_key, keep_key, key_source


def show_key(choice: ModelChoice) -> None:
    """Draw it for the provider at the address; nothing where none is ever needed."""
    whose = provider(choice.provider)
    if not whose.key:
        return
    source = key_source(choice)
    if source == "session":
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(":material/key: A key is set for this session.", width="content")
            st.button("Forget it", key="forget-key", on_click=forget_key, args=(choice,))
        return
    if source == "environment":
        st.markdown(":material/key: A key is set by the environment.")
    with (
        st.form("key-form", clear_on_submit=True, border=False),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        typed = st.text_input(
            _label(needed=whose.key_needed, has=bool(source)),
            type="password",
            key="model-key",
            autocomplete="off",
            max_chars=500,
        )
        given = st.form_submit_button("Use this key")
    if given and typed.strip():
        keep_key(choice, typed)
        st.rerun()
    st.caption(
        "It stays in the memory of this session, and goes only to whom you chose above. A reload "
        f"forgets it. To have one for everybody, set `{whose.key}` in the environment or in "
        "`.streamlit/secrets.toml`."
    )


def _label(*, needed: bool, has: bool) -> str:
    if has:
        return "Another key, for this session"
    return "Your key" if needed else "A key, if the server wants one"
