"""Which chat model answers in this session, and the keys that the session was given.

A key that a visitor typed stands in the session's memory alone, under the provider and the address
that it was typed for: it goes to no other.
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
    """The one that is saved for everybody; None: answers are quotations."""
    return services().preferences().model


def answerer() -> Answerer | None:
    """Whoever answers what this session asks; None: quotations, by choice or for want of a key.

    It holds the session's key: it is made anew for each question and kept nowhere. Raises
    ModelError.
    """
    choice = chosen_model()
    if choice is None or hindrance(choice):
        return None
    return services().answerer_for(choice, key=key_for(choice))


def model_words() -> str:
    """Who answers in this session, and why it is not the chosen model where it is not.

    'gpt-5-mini (OpenAI)', 'Quotations', or 'Quotations: OpenAI needs a key. …'
    """
    choice = chosen_model()
    if choice is None:
        return "Quotations"
    reason = hindrance(choice)
    return f"Quotations: {reason}" if reason else in_words(choice)


def hindrance(choice: ModelChoice) -> str:
    """Why this session cannot be answered by it, and the cure; "" where it can."""
    try:
        checked(choice)
        if choice.provider == LOCAL:
            if is_here(choice.model):
                return ""
            return (
                f"{choice.model} is not downloaded yet. Download it in Settings, under Chat model."
            )
    except FootnoteError as error:
        return str(error)
    whose = provider(choice.provider)
    if not whose.installed:
        return f"{whose.label} needs one more package. Install it with: {whose.install_line}"
    if whose.key_needed and not key_for(choice):
        return (
            f"{whose.label} needs a key. Type one in Settings, under Chat model, or set {whose.key}"
            " before Footnote starts."
        )
    return ""


@st.cache_data(ttl=10, max_entries=8, show_spinner=False)
def is_here(name: str) -> bool:
    """Whether a local model can be used without fetching anything."""
    return services().local_model_is_here(name)


def forget_what_is_here() -> None:
    """Look for local models again: one may have come."""
    is_here.clear()


def key_for(choice: ModelChoice) -> str:
    """The session's own key, or else the environment's; "" where there is neither."""
    if choice.provider == LOCAL:
        return ""
    return _session_keys().get(_whom(choice), "") or services().environment_key(choice)


def key_source(choice: ModelChoice) -> KeySource:
    """Where its key comes from; "" where there is none."""
    if choice.provider == LOCAL:
        return ""
    if _whom(choice) in _session_keys():
        return "session"
    return "environment" if services().environment_key(choice) else ""


def keep_key(choice: ModelChoice, key: str) -> None:
    """Use it in this session, for this provider at this address; an empty one changes nothing."""
    if key.strip():
        _session_keys()[_whom(choice)] = key.strip()


def forget_key(choice: ModelChoice) -> None:
    """The session does without it from now on."""
    _session_keys().pop(_whom(choice), None)


def _session_keys() -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = st.session_state.setdefault(_KEYS, {})
    return found


def _whom(choice: ModelChoice) -> tuple[str, str]:
    if not takes_address(choice.provider):
        return choice.provider, ""
    default = provider(choice.provider).address or ""
    return choice.provider, (choice.address.strip().rstrip("/") or default)
