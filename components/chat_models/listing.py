"""Which models a person's own server offers, from its own list."""

import json
import time
from typing import Any

import httpcore

from components.chat_models.providers import provider
from components.errors import ModelError

_SECONDS = 5.0  # in all
_LARGEST = 1_000_000  # bytes
_MOST = 500


def list_models(provider_id: str, address: str, *, key: str = "") -> tuple[str, ...]:
    """Names, as the server gives them. `key` goes to that address only: no redirect is followed.

    Raises ModelError.
    """
    whose = provider(provider_id)
    base = (address.strip() or whose.address or "").rstrip("/")
    url = f"{base}/api/tags" if whose.integration == "ollama" else f"{base}/models"
    status, body = _get(url, {"Authorization": f"Bearer {key}"} if key else {}, whose.label)
    if status in (401, 403):
        raise ModelError(f"The server at {base} wants a key, or refused this one ({status}).")
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
            f"What {url} sent is not a list of models. Check the address, or type the model’s name."
        ) from None
    kept = tuple(dict.fromkeys(each for each in names if each))[:_MOST]
    if not kept:
        raise ModelError(f"The server at {base} runs, and has no model yet.")
    return kept


def _name(listed: Any) -> str:
    name = listed.get("id") or listed.get("name") or ""
    return name.strip() if isinstance(name, str) and name.isprintable() and len(name) < 500 else ""


def _get(url: str, headers: dict[bytes | str, bytes | str], label: str) -> tuple[int, bytes]:
    end = time.monotonic() + _SECONDS
    times = {"connect": _SECONDS, "read": _SECONDS, "write": _SECONDS, "pool": _SECONDS}
    try:
        with (
            httpcore.ConnectionPool() as pool,
            pool.stream("GET", url, headers=headers, extensions={"timeout": times}) as response,
        ):
            body = b""
            for part in response.iter_stream():
                body += part
                if len(body) > _LARGEST or time.monotonic() > end:
                    raise ModelError(f"The list of {url} is too long, or comes too slowly.")
            return response.status, body
    except (httpcore.TimeoutException, TimeoutError):
        raise ModelError(
            f"{label}: nothing at {url} answered within {_SECONDS:.0f} seconds. Check that the "
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
            f"{label}: nothing that speaks its protocol is at {url}. Check that the server is "
            "running and that its address is right."
        ) from None
