"""Our own elements: the files beside this one that draw them, and their data in order.

Streamlit imports a component's JavaScript anew for each data it is sent, and a browser that is
still loading a module ends the imports that wait for it in any order: what was sent first may be
drawn last, and would stay. So data that differs from what was sent before carries a higher number,
and dom.js draws nothing over what has one.
"""

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import streamlit as st

_UI = Path(__file__).parents[1]
_SENT = "data_sent"


class Mounted(Protocol):
    """Draws one of our elements, under a key of its own."""

    def __call__(self, *, key: str, data: dict[str, Any], **on_change: Callable[[], None]) -> None:
        """`on_<event>_change` is called once the person did that; the event's value is in
        `st.session_state[key]`.
        """


def component(name: str, *, js: tuple[str, ...], css: tuple[str, ...]) -> Mounted:
    """An element whose JavaScript and CSS are these files, after dom.js and dom.css.

    Its JavaScript has a function `update({ parentElement, data, setTriggerValue })`.
    """
    mount = st.components.v2.component(
        f"footnote_{name}", js=_text("shared/dom.js", *js), css=_text("shared/dom.css", *css)
    )

    def draw(*, key: str, data: dict[str, Any], **on_change: Any) -> None:
        mount(key=key, data={"order": _order(key, data), "shown": data}, **on_change)

    return draw


def _text(*names: str) -> str:
    return "\n".join((_UI / name).read_text(encoding="utf-8") for name in names)


def _order(key: str, data: dict[str, Any]) -> int:
    """The same for the same data. A time, in ms, for a page may outlive the session it began in."""
    sent: dict[str, tuple[bytes, int]] = st.session_state.setdefault(_SENT, {})
    digest = hashlib.sha256(json.dumps(data).encode()).digest()
    before, order = sent.get(key, (b"", 0))
    if digest != before:
        order = max(order + 1, time.time_ns() // 1_000_000)
        sent[key] = digest, order
    return order
