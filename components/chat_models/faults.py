"""What a provider's library raised → one sentence with what to do, and whether to try again.

The libraries have errors of their own, and the same few causes: an HTTP status, a silence, a
connection that broke. What they say themselves may hold the key, so it is shown without it.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from components.errors import ModelError

_LONGEST_DETAIL = 200  # characters of what the server said
_CONTEXT = (
    "context length",
    "context_length",
    "context window",
    "too many tokens",
    "maximum context",
    "prompt is too long",
    "exceeds the available context",
    "input token count",
)


def explain(error: BaseException, *, label: str, model: str, key: str) -> ModelError:
    """The error as a person can use it. `label`: whose model; `key`: what must not be shown."""
    status = _status(error)
    said = _said(error, key)
    if _any_in(said.lower() + str(error).lower(), _CONTEXT) and status not in (401, 403, 429):
        return ModelError(
            f"The question with its passages is longer than {model} can read. Choose fewer "
            "passages in the settings, or a model with a larger context window."
        )
    match status:
        case 401 | 403:
            return ModelError(
                f"{label} refused the key ({status}). Check that it is whole, not expired, and "
                f"allowed to use {model}."
            )
        case 404:
            return ModelError(
                f"{label} knows no model named {model} (404). Check the name in the settings."
            )
        case 402:
            return ModelError(f"{label} wants to be paid first (402): {said}")
        case 413:
            return ModelError(
                f"{label} refused the question with its passages as too large (413). Choose fewer "
                "passages in the settings."
            )
        case 429:
            return ModelError(
                f"{label} is asked too often at the moment, or the account’s quota is used up "
                "(429). Wait a little and try again.",
                passing=not _any_in(f"{error} {_body(error)}", ("insufficient_quota", "billing")),
                wait=_wait(error),
            )
        case 408:
            return _timed_out(label)
        case int() if status >= 500:
            return ModelError(
                f"{label} has trouble of its own ({status}). Try again in a while.",
                passing=True,
                wait=_wait(error),
            )
        case int():
            return ModelError(f"{label} refused the request ({status}): {said}")
    if _is_timeout(error):
        return _timed_out(label)
    if _is_connection(error):
        return ModelError(
            f"{label} cannot be reached, or broke the connection. Check that it is running and "
            "that its address is right.",
            passing=True,
        )
    if any(isinstance(each, json.JSONDecodeError) for each in _causes(error)):
        return ModelError(
            f"{label} sent something that is not its protocol. Check that the address is one of an "
            "OpenAI-compatible server, and ends in /v1."
        )
    return ModelError(f"{label} could not answer: {said}")


def _timed_out(label: str) -> ModelError:
    return ModelError(
        f"{label} did not answer in time. Try again; a smaller model or fewer passages are "
        "quicker.",
        passing=True,
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what it came from, the libraries' wrappings undone."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__  # type: ignore[assignment]


def _status(error: BaseException) -> int | None:
    for each in _causes(error):
        for holder in (each, getattr(each, "response", None)):
            for name in ("status_code", "code", "http_status"):
                value = getattr(holder, name, None)
                if isinstance(value, int) and 400 <= value < 600:
                    return value
    return None


def _wait(error: BaseException) -> float | None:
    """Seconds, from a Retry-After header: a number or a date."""
    for each in _causes(error):
        headers: Any = getattr(getattr(each, "response", None), "headers", None)
        value = headers.get("retry-after") if headers is not None else None
        if value is None:
            continue
        try:
            return max(0.0, float(value))
        except ValueError:
            pass
        try:
            return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
        except (TypeError, ValueError):
            return None  # a header that is neither says nothing
    return None


def _said(error: BaseException, key: str) -> str:
    """What the server said, short, on one line, and without the key."""
    body = _body(error)
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message") if isinstance(inner, dict) else inner
    text = " ".join(str(body or error or type(error).__name__).split()) or type(error).__name__
    if key:
        text = text.replace(key, "…")
    return text[:_LONGEST_DETAIL] + ("…" if len(text) > _LONGEST_DETAIL else "")


def _body(error: BaseException) -> Any:
    return next((body for each in _causes(error) if (body := getattr(each, "body", None))), None)


def _is_timeout(error: BaseException) -> bool:
    return any(
        isinstance(each, TimeoutError) or "Timeout" in type(each).__name__
        for each in _causes(error)
    )


def _is_connection(error: BaseException) -> bool:
    names = ("Connect", "RemoteProtocol", "ReadError", "NetworkError", "ProtocolError")
    return any(
        isinstance(each, ConnectionError) or _any_in(type(each).__name__, names)
        for each in _causes(error)
    )


def _any_in(text: str, parts: tuple[str, ...]) -> bool:
    return any(each in text for each in parts)
