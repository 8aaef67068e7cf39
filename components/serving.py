"""An OpenAI-compatible interface for programs: chat completions over a collection, with citations.

    application = build_application(parts, token="")      # ASGI; uvicorn serves it

`model` names the collection. Citations come in an extra field, `citations`, of the message and of
the last event of a stream. Protocol: https://platform.openai.com/docs/api-reference/chat
"""

import hmac
import json
import time
import uuid
from collections.abc import AsyncIterator, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from ipaddress import ip_address
from itertools import pairwise
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from components.errors import FootnoteError
from components.parts import Parts
from components.pipelines.answering import answer
from components.types import Answer, Notice, Retrieved, Token, Turn

_LONGEST_BODY = 1_000_000  # bytes
_LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]
_END = object()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    question: str
    turns: tuple[Turn, ...]
    collection: str
    streamed: bool
    with_usage: bool


def build_application(parts: Parts, *, token: str) -> Starlette:
    """`token`: what a client must send as its API key; empty: none, and only names of this machine
    are answered to, so that no web page can reach it under a name of its own.
    """

    async def models(request: Request) -> Response:
        if refusal := _refused(request, token):
            return refusal
        found = await run_in_threadpool(parts.catalogue.collections)
        listed = [
            {"id": each.name, "object": "model", "created": 0, "owned_by": "footnote"}
            for each in found
        ]
        return JSONResponse({"object": "list", "data": listed})

    async def completions(request: Request) -> Response:
        if refusal := _refused(request, token):
            return refusal
        try:
            asked = _asked(await _body(request))
            if parts.catalogue.collection(asked.collection) is None:
                known = ", ".join(each.name for each in parts.catalogue.collections())
                return _error(
                    404,
                    f"There is no collection {asked.collection!r}; "
                    f"there are: {known or 'none yet'}.",
                    code="model_not_found",
                )
        except ValueError as error:
            return _error(400, str(error))
        items = answer(parts, asked.question, turns=asked.turns, collection=asked.collection)
        if asked.streamed:
            return StreamingResponse(_events(items, asked), media_type="text/event-stream")
        try:
            result = await run_in_threadpool(_last, items)
        except FootnoteError as error:
            return _error(502, str(error))
        return JSONResponse(_completion(result, asked))

    return Starlette(
        routes=[
            Route("/v1/models", models),
            Route("/v1/chat/completions", completions, methods=["POST"]),
        ],
        middleware=[] if token else [Middleware(TrustedHostMiddleware, allowed_hosts=_LOCAL_NAMES)],
    )


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _refused(request: Request, token: str) -> Response | None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        return _error(401, "The token is missing or wrong: send it as the API key.")
    return None


async def _body(request: Request) -> Any:
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


def _asked(body: Any) -> _Asked:
    """What the client wants. Raises ValueError."""
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        raise ValueError('The request needs "messages", a list of {"role", "content"}.')
    if body.get("n") not in (None, 1):
        raise ValueError("Only one answer at a time is given: n must be 1.")
    said = [(_role(each), _text(each)) for each in body["messages"]]
    spoken = [each for each in said if each[0] in ("user", "assistant")]
    if not spoken or spoken[-1][0] != "user" or not spoken[-1][1].strip():
        raise ValueError("The last message must be the user's question.")
    options = body.get("stream_options")
    return _Asked(
        question=spoken[-1][1],
        turns=tuple(_turns(spoken[:-1])),
        collection=str(body.get("model") or ""),
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


def _last(items: Generator[Retrieved | Token | Notice | Answer]) -> Answer:
    *_, result = items
    assert isinstance(result, Answer)  # noqa: S101  (for the type checker)
    return result


async def _events(
    items: Generator[Retrieved | Token | Notice | Answer], asked: _Asked
) -> AsyncIterator[str]:
    """Server-sent events: a delta a sentence, the citations with the last, then the usage."""
    opening = _opening("chat.completion.chunk", asked)
    sent = ""
    result: Answer | None = None

    def event(delta: dict[str, Any], finish: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return f"data: {json.dumps({**opening, 'choices': [choice], **more})}\n\n"

    with closing(items):
        yield event({"role": "assistant", "content": ""})
        try:
            while (item := await run_in_threadpool(next, items, _END)) is not _END:
                if isinstance(item, Answer):
                    result = item
                    text = _marked(item)
                    yield event({"content": text[len(sent) :]})
                    sent = text
        except FootnoteError as error:
            yield f"data: {json.dumps(_problem(str(error)))}\n\n"
            return
        assert result is not None  # noqa: S101  (an answer is the last item)
        yield event({}, _finish(result), citations=_citations(result))
        if asked.with_usage:
            used = {**opening, "choices": [], "usage": _usage(result, asked)}
            yield f"data: {json.dumps(used)}\n\n"
        yield "data: [DONE]\n\n"


def _completion(result: Answer, asked: _Asked) -> dict[str, Any]:
    message = {
        "role": "assistant",
        "content": _marked(result),
        "refusal": None,
        "citations": _citations(result),
    }
    return {
        **_opening("chat.completion", asked),
        "choices": [
            {"index": 0, "message": message, "finish_reason": _finish(result), "logprobs": None}
        ],
        "usage": _usage(result, asked),
    }


def _opening(kind: str, asked: _Asked) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": asked.collection,
    }


def _marked(result: Answer) -> str:
    """The text, each sentence followed by its markers."""
    text, at = "", 0
    for sentence in result.sentences:
        marks = "".join(f"[{marker}]" for marker in sentence.markers)
        text += result.text[at : sentence.end] + (f" {marks}" if marks else "")
        at = sentence.end
    return text + (result.text[at:] if result.complete else "")


def _citations(result: Answer) -> list[dict[str, Any]]:
    return [
        {
            "marker": each.marker,
            "document": each.document_name,
            "page": each.page,
            "start": each.start,
            "end": each.end,
            "quote": each.quote,
        }
        for each in result.citations
    ]


def _finish(result: Answer) -> str:
    return "stop" if result.complete else "length"


def _usage(result: Answer, asked: _Asked) -> dict[str, int]:
    """No model counts tokens in a quoted answer, so words are counted."""
    words_in, words_out = len(asked.question.split()), len(result.text.split())
    if result.writing:
        words_in, words_out = result.writing.usage.tokens_in, result.writing.usage.tokens_out
    return {
        "prompt_tokens": words_in,
        "completion_tokens": words_out,
        "total_tokens": words_in + words_out,
    }


def _problem(sentence: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": sentence, "type": "footnote_error", "param": None, "code": code}}


def _error(status: int, sentence: str, code: str | None = None) -> JSONResponse:
    return JSONResponse(_problem(sentence, code), status_code=status)
