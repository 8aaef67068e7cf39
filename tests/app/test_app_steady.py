"""Clicks act on the current fields, and no run of a page holds up the others."""

import threading
from collections.abc import Generator

import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest

from components.types import Progress
from components.ui.shared.state import services
from tests.app.driving import Open, button, texts, wait_until

pytestmark = pytest.mark.app

SETTINGS = "pages/settings.py"


def test_streamlit_does_no_work_after_each_run() -> None:
    # A page that waits is run four times a second. After each run, Streamlit would collect
    # all garbage, 0.3 s with PyTorch imported in which no thread does anything, and look through
    # all modules, in the thread that serves every page.
    assert config.get_option("runner.postScriptGC") is False
    assert config.get_option("server.fileWatcherType") == "none"


def test_model_name_changed_by_the_click_is_the_one_checked(open_app: Open) -> None:
    app = open_app(SETTINGS)
    app.selectbox(key="model-provider").set_value("local").run()
    # The name and the click arrive together, as they do where a run takes its time.
    app.text_input(key="model-name-local").set_value("no such/model/name")
    button(app, "Check size and licence").click().run()
    state = services().fetching.state()
    assert state is not None
    assert state.name.endswith(" no such/model/name")
    wait_until(lambda: not services().fetching.state().running)  # type: ignore[union-attr]
    app.run()
    assert any("has no model 'no such/model/name'" in each for each in texts(app))


def test_setting_changed_by_the_click_is_saved(open_app: Open) -> None:
    app = open_app(SETTINGS)
    app.slider(key="setting-sentences").set_value(2).run()
    app.slider(key="setting-sentences").set_value(5)
    button(app, "Save").click().run()
    assert not app.exception
    assert services().preferences().sentences == 5


def _page_that_renews_itself() -> None:
    import streamlit as st

    from components.ui.shared.dialogs import dialog, rerun_page, reset_dialogs

    @dialog("In front")
    def show() -> None:
        st.text("It stays.")

    reset_dialogs()
    st.session_state["runs"] = st.session_state.get("runs", 0) + 1
    if st.button("Open"):
        show()
    if st.session_state["runs"] % 2:
        rerun_page()


def test_dialog_survives_a_rerun_behind_it() -> None:
    app = AppTest.from_function(_page_that_renews_itself).run()
    assert app.session_state["runs"] == 2
    app.button[0].click().run()
    assert app.session_state["runs"] == 3
    assert texts(app) == ["It stays."]
    app.run()  # it has been put away
    assert app.session_state["runs"] == 4
    app.run()
    assert app.session_state["runs"] == 6


def test_download_of_another_model_shows_its_progress(open_app: Open) -> None:
    app = open_app(SETTINGS)
    done = threading.Event()

    def steps() -> Generator[Progress]:
        while not done.wait(0.02):
            yield Progress(name="b", stage="fetching the model", done=1_000_000, total=4_000_000)

    services().fetching.begin("download a/b", steps)
    try:
        wait_until(lambda: services().fetching.state().progress is not None)  # type: ignore[union-attr]
        app.selectbox(key="model-provider").set_value("local").run()
        assert "Downloading a/b first. Start this one when it is done." in texts(app)
        (progress,) = app.get("progress")
        assert progress.proto.value == 25
        assert "1 MB of 4 MB" in progress.proto.text
        assert button(app, "Stop")
    finally:
        done.set()
    wait_until(lambda: not services().fetching.state().running)  # type: ignore[union-attr]
    app.run()
    assert button(app, "Check size and licence")
