"""Mount our JavaScript components with data that carries its order.

Streamlit imports a component's JavaScript again for each update, and a browser may finish those
imports in any order, so an older update could be drawn last. Each changed update therefore carries
a higher number, and dom.js ignores any update older than the one on the page.
"""

import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_UI = Path(__file__).parents[1]
_SENT = "data_sent"


def component(name: str, *, js: tuple[str, ...], css: tuple[str, ...]) -> Callable[..., None]:
    """Return a function `draw(key, data, on_<event>_change)` for a component of these files.

    Its JavaScript defines `update({ parentElement, data, setTriggerValue })`. A callback finds
    the value of its event in `st.session_state[key]`.
    """
    mount = st.components.v2.component(
        f"footnote_{name}", js=_join("shared/dom.js", *js), css=_join("shared/dom.css", *css)
    )

    def draw(*, key: str, data: dict[str, Any], **on_change: Any) -> None:
        mount(key=key, data={"order": _order(key, data), "shown": data}, **on_change)

    return draw


def _join(*names: str) -> str:
    return "\n".join((_UI / name).read_text(encoding="utf-8") for name in names)


def _order(key: str, data: dict[str, Any]) -> int:
    """Return a number that rises when the data changes.

    It is a time in ms, because a page may outlive the session that it began in.
    """
    sent: dict[str, tuple[bytes, int]] = st.session_state.setdefault(_SENT, {})
    digest = hashlib.sha256(json.dumps(data).encode()).digest()
    last_digest, order = sent.get(key, (b"", 0))
    if digest != last_digest:
        order = max(order + 1, time.time_ns() // 1_000_000)
        sent[key] = digest, order
    return order
