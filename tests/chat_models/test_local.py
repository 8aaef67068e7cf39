"""A real causal language model of random weights, made here."""

import time
from pathlib import Path

import pytest
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from tokenizers.trainers import BpeTrainer

from components.chat_models import LocalChatModel
from components.errors import ModelError
from components.types import Message

pytestmark = pytest.mark.slow

ASKED = (Message(role="system", text="Be short."), Message(role="user", text="How many steps?"))
_TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(0)
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        ["The tower has 142 steps.", "How many steps? Be short."],
        BpeTrainer(
            vocab_size=300,
            special_tokens=["<pad>", "<eos>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        ),
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="<pad>", eos_token="<eos>", chat_template=_TEMPLATE
    )
    folder = tmp_path_factory.mktemp("models") / "tiny"
    fast.save_pretrained(folder)
    LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(fast),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=512,
            pad_token_id=0,
            eos_token_id=1,
        )
    ).save_pretrained(folder)
    return folder


@pytest.fixture
def model(model_folder: Path) -> LocalChatModel:
    return LocalChatModel(str(model_folder))


def test_it_loads_and_says_what_a_first_use_takes(model: LocalChatModel) -> None:
    assert model.needs().fetch == 0
    assert [step.stage for step in model.prepare()] == ["loading the model"]
    assert list(model.prepare()) == []
    assert model.name == "tiny"
    assert model.window == 512
    assert model.count_tokens("steps?") < model.count_tokens("How many steps? Be short.")


def test_words_come_piece_by_piece_and_are_counted(model: LocalChatModel) -> None:
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


def test_closing_the_stream_ends_the_writing(model: LocalChatModel) -> None:
    list(model.prepare())
    stream = model.stream(ASKED, longest=450)
    next(stream)
    began = time.monotonic()
    stream.close()  # type: ignore[attr-defined]
    closed = time.monotonic() - began
    began = time.monotonic()
    list(model.stream(ASKED, longest=450))
    assert closed < (time.monotonic() - began) / 2


def test_a_prompt_that_is_too_long_is_an_error_with_a_cure(model: LocalChatModel) -> None:
    long = (Message(role="user", text="How many steps? " * 400),)
    with pytest.raises(ModelError, match="longer than tiny can read"):
        list(model.stream(long, longest=20))


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="could not be loaded"):
        list(LocalChatModel(str(tmp_path)).prepare())
    with pytest.raises(ModelError, match="Say which"):
        LocalChatModel(" ")
