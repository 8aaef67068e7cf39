"""Write answers with hosted chat models, through LangChain's `init_chat_model`."""

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING, Any

from components.chat_models.faults import explain
from components.chat_models.providers import provider
from components.errors import ModelError
from components.types import Message, ModelChoice, Piece, Usage

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_WINDOW = 32_000
"""Tokens that a hosted model is given; every current one reads at least as many."""
_SERVED_WINDOW = 8_000
"""Tokens that a model on the person's own server is given; a CPU reads as many in a minute."""
_BYTES_A_TOKEN = 3.5
_FINISH_NAMES = ("finish_reason", "stop_reason", "done_reason")
_WHOLE = {"stop", "end_turn", "stop_sequence", "STOP", "completed", ""}
_CUT = {"length", "max_tokens", "MAX_TOKENS", "model_length", "incomplete"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Timeouts in seconds: between two pieces of an answer, and for the whole answer."""

    silence: float = 180
    whole: float = 900


_IMPORTING = Lock()
"""Held while importing: two threads at once may each see the other's unfinished modules."""


def import_integration(choice: ModelChoice) -> None:
    """Import LangChain's integration, which takes seconds the first time."""
    with _IMPORTING:
        import langchain.chat_models  # noqa: F401

        whose = provider(choice.provider)
        if whose.installed:
            import_module(whose.module)


class HostedChatModel:
    """Asks a provider's model, or one on the person's own server.

    model = HostedChatModel(ModelChoice(provider="openai", model="gpt-5-mini"), key=key)
    for piece in model.stream(messages, longest=1_000):
        ...
    """

    def __init__(
        self, choice: ModelChoice, *, key: str = "", patience: Patience | None = None
    ) -> None:
        """Keep `key` in this object, and out of errors. Raises ModelError."""
        self._choice = choice
        self._provider = provider(choice.provider)
        self._key = key
        self._patience = patience or Patience()
        if not choice.model.strip():
            raise ModelError(f"Say which model of {self._provider.label} to use.")
        if self._provider.key_needed and not key:
            raise ModelError(
                f"{self._provider.label} needs a key. Give it in the settings, or set "
                f"{self._provider.key} before Footnote starts."
            )
        if not self._provider.installed:
            raise ModelError(
                f"{self._provider.label} needs one more package. Install it with: "
                f"{self._provider.install_line}"
            )

    def __repr__(self) -> str:
        return f"HostedChatModel({self._choice!r})"

    @property
    def provider(self) -> str:
        """Return the provider's id."""
        return self._provider.id

    @property
    def name(self) -> str:
        """Return the model's own name."""
        return self._choice.model

    @property
    def window(self) -> int:
        """Return the tokens of prompt and answer together."""
        return _SERVED_WINDOW if self._provider.address is not None else _WINDOW

    def count_tokens(self, text: str) -> int:
        """Estimate the tokens; the vocabularies of hosted models are not available."""
        return int(len(text.encode("utf-8", "replace")) / _BYTES_A_TOKEN) + 1

    def stream(self, messages: Sequence[Message], *, longest: int) -> Iterator[Piece]:
        """Yield the reply as it arrives. Raises ModelError."""
        end = time.monotonic() + self._patience.whole
        finish = ""
        try:
            chunks = self._model(longest).stream([(each.role, each.text) for each in messages])
            with closing(chunks) as open_chunks:  # type: ignore[type-var]
                for chunk in open_chunks:
                    finish = _finish(chunk.response_metadata) or finish
                    yield Piece(text=str(chunk.text), usage=_usage(chunk))
                    if time.monotonic() > end:
                        finish = "time"
                        break
        except ModelError:
            raise
        except Exception as error:  # noqa: BLE001  (each library has its own errors)
            raise explain(
                error, label=self._provider.spoken, model=self._choice.model, key=self._key
            ) from None
        yield Piece(finish=finish or "cut")

    def _model(self, longest: int) -> "BaseChatModel":
        with _IMPORTING:
            from langchain.chat_models import init_chat_model

            made: BaseChatModel = init_chat_model(
                self._choice.model,
                model_provider=self._provider.integration,
                **self._arguments(longest),
            )
        return made

    def _arguments(self, longest: int) -> dict[str, Any]:
        """Return the integration's arguments; retries are left to `GenerativeAnswerer`."""
        silence, address = self._patience.silence, self._choice.address or self._provider.address
        match self._provider.integration:
            case "openai":
                given: dict[str, Any] = {
                    "api_key": self._key or "none",
                    "timeout": silence,
                    "stream_chunk_timeout": silence,
                    "max_retries": 0,
                    "max_tokens": longest,
                    "stream_usage": True,
                }
                # OpenAI's models expect max_completion_tokens; other servers know the older name.
                if address:
                    del given["max_tokens"]
                    given |= {"base_url": address, "extra_body": {"max_tokens": longest}}
                return given
            case "ollama":
                return {
                    "base_url": address,
                    "num_predict": longest,
                    "num_ctx": self.window,
                    "client_kwargs": {"timeout": silence},
                }
            case "google_genai":
                return {
                    "api_key": self._key,
                    "timeout": silence,
                    "max_retries": 1,
                    "max_tokens": longest,
                } | ({"base_url": address} if address else {})
            case "mistralai":
                return {
                    "api_key": self._key,
                    "timeout": int(silence),
                    "max_retries": 0,
                    "max_tokens": longest,
                } | ({"base_url": address} if address else {})
            case _:
                return {
                    "api_key": self._key,
                    "timeout": silence,
                    "max_retries": 0,
                    "max_tokens": longest,
                } | ({"base_url": address} if address else {})


def _finish(metadata: dict[str, Any]) -> str:
    """Return the reason that the model ended, in Footnote's words; "" if it has not."""
    for name in _FINISH_NAMES:
        reason = str(metadata.get(name) or "")
        if reason in _CUT:
            return "length"
        if reason in _WHOLE and reason:
            return "stop"
        if reason:
            return reason
    return ""


def _usage(chunk: Any) -> Usage | None:
    used = getattr(chunk, "usage_metadata", None)
    if not used:
        return None
    return Usage(tokens_in=used["input_tokens"], tokens_out=used["output_tokens"])
