"""A chat model by words, and what cannot be one."""

import pytest

from components.chat_models import choice_from, choice_in_words
from components.errors import SettingsError
from components.preferences import Preferences, preferences_from
from components.types import ModelChoice

SERVER = ModelChoice(provider="server", model="m", address="http://10.0.0.7:8000/v1")


@pytest.mark.parametrize(
    ("words", "address", "choice"),
    [
        ("", "http://10.0.0.7:8000/v1", None),
        ("openai:gpt-5-mini", "", ModelChoice(provider="openai", model="gpt-5-mini")),
        ("ollama:qwen3:4b", "", ModelChoice(provider="ollama", model="qwen3:4b")),
        ("server:m", "http://10.0.0.7:8000/v1/", SERVER),
        ("local:C:\\models\\tiny", "", ModelChoice(provider="local", model="C:\\models\\tiny")),
        ("openai:m", "http://10.0.0.7:8000/v1", ModelChoice(provider="openai", model="m")),
    ],
)
def test_choice_in_words_parses_provider_and_model(
    words: str, address: str, choice: ModelChoice | None
) -> None:
    assert choice_in_words(words, address) == choice


@pytest.mark.parametrize("words", ["gpt-5-mini", "openai", "openai:", "nobody:m", ":m"])
def test_choice_in_words_refuses_a_bad_value(words: str) -> None:
    with pytest.raises(SettingsError, match="FOOTNOTE_MODEL is"):
        choice_in_words(words)


@pytest.mark.parametrize(
    "address",
    ["10.0.0.7:8000", "ftp://a/b", "http://", "http://u:p@a/v1", "http://a/v1?key=3", "http://a b"],
)
def test_bad_address_is_refused(address: str) -> None:
    with pytest.raises(SettingsError, match="address"):
        choice_in_words("server:m", address)


@pytest.mark.parametrize(
    "kept",
    [
        "openai:m",
        {"provider": "openai"},
        {"provider": "openai", "model": 3},
        {"provider": "openai", "model": "m", "address": "http://evil.example/v1"},
        {"provider": "nobody", "model": "m"},
        {"provider": "openai", "model": "a\nb"},
    ],
)
def test_bad_stored_choice_is_refused(kept: object) -> None:
    with pytest.raises(SettingsError):
        choice_from(kept)
    default = Preferences(model=SERVER)
    assert preferences_from({"model": kept, "sentences": 2}, default) == Preferences(
        model=SERVER, sentences=2
    )
