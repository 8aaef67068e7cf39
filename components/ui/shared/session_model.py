"""The chat model that answers in this session, and the keys entered in it.

A key that a visitor types stays in the session's memory, under the provider and the address that
it was typed for, and is sent to no other.
"""

from typing import Literal

import streamlit as st

from components.chat_models import LOCAL, checked, in_words, provider, takes_address
from components.errors import FootnoteError
from components.protocols import Answerer
from components.types import ModelChoice
from components.ui.shared.state import services

_KEYS = "model_keys"

KeySource = Literal["session", "environment", ""]


def chosen_model() -> ModelChoice | None:
    """Return the saved chat model; None means quotes from the documents."""
    return services().preferences().model


def answerer() -> Answerer | None:
    """Build the chat model's answerer; None means quotes, by choice or because a key is missing.

    It holds the session's key, so it is built for each question and never stored. Raises
    ModelError.
    """
    choice = chosen_model()
    if choice is None or why_unavailable(choice):
        return None
    return services().answerer_for(choice, key=key_for(choice))


def answering_words() -> str:
    """Describe how this session answers, and why the chosen model cannot where it cannot."""
    choice = chosen_model()
    if choice is None:
        return "Answering with quotes from your documents"
    reason = why_unavailable(choice)
    return f"Answering with quotes. {reason}" if reason else f"Answering with {in_words(choice)}"


def why_unavailable(choice: ModelChoice) -> str:
    """Say why this session cannot use a model, and the cure; "" where it can."""
    try:
        checked(choice)
        if choice.provider == LOCAL:
            if services().local_model_is_here(choice.model):
                return ""
            return (
                f"{choice.model} is not downloaded yet. Download it in Settings, under Chat model."
            )
    except FootnoteError as error:
        return str(error)
    spec = provider(choice.provider)
    if not spec.installed:
        return f"{spec.label} needs one more package. Install it with: {spec.install_line}"
    if spec.key_needed and not key_for(choice):
        return (
            f"{spec.label} needs a key. Enter one in Settings, under Chat model, or set {spec.key} "
            "before Footnote starts."
        )
    return ""


def key_for(choice: ModelChoice) -> str:
    """Return the session's own key, or else the environment's; "" where there is neither."""
    if choice.provider == LOCAL:
        return ""
    return _session_keys().get(_owner(choice), "") or services().environment_key(choice)


def key_source(choice: ModelChoice) -> KeySource:
    """Return where the key for a model comes from; "" where there is none."""
    if choice.provider != LOCAL and _owner(choice) in _session_keys():
        return "session"
    return "environment" if key_for(choice) else ""


def save_key(choice: ModelChoice, key: str) -> None:
    """Use a key in this session, for this provider and address; an empty one changes nothing."""
    if key.strip():
        _session_keys()[_owner(choice)] = key.strip()


def forget_key(choice: ModelChoice) -> None:
    """Remove a key from this session."""
    _session_keys().pop(_owner(choice), None)


def _session_keys() -> dict[tuple[str, str], str]:
    keys: dict[tuple[str, str], str] = st.session_state.setdefault(_KEYS, {})
    return keys


def _owner(choice: ModelChoice) -> tuple[str, str]:
    """Return the provider and the address that a key belongs to."""
    if not takes_address(choice.provider):
        return choice.provider, ""
    default = provider(choice.provider).address or ""
    return choice.provider, (choice.address.strip().rstrip("/") or default)
