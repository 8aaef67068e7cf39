"""Read and validate the choice of a chat model."""

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from components.chat_models.local import LOCAL
from components.chat_models.providers import PROVIDERS, provider
from components.errors import SettingsError
from components.types import ModelChoice

_MAX_NAME_CHARS, _MAX_ADDRESS_CHARS = 500, 2_000


def checked(choice: ModelChoice) -> ModelChoice:
    """Return the choice without surrounding spaces. Raises SettingsError if it is not valid.

    >>> checked(ModelChoice(provider="ollama", model=" qwen3:4b ")).model
    'qwen3:4b'
    """
    for name, value in asdict(choice).items():
        if not isinstance(value, str):
            raise SettingsError(f"The {name} of a chat model is {value!r}; it must be text.")
    provider_id, model = choice.provider.strip(), choice.model.strip()
    if provider_id not in _known():
        raise SettingsError(
            f"There is no provider {provider_id!r}; the known ones are {', '.join(_known())}."
        )
    if not model:
        raise SettingsError("A chat model needs a name.")
    if len(model) > _MAX_NAME_CHARS or not model.isprintable():
        raise SettingsError(
            f"A model’s name is printable and at most {_MAX_NAME_CHARS} characters long; "
            f"{model[:40]!r}… is not."
        )
    address = choice.address.strip().rstrip("/")
    if address and not takes_address(provider_id):
        raise SettingsError(f"{_label(provider_id)} has one address only; leave it empty.")
    return ModelChoice(provider=provider_id, model=model, address=address and _web(address))


def choice_from(stored: object) -> ModelChoice | None:
    """Return a choice that was stored as JSON; None for quotations. Raises SettingsError."""
    if stored is None or isinstance(stored, ModelChoice):
        return stored and checked(stored)
    if not isinstance(stored, dict) or not {"provider", "model"} <= stored.keys():
        raise SettingsError(f"The chat model is {stored!r}; it must name a provider and a model.")
    known: dict[str, Any] = {
        name: stored[name] for name in ("provider", "model", "address") if name in stored
    }
    return checked(ModelChoice(**known))


def choice_in_words(words: str, address: str = "") -> ModelChoice | None:
    """Parse `provider:model` from FOOTNOTE_MODEL; None if it is empty. Raises SettingsError.

    >>> choice_in_words("ollama:qwen3:4b")
    ModelChoice(provider='ollama', model='qwen3:4b', address='')
    """
    if not words.strip():
        return None
    provider_id, _, model = words.partition(":")
    try:
        return checked(
            ModelChoice(
                provider=provider_id,
                model=model,
                address=address if takes_address(provider_id.strip()) else "",
            )
        )
    except SettingsError as error:
        raise SettingsError(
            f"FOOTNOTE_MODEL is {words!r}: {error} It must be a provider and a model, such as "
            "'openai:gpt-5-mini' or 'ollama:qwen3:4b'."
        ) from None


def takes_address(provider_id: str) -> bool:
    """Return whether the person enters the address of this provider's server."""
    return any(each.id == provider_id and each.address is not None for each in PROVIDERS)


def in_words(choice: ModelChoice) -> str:
    """Return the model with its provider, for people to read.

    >>> in_words(ModelChoice(provider="openai", model="gpt-5-mini"))
    'gpt-5-mini (OpenAI)'
    """
    return f"{choice.model} ({_label(choice.provider)})"


def _label(provider_id: str) -> str:
    return "on this machine" if provider_id == LOCAL else provider(provider_id).label


def _known() -> list[str]:
    return [*(each.id for each in PROVIDERS), LOCAL]


def _web(address: str) -> str:
    """Return a server's address if it holds no secrets. Raises SettingsError."""
    expected = "it must look like 'http://127.0.0.1:8000/v1'."
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise SettingsError(f"The server’s address cannot be read; {expected}") from None
    if parts.username or parts.password or parts.query or parts.fragment:
        raise SettingsError(
            "The server’s address holds a name, a password, a question mark or a hash; remove "
            f"them, and enter the key in its own field: {expected}"
        )
    printable = address.isprintable() and " " not in address
    if parts.scheme not in ("http", "https") or not host or not printable:
        raise SettingsError(f"The server’s address is {address[:80]!r}; {expected}")
    if len(address) > _MAX_ADDRESS_CHARS:
        raise SettingsError(f"The server’s address is longer than {_MAX_ADDRESS_CHARS} characters.")
    return address
