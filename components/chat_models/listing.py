"""List the models that a person's own server offers."""

import json
import time
from typing import Any

import httpcore

from components.chat_models.providers import provider
from components.errors import ModelError

_TIMEOUT_S = 5.0  # for the whole request
_MAX_BYTES = 1_000_000
_MAX_MODELS = 500


def list_models(provider_id: str, address: str, *, key: str = "") -> tuple[str, ...]:
    """Return the names that the server lists. Raises ModelError.

    Redirects are not followed, so `key` goes to that address only.
    """
    whose = provider(provider_id)
    base = (address.strip() or whose.address or "").rstrip("/")
    url = f"{base}/api/tags" if whose.integration == "ollama" else f"{base}/models"
    status, body = _get(url, {"Authorization": f"Bearer {key}"} if key else {}, whose.label)
    if status in (401, 403):
        raise ModelError(f"The server at {base} requires a key, or refused this one ({status}).")
    if status != 200:
        raise ModelError(
            f"The server at {base} has no list of models (it answered {status}). Check the "
            "address, or type the model’s name."
        )
    try:
        found = json.loads(body)
        names = [_name(each) for each in found["models" if "models" in found else "data"]]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ModelError(
            f"The reply from {url} is not a list of models. Check the address, or type the model’s "
            "name."
        ) from None
    kept = tuple(dict.fromkeys(each for each in names if each))[:_MAX_MODELS]
    if not kept:
        raise ModelError(f"The server at {base} is running, but has no model yet.")
    return kept


def _name(listed: Any) -> str:
    name = listed.get("id") or listed.get("name") or ""
    return name.strip() if isinstance(name, str) and name.isprintable() and len(name) < 500 else ""


def _get(url: str, headers: dict[bytes | str, bytes | str], label: str) -> tuple[int, bytes]:
    end = time.monotonic() + _TIMEOUT_S
    times = dict.fromkeys(("connect", "read", "write", "pool"), _TIMEOUT_S)
    try:
        with (
            httpcore.ConnectionPool() as pool,
            pool.stream("GET", url, headers=headers, extensions={"timeout": times}) as response,
        ):
            body = b""
            for part in response.iter_stream():
                body += part
                if len(body) > _MAX_BYTES or time.monotonic() > end:
                    raise ModelError(f"The list from {url} is too long, or arrives too slowly.")
            return response.status, body
    except (httpcore.TimeoutException, TimeoutError):
        raise ModelError(
            f"{label}: nothing at {url} answered within {_TIMEOUT_S:.0f} seconds. Check that the "
            "server is running and that its address is right."
        ) from None
    except (
        httpcore.NetworkError,
        httpcore.ProtocolError,
        httpcore.UnsupportedProtocol,
        OSError,
        ValueError,
    ):
        raise ModelError(
            f"{label}: {url} cannot be reached, or does not speak HTTP. Check that the server "
            "is running and that its address is right."
        ) from None
