"""What models are given, and what they give back."""

from dataclasses import dataclass
from typing import Literal

from components.types.answers import Hit, Usage

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A part of what a chat model is sent."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a chat model is sent. Passage number n in it is `hits[n - 1]`; `tokens` in all."""

    messages: tuple[Message, ...]
    hits: tuple[Hit, ...]
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A chat model: whose, which, and where for those that a person serves.

    `provider`: an id of `chat_models.PROVIDERS`. `address`: of an OpenAI-compatible server or of
    Ollama; empty for the provider's own.
    """

    provider: str
    model: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a chat model sends at a time: text, and near the end what it used and why it ended.

    `finish`: "stop" where it said all it wanted, "length" where a limit cut it, or the provider's
    own word.
    """

    text: str = ""
    usage: Usage | None = None
    finish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What a person is told of a model. `size`: bytes on disk, None where it is not known."""

    name: str
    about: str
    languages: str
    licence: str
    reads: int
    """Tokens."""
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of training. `parts`: what the loss is the sum of, by name."""

    number: int
    total: int
    loss: float
    parts: tuple[tuple[str, float], ...] = ()
