"""The settings page, driven through the whole app. Dialogs are tested in tests/browser."""

import zipfile
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from components.preferences import Preferences
from components.types import Upload
from components.ui.shared.state import services
from tests.app.driving import Open, button, texts, wait_for_jobs, wait_until

pytestmark = pytest.mark.app

PAGE = "pages/settings.py"
LAMP = "How far can the new lamp be seen?"


@pytest.fixture
def app(with_samples: AppTest) -> AppTest:
    """Open the settings of a library with the samples."""
    return with_samples.switch_page(PAGE).run()


def _captions(app: AppTest) -> str:
    return " ".join(each.value for each in app.caption)


def _preview(app: AppTest, question: str) -> AppTest:
    return app.selectbox(key="preview-question").set_value(question).run()


def test_settings_of_an_empty_library(open_app: Open) -> None:
    app = open_app(PAGE)
    assert not app.exception
    assert "Add documents to preview" in _captions(app)
    assert button(app, "Save").disabled
    assert button(app, "Reset to defaults").disabled


def test_changed_setting_is_previewed_before_it_is_saved(app: AppTest) -> None:
    _preview(app, LAMP)
    app.slider(key="setting-passages").set_value(3)
    app.toggle(key="setting-reader").set_value(False)  # with it, this answer is surer than that
    app.slider(key="setting-certainty").set_value(90).run()
    assert not app.exception
    assert "Not saved yet" in _captions(app)
    assert any(each.value == "**The answer changes.**" for each in app.markdown), [
        each.value for each in app.markdown
    ]
    shown = [each.value.replace("\\", "") for each in app.markdown]
    assert any("18 nautical miles" in each for each in shown)
    assert "Your documents don’t say." in shown
    (table,) = (each.value for each in app.dataframe if "Change" in each.value)
    assert list(table["Change"]) == [""] * 3 + ["removed"] * 7
    assert services().preferences() == Preferences()


def test_reader_can_be_turned_off(app: AppTest) -> None:
    first = app.toggle[0]
    assert (first.key, first.value) == ("setting-reader", True)
    _preview(app, LAMP)
    first.set_value(False).run()
    assert not app.exception
    assert "Not saved yet" in _captions(app)
    assert any("answer" in each.value for each in app.markdown)
    button(app, "Save").click().run()
    assert services().preferences() == Preferences(reader=False)
    assert "Off. Turn it on under Answers." in texts(app)
    assert services().reader.card.about in texts(app)


def test_saved_setting_applies_to_chats_and_sessions(app: AppTest, open_app: Open) -> None:
    app.slider(key="setting-passages").set_value(2).run()
    button(app, "Save").click().run()
    assert services().preferences() == Preferences(passages=2)
    assert "Saved." in _captions(app)
    other = open_app()
    other.chat_input[0].set_value(LAMP).run()
    (row,) = services().conversations.rows(limit=1)
    conversation = services().conversations.get(row.id)
    assert conversation is not None
    assert len(conversation.turns[0].answer.hits) == 2
    assert open_app(PAGE).slider(key="setting-passages").value == 2


def test_discard_and_reset_restore_settings(app: AppTest) -> None:
    services().preference_store.save(Preferences(sentences=2))
    app = app.switch_page("pages/chat.py").run().switch_page(PAGE).run()
    assert app.slider(key="setting-sentences").value == 2
    app.slider(key="setting-sentences").set_value(7).run()
    button(app, "Discard").click().run()
    assert app.slider(key="setting-sentences").value == 2
    button(app, "Reset to defaults").click().run()
    assert app.slider(key="setting-sentences").value == 4
    assert services().preferences() == Preferences(sentences=2)
    button(app, "Save").click().run()
    assert services().preferences() == Preferences()


def test_preview_offers_hostile_question_as_plain_text(app: AppTest, open_app: Open) -> None:
    asked = "What of <img src=x onerror=alert(1)> the *lamp*?"
    chat = open_app()
    chat.chat_input[0].set_value(asked).run()
    app = open_app(PAGE)
    box = app.selectbox(key="preview-question")
    assert box.options[0] == asked
    assert box.value == asked
    assert not app.exception


def test_search_models_in_use_are_described(app: AppTest) -> None:
    assert "all-MiniLM-L6-v2, in eight bits" in texts(app)
    assert "256 tokens at once, about 190 words" in texts(app)


def test_storage_is_counted_by_collection(app: AppTest) -> None:
    services().jobs.submit(
        [Upload(name="b.txt", data=b"The boat sails at noon.")], collection="Boats & co"
    )
    wait_for_jobs()
    app.run()
    (table,) = (each.value for each in app.dataframe if "Original files" in each.value)
    assert list(table["Collection"]) == ["Boats & co", "documents"]
    assert list(table["Documents"]) == [1, 4]
    assert table["Original files"][0] == len(b"The boat sails at noon.")
    assert table["Vectors"][0] == 384 * 2
    button(app, "Purge deleted data").click().run()
    _wait_for_task()
    assert "Done." in texts(app.run())


def _wait_for_task() -> None:
    wait_until(lambda: (state := services().task.state()) is not None and not state.running)


def test_export_is_imported_again(app: AppTest, home: Path) -> None:
    button(app, "Export everything").click().run()
    _wait_for_task()
    app.run()
    assert "4 documents and 0 conversations exported." in texts(app)
    (path,) = (home / "exports").iterdir()
    assert zipfile.ZipFile(path).testzip() is None
    data = path.read_bytes()
    button(app, "Delete export").click().run()
    assert not list((home / "exports").iterdir())
    services().erase_everything()
    app.run()
    app.file_uploader[0].set_value([("mine.zip", data, "application/zip")]).run()
    _wait_for_task()
    assert any("4 documents added." in each for each in texts(app.run()))
    assert len(services().catalogue.documents.rows()) == 4
    assert not list((home / "exports").iterdir())


def test_import_of_another_zip_says_so(app: AppTest, home: Path) -> None:
    app.file_uploader[0].set_value([("a.zip", b"PK nonsense", "application/zip")]).run()
    _wait_for_task()
    assert any("not a whole export" in each for each in texts(app.run()))
    assert not list((home / "exports").iterdir())


def test_about_shows_folder_and_limits(app: AppTest, home: Path) -> None:
    assert f"{home} (FOOTNOTE_HOME)" in texts(app)
    assert "200 MB (FOOTNOTE_MAX_FILE_MEGABYTES)" in texts(app)
