"""Explain errors of the providers' libraries in a sentence that says what to do.

Each library has its own errors, with the same few causes: an HTTP status, a timeout, a broken
connection. Their messages may contain the key, so it is removed.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from components.errors import ModelError

_MAX_DETAIL_CHARS = 200  # of the server's message
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
    """Return an error that a person can act on; it names `label` and never contains `key`."""
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
            return ModelError(f"{label} requires payment first (402): {said}")
        case 413:
            return ModelError(
                f"{label} refused the question with its passages as too large (413). Choose fewer "
                "passages in the settings."
            )
        case 429:
            return ModelError(
                f"{label} receives too many requests, or the account’s quota is used up (429). "
                "Wait a little and try again.",
                passing=not _any_in(f"{error} {_body(error)}", ("insufficient_quota", "billing")),
                wait=_wait(error),
            )
        case 408:
            return _timed_out(label)
        case int() if status >= 500:
            return ModelError(
                f"{label} has a problem on its server ({status}). Try again in a while.",
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
            f"{label} sent a reply that Footnote cannot read. Check that the address is that of an "
            "OpenAI-compatible server and ends in /v1."
        )
    return ModelError(f"{label} could not answer: {said}")


def _timed_out(label: str) -> ModelError:
    return ModelError(
        f"{label} did not answer in time. Try again; a smaller model or fewer passages are "
        "quicker.",
        passing=True,
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and its causes, which the libraries wrap."""
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
    """Return the seconds in a Retry-After header, which is a number or a date."""
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
            return None  # neither a number nor a date
    return None


def _said(error: BaseException, key: str) -> str:
    """Return the server's message, shortened, on one line, and without the key."""
    body = _body(error)
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message") if isinstance(inner, dict) else inner
    text = " ".join(str(body or error or type(error).__name__).split()) or type(error).__name__
    if key:
        text = text.replace(key, "…")
    return text[:_MAX_DETAIL_CHARS] + ("…" if len(text) > _MAX_DETAIL_CHARS else "")


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
