"""Search and answer settings, previewed on a question and saved for everyone."""

from dataclasses import replace
from typing import Any

import streamlit as st

from components.preferences import RANGES, Preferences
from components.ui.settings.preview import show_preview
from components.ui.shared.notices import calm
from components.ui.shared.state import services

_KEY = "setting-"
_SLIDERS = {
    "passages": ("Sources shown", "Passages listed beside an answer."),
    "read": (
        "Passages used for the answer",
        "The answer is taken from this many of the best sources. More can find an answer that "
        "ranks low, but take longer.",
    ),
    "certainty": (
        "Confidence needed to answer",
        "Higher means fewer wrong answers, and more often “Your documents don’t say.”",
    ),
    "sentences": (
        "Longest answer, in sentences",
        "Answers are shorter when fewer sentences fit the question.",
    ),
}
_NAMES = ("meaning", *_SLIDERS, "reader")


def show_answer_settings() -> None:
    """Draw the settings and, beside them, their effect on a question."""
    saved = services().preferences()
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader("Search and answers")
        _show_fields(saved)
    with right:
        st.subheader("Preview")
        _show_buttons(_draft(), saved)
        show_preview(_draft(), saved)


def _show_fields(saved: Preferences) -> None:
    # Not by `value=`: callbacks set these keys, and a widget takes its value from one source only.
    for name in _NAMES:
        st.session_state.setdefault(_KEY + name, getattr(saved, name))
    default = Preferences()
    st.select_slider(
        "Search by keywords or meaning",
        options=range(0, 101, 10),
        format_func=balance_words,
        key=f"{_KEY}meaning",
    )
    st.caption(
        "Keywords find exact terms, names and numbers; meaning finds the same thing said in other "
        f"words. Default: {balance_words(default.meaning)}."
    )
    for name, (label, effect) in _SLIDERS.items():
        st.slider(label, *RANGES[name], key=_KEY + name)
        st.caption(f"{effect} Default: {getattr(default, name)}.")
    st.toggle("Use the reader", key=f"{_KEY}reader")
    st.caption(
        "A small model included with Footnote. It reads the best passages together with the "
        "question, ranks those that answer first, and highlights the words that answer. Without "
        "it, answers are faster and less accurate. Default: on."
    )


def balance_words(meaning: int) -> str:
    """Describe the balance between keywords and meaning (0 to 100 percent meaning).

    >>> [balance_words(each) for each in (0, 30, 50, 100)]
    ['keywords only', '70 % keywords', 'balanced', 'meaning only']
    """
    if meaning in (0, 50, 100):
        return {0: "keywords only", 50: "balanced", 100: "meaning only"}[meaning]
    return f"{meaning} % meaning" if meaning > 50 else f"{100 - meaning} % keywords"


def _draft() -> Preferences:
    values: dict[str, Any] = {name: st.session_state[_KEY + name] for name in _NAMES}
    return replace(services().preferences(), **values)


def _show_buttons(draft: Preferences, saved: Preferences) -> None:
    changed = draft != saved
    defaults = replace(saved, **{name: getattr(Preferences(), name) for name in _NAMES})
    with st.container(horizontal=True, vertical_alignment="center"):
        # The callback reads the fields again: one may have been changed by this very click.
        st.button("Save", type="primary", disabled=not changed, on_click=_save)
        st.button("Discard", disabled=not changed, on_click=_fill, args=(saved,))
        st.button(
            "Reset to defaults",
            type="tertiary",
            disabled=draft == defaults,
            on_click=_fill,
            args=(defaults,),
        )
    st.caption(
        "Not saved yet. Chats still use the current settings."
        if changed
        else "Saved. Every chat uses these settings from its next question."
    )


def _save() -> None:
    with calm():
        services().preference_store.save(_draft())


def _fill(preferences: Preferences) -> None:
    for name in _NAMES:
        st.session_state[_KEY + name] = getattr(preferences, name)
