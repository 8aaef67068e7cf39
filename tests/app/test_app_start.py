"""Errors that a page shows when Footnote cannot start."""

from pathlib import Path

import pytest

from components.services import build
from components.settings import Settings
from tests.app.driving import Open, button, texts

pytestmark = pytest.mark.app


def test_folder_in_use_shows_a_sentence_and_can_be_retried(open_app: Open, home: Path) -> None:
    with build(Settings(home=home)):
        app = open_app()
        assert app.title[0].value == "Footnote cannot start yet"
        (sentence,) = texts(app)
        assert "in use by process" in sentence
        assert not app.exception
    button(app, "Try again").click().run()
    assert app.title[0].value == "Ask your documents"


def test_invalid_setting_shows_a_sentence(open_app: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTNOTE_CHROMA", "somewhere")
    (sentence,) = texts(open_app())
    assert "FOOTNOTE_CHROMA is 'somewhere'" in sentence


def test_damaged_catalogue_shows_a_sentence(open_app: Open, home: Path) -> None:
    (home / "catalogue.sqlite3").write_bytes(b"not a catalogue" * 100)
    (sentence,) = texts(open_app())
    assert "cannot be used" in sentence
