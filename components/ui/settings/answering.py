"""The knobs of finding and answering: moved, seen at work on a question, then saved."""

from dataclasses import dataclass, replace
from typing import Any, Literal

import streamlit as st

from components.preferences import RANGES, SWITCHES, Preferences
from components.ui.settings.preview import show_preview
from components.ui.shared.notices import calm
from components.ui.shared.state import services

_KEY = "knob-"
_BALANCE = "Words or meaning"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Knob:
    """A number that can be moved: its label, and what moving it does."""

    name: Literal["passages", "read", "certainty", "sentences"]
    label: str
    effect: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Switch:
    """What is on or off: its label, and what it does when it is on."""

    name: Literal["reader"]
    label: str
    effect: str


_KNOBS = (
    _Knob(
        name="passages",
        label="Passages shown",
        effect="How many stand beside an answer as its sources.",
    ),
    _Knob(
        name="read",
        label="Passages read for the answer",
        effect="The best so many of those shown. More can find what ranks low, and take longer.",
    ),
    _Knob(
        name="certainty",
        label="How sure before it answers",
        effect="Higher: fewer wrong answers, and more often “Your documents don’t say.”",
    ),
    _Knob(
        name="sentences",
        label="Most sentences in an answer",
        effect="An answer is shorter where fewer sentences answer well.",
    ),
)
_SWITCHES = (
    _Switch(
        name="reader",
        label="Read the best passages with the question",
        effect="A small model that comes with Footnote reads them, puts those that answer first, "
        "and marks the words that answer. Without it: faster, less exact.",
    ),
)


def show_answering() -> None:
    """Draw the knobs, and beside them what they change."""
    saved = services().preferences()
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.subheader("Finding and answering")
        draft = _show_knobs(saved)
    with right:
        st.subheader("What changes")
        _show_saving(draft, saved)
        show_preview(draft, saved)


def _show_knobs(saved: Preferences) -> Preferences:
    # Without `value=`: callbacks set the keys, and a widget has one source of its value only.
    for name, value in _knobs(saved).items():
        st.session_state.setdefault(_KEY + name, value)
    st.select_slider(
        _BALANCE,
        options=range(0, 101, 10),
        format_func=balance_words,
        key=f"{_KEY}meaning",
    )
    _explain(
        "Words find exact terms, names and numbers; meaning finds what is said in other words.",
        balance_words(Preferences().meaning),
    )
    for knob in _KNOBS:
        least, most = RANGES[knob.name]
        st.slider(knob.label, least, most, key=_KEY + knob.name)
        _explain(knob.effect, str(getattr(Preferences(), knob.name)))
    for switch in _SWITCHES:
        st.toggle(switch.label, key=_KEY + switch.name)
        _explain(switch.effect, "on" if getattr(Preferences(), switch.name) else "off")
    return _draft()


def _draft() -> Preferences:
    """What is saved, with the knobs as they stand now: one may have been moved a moment ago."""
    saved = services().preferences()
    return replace(saved, **{name: st.session_state[_KEY + name] for name in _knobs(saved)})


def _explain(effect: str, default: str) -> None:
    st.caption(f"{effect} Default: {default}.")


def balance_words(meaning: int) -> str:
    """Where the balance stands.

    >>> [balance_words(each) for each in (0, 30, 50, 100)]
    ['words only', '70 % words', 'balanced', 'meaning only']
    """
    if meaning in (0, 50, 100):
        return {0: "words only", 50: "balanced", 100: "meaning only"}[meaning]
    return f"{meaning} % meaning" if meaning > 50 else f"{100 - meaning} % words"


def _show_saving(draft: Preferences, saved: Preferences) -> None:
    changed = draft != saved
    defaults = replace(saved, **_knobs(Preferences()))
    with st.container(horizontal=True, vertical_alignment="center", key="saving"):
        st.button("Save", type="primary", disabled=not changed, on_click=_save)
        st.button("Discard", disabled=not changed, on_click=_set, args=(saved,))
        st.button(
            "Back to defaults",
            type="tertiary",
            disabled=draft == defaults,
            on_click=_set,
            args=(defaults,),
        )
    st.caption(
        "Not saved yet: chat still answers as before."
        if changed
        else "Saved. Every chat answers this way from its next question on."
    )


def _save() -> None:
    with calm():
        services().preference_store.save(_draft())


def _set(preferences: Preferences) -> None:
    for name, value in _knobs(preferences).items():
        st.session_state[_KEY + name] = value


def _knobs(preferences: Preferences) -> dict[str, Any]:
    """What is set on this tab."""
    return {name: getattr(preferences, name) for name in (*RANGES, *SWITCHES)}
