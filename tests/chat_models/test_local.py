"""A real causal language model of random weights, made here."""

import time
from pathlib import Path

import pytest

from components.chat_models import LocalChatModel
from components.errors import ModelError
from components.types import Message

pytestmark = pytest.mark.slow

ASKED = (Message(role="system", text="Be short."), Message(role="user", text="How many steps?"))


@pytest.fixture
def model(chat_model_folder: Path) -> LocalChatModel:
    return LocalChatModel(str(chat_model_folder))


def test_model_in_a_folder_loads_without_a_download(model: LocalChatModel) -> None:
    assert model.needs().fetch == 0
    assert [step.stage for step in model.prepare()] == ["loading the model"]
    assert list(model.prepare()) == []
    assert model.name == "tiny"
    assert model.window == 512
    assert model.count_tokens("steps?") < model.count_tokens("How many steps? Be short.")


def test_stream_yields_pieces_and_counts_tokens(model: LocalChatModel) -> None:
    *words, end = model.stream(ASKED, longest=20)
    assert len(words) > 1
    assert end.usage is not None
    assert end.usage.tokens_out == 20
    assert end.finish == "length"
    assert end.usage.tokens_in == model.count_tokens("<|system|>Be short.") + model.count_tokens(
        "<|user|>How many steps?"
    ) + model.count_tokens("<|assistant|>")
    again = [piece.text for piece in model.stream(ASKED, longest=20)]
    assert again[:-1] == [piece.text for piece in words], (
        "greedy: the same question, the same words"
    )


def test_closing_the_stream_stops_the_model(model: LocalChatModel) -> None:
    list(model.prepare())
    stream = model.stream(ASKED, longest=450)
    next(stream)
    began = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    closed = time.monotonic() - began
    began = time.monotonic()
    list(model.stream(ASKED, longest=450))
    assert closed < (time.monotonic() - began) / 2


def test_prompt_longer_than_the_window_is_refused(model: LocalChatModel) -> None:
    long = (Message(role="user", text="How many steps? " * 400),)
    with pytest.raises(ModelError, match="longer than tiny can read"):
        list(model.stream(long, longest=20))


def test_missing_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be loaded"):
        list(LocalChatModel(str(tmp_path)).prepare())
    with pytest.raises(ModelError, match="Say which"):
        LocalChatModel(" ")
