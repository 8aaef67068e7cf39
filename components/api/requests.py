"""Read and check a client's chat request."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from starlette.requests import Request

from components.types import Answer, Turn

_MAX_BODY_BYTES = 1_000_000
_MAX_INSTRUCTION_CHARACTERS = 8_000  # more would crowd out the passages


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatRequest:
    """A question to a collection, and the form that its answer should have."""

    question: str
    turns: tuple[Turn, ...]
    collection: str
    instructions: str
    stream: bool
    include_usage: bool


async def read_json(request: Request) -> Any:
    """Read the request's JSON. Raises ValueError."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > _MAX_BODY_BYTES:
            raise ValueError(f"The request is larger than {_MAX_BODY_BYTES:,} bytes.")
    try:
        return json.loads(bytes(data))
    except ValueError:
        raise ValueError("The request is not JSON.") from None


def parse_request(body: Any) -> ChatRequest:
    """Turn the request's JSON into a ChatRequest. Raises ValueError."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        raise ValueError('The request needs "messages", a list of {"role", "content"}.')
    if body.get("n") not in (None, 1):
        raise ValueError("Only one answer per request is supported: n must be 1.")
    messages = [_role_and_text(each) for each in body["messages"]]
    instructions = "\n".join(
        text for role, text in messages if role in ("system", "developer")
    ).strip()
    if len(instructions) > _MAX_INSTRUCTION_CHARACTERS:
        raise ValueError(
            f"The system messages have {len(instructions):,} characters; "
            f"at most {_MAX_INSTRUCTION_CHARACTERS:,} are allowed."
        )
    dialogue = [each for each in messages if each[0] in ("user", "assistant")]
    if not dialogue or dialogue[-1][0] != "user" or not dialogue[-1][1].strip():
        raise ValueError("The last message must be the user's question.")
    options = body.get("stream_options")
    return ChatRequest(
        question=dialogue[-1][1],
        turns=tuple(_turns(dialogue[:-1])),
        collection=str(body.get("model") or ""),
        instructions=instructions,
        stream=body.get("stream") is True,
        include_usage=isinstance(options, dict) and options.get("include_usage") is True,
    )


def _role_and_text(message: Any) -> tuple[str, str]:
    """Return role and text; of content in parts, the texts count."""
    if not isinstance(message, dict):
        raise ValueError('Each message must be {"role", "content"}.')
    content = message.get("content") or ""
    if isinstance(content, list):
        parts = (part for part in content if isinstance(part, dict) and "text" in part)
        content = "\n".join(str(part["text"]) for part in parts)
    if not isinstance(content, str):
        raise ValueError("A message's content must be text.")
    return str(message.get("role")), content


def _turns(dialogue: Sequence[tuple[str, str]]) -> Iterator[Turn]:
    """Pair each question with the answer right after it."""
    for (role, question), (next_role, text) in pairwise(dialogue):
        if (role, next_role) == ("user", "assistant"):
            answer = Answer(
                text=text,
                sentences=(),
                citations=(),
                hits=(),
                model="",
                supported=True,
                seconds=0,
            )
            yield Turn(question=question, answer=answer)
