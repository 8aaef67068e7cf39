"""Preferences for search and answers are saved, validated and applied."""

import json
import sqlite3
from pathlib import Path

import pytest

from components.errors import SettingsError
from components.preferences import Preferences, preferences_from
from components.services import Services, build
from components.settings import Settings
from tests.library import add, ask

LAMP = ("lamp.txt", "The lamp is lit at dusk. The lamp is put out at dawn by the keeper.")


def test_preferences_survive_a_restart(tmp_path: Path) -> None:
    chosen = Preferences(passages=3, meaning=80, certainty=30, sentences=1, reader=False)
    with build(Settings(home=tmp_path)) as services:
        services.preference_store.save(chosen)
    with build(Settings(home=tmp_path)) as services:
        assert services.preferences() == chosen


def test_saved_preferences_apply_to_the_next_question(services: Services) -> None:
    add(services, LAMP, ("tide.txt", "The tide turns twice a day, lamp or no lamp."))
    before = ask(services, "When is the lamp lit?")
    assert before.supported
    assert len(before.hits) == 2
    services.preference_store.save(Preferences(passages=1, certainty=90))
    after = ask(services, "What of the lamp and the moon?")
    assert not after.supported
    assert len(after.hits) == 1


def test_preview_uses_preferences_that_are_not_saved(services: Services) -> None:
    add(services, LAMP)
    tried = services.under(Preferences(sentences=1))
    assert tried.preferences().sentences == 1
    assert services.preferences() == Preferences()


@pytest.mark.parametrize("name", ["passages", "read", "meaning", "certainty", "sentences"])
@pytest.mark.parametrize("value", [-1, 101, 1.5, True, "3", None])
def test_number_out_of_range_is_refused(name: str, value: object) -> None:
    with pytest.raises(SettingsError, match=name):
        Preferences(**{name: value})


def test_switch_that_is_no_boolean_is_refused() -> None:
    with pytest.raises(SettingsError, match="reader"):
        Preferences(reader=1)  # type: ignore[arg-type]


def test_impossible_saved_value_falls_back_to_the_default() -> None:
    kept = {"passages": "many", "sentences": 2, "of another version": 1}
    assert preferences_from(kept) == Preferences(sentences=2)


def test_preferences_of_an_earlier_footnote_load_without_removed_ones(tmp_path: Path) -> None:
    removed = {"distinct": False, "variants": True, "cache": True}
    with build(Settings(home=tmp_path)) as services:
        services.preference_store.save(Preferences(sentences=2))
    with sqlite3.connect(tmp_path / "catalogue.sqlite3") as connection:
        rows = [(name, json.dumps(value)) for name, value in removed.items()]
        connection.executemany("INSERT INTO preferences(name, value) VALUES (?, ?)", rows)
    with build(Settings(home=tmp_path)) as services:
        assert services.preferences() == Preferences(sentences=2)


def test_meaning_weight_selects_keywords_or_meaning_alone(services: Services) -> None:
    add(services, LAMP, ("dark.txt", "A beacon shines for ships after sunset."))
    by_words = services.under(Preferences(meaning=0)).retriever
    by_meaning = services.under(Preferences(meaning=100)).retriever
    question = "beacon lamp light at sunset"
    found = by_meaning.retrieve(question, collection="documents", limit=5)
    assert {hit.document_name for hit in found} == {"lamp.txt", "dark.txt"}
    only = by_words.retrieve("ships", collection="documents", limit=5)
    assert [hit.document_name for hit in only] == ["dark.txt"]
