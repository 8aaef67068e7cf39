"""The data of our own elements carries its order."""

import json

from streamlit.testing.v1 import AppTest


def _app() -> None:
    import streamlit as st

    from components.ui.shared.mounting import component

    draw = component("probe", js=(), css=())
    draw(key="results", data={"columns": st.session_state.get("columns", [])})


def _sent(app: AppTest) -> tuple[int, list[str]]:
    (element,) = app.get("bidi_component")
    data = json.loads(element.proto.json)
    return data["order"], data["shown"]["columns"]


def test_second_message_contains_only_the_changes() -> None:
    app = AppTest.from_function(_app).run()
    first, _ = _sent(app)
    assert _sent(app.run()) == (first, [])
    app.session_state["columns"] = ["by meaning"]
    second, columns = _sent(app.run())
    assert second > first
    assert columns == ["by meaning"]
    app.session_state["columns"] = []
    assert _sent(app.run())[0] > second, "what was shown once is drawn again"
