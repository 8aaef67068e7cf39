"""What a client of the interface asks for, read from its request."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from starlette.requests import Request

from components.types import Answer, Turn

_LONGEST_BODY = 1_000_000  # bytes
_LONGEST_INSTRUCTIONS = 8_000  # characters; they take the place of passages


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """A question to a collection, and how its answer is wanted."""

    question: str
    turns: tuple[Turn, ...]
    collection: str
    instructions: str
    streamed: bool
    with_usage: bool


async def body_of(request: Request) -> Any:
    """The request's JSON. Raises ValueError."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > _LONGEST_BODY:
            raise ValueError(f"The request is larger than {_LONGEST_BODY:,} bytes.")
    try:
        return json.loads(bytes(data))
    except ValueError:
        raise ValueError("The request is not JSON.") from None


def asked_by(body: Any) -> ChatRequest:
    """What the client wants. Raises ValueError."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        raise ValueError('The request needs "messages", a list of {"role", "content"}.')
    if body.get("n") not in (None, 1):
        raise ValueError("Only one answer at a time is given: n must be 1.")
    said = [(_role(each), _text(each)) for each in body["messages"]]
    spoken = [each for each in said if each[0] in ("user", "assistant")]
    wanted = "\n".join(text for role, text in said if role in ("system", "developer")).strip()
    if len(wanted) > _LONGEST_INSTRUCTIONS:
        raise ValueError(
            f"The system messages have {len(wanted):,} characters; "
            f"at most {_LONGEST_INSTRUCTIONS:,} can be followed."
        )
    if not spoken or spoken[-1][0] != "user" or not spoken[-1][1].strip():
        raise ValueError("The last message must be the user's question.")
    options = body.get("stream_options")
    return ChatRequest(
        question=spoken[-1][1],
        turns=tuple(_turns(spoken[:-1])),
        collection=str(body.get("model") or ""),
        instructions=wanted,
        streamed=body.get("stream") is True,
        with_usage=isinstance(options, dict) and options.get("include_usage") is True,
    )


def _role(message: Any) -> str:
    if not isinstance(message, dict):
        raise ValueError('Each message must be {"role", "content"}.')
    return str(message.get("role"))


def _text(message: dict[str, Any]) -> str:
    """The content: text, or a list of parts of which the texts count."""
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise ValueError("A message's content must be text.")
    return "\n".join(
        str(part.get("text", "")) for part in content if isinstance(part, dict) and "text" in part
    )


def _turns(spoken: Sequence[tuple[str, str]]) -> Iterator[Turn]:
    """Questions with the answers that followed them."""
    for (asking, question), (answering, said) in pairwise(spoken):
        if (asking, answering) == ("user", "assistant"):
            yield Turn(
                question=question,
                answer=Answer(
                    text=said,
                    sentences=(),
                    citations=(),
                    hits=(),
                    model="",
                    supported=True,
                    seconds=0,
                ),
            )
