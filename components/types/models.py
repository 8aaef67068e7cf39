"""Messages to and from chat models, and descriptions of models."""

from dataclasses import dataclass
from typing import Literal

from components.types.answers import Hit, Usage

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message to a chat model."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Messages to a chat model, `tokens` in all; its passage number n is `hits[n - 1]`."""

    messages: tuple[Message, ...]
    hits: tuple[Hit, ...]
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A chat model by provider and name, and the address of a server of one's own.

    `provider`: an id of `chat_models.PROVIDERS`. `address`: of an OpenAI-compatible server or of
    Ollama; empty for the provider's own.
    """

    provider: str
    model: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a reply; the last ones have the usage, and why the reply ended.

    `finish` is "stop" for a complete reply, "length" for one cut by a limit, or the provider's own
    word.
    """

    text: str = ""
    usage: Usage | None = None
    finish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Description of a model for a person; `size` in bytes, None if unknown."""

    name: str
    about: str
    languages: str
    licence: str
    reads: int
    """Maximum tokens of a text."""
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of training; `parts` are the named terms of the loss."""

    number: int
    total: int
    loss: float
    parts: tuple[tuple[str, float], ...] = ()
