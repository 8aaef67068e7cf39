"""An OpenAI-compatible interface for programs: chat completions over a collection, with citations.

    application = build_application(deps, token="")      # ASGI; uvicorn serves it

`model` names the collection. What OpenAI has no field for comes in fields of its own, of the
message and of the last event of a stream: see `replies.more`. Protocol:
https://platform.openai.com/docs/api-reference/chat
"""

import hmac
import json
from collections.abc import AsyncIterator, Callable, Generator
from contextlib import closing
from ipaddress import ip_address
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from components.api.replies import (
    completion,
    failed,
    finish,
    marked,
    more,
    opening,
    problem,
    refused,
    usage,
)
from components.api.requests import ChatRequest, asked_by, body_of
from components.errors import FootnoteError
from components.pipelines.answering import answer
from components.pipelines.dependencies import Dependencies
from components.protocols import Answerer
from components.types import Answer, Notice, Retrieved, Token

_LOCAL_NAMES = ["127.0.0.1", "localhost", "[::1]"]
_END = object()

_Item = Retrieved | Token | Notice | Answer


def build_application(
    deps: Dependencies, *, token: str, answerer: Callable[[], Answerer] | None = None
) -> Starlette:
    """`token`: what a client must send as its API key; empty: none, and only names of this machine
    are answered to, so that no web page can reach it under a name of its own. `answerer`: who
    answers, asked anew for every question; the parts' own where it is not given.
    """

    async def models(request: Request) -> Response:
        if refusal := _wrong_token(request, token):
            return refusal
        found = await run_in_threadpool(deps.catalogue.collections.all)
        listed = [
            {"id": each.name, "object": "model", "created": 0, "owned_by": "footnote"}
            for each in found
        ]
        return JSONResponse({"object": "list", "data": listed})

    async def completions(request: Request) -> Response:
        if refusal := _wrong_token(request, token):
            return refusal
        try:
            asked = asked_by(await body_of(request))
            collection = await run_in_threadpool(deps.catalogue.collections.get, asked.collection)
            if collection is None:
                known = ", ".join(each.name for each in deps.catalogue.collections.all())
                return refused(
                    404,
                    f"There is no collection {asked.collection!r}; "
                    f"there are: {known or 'none yet'}.",
                    code="model_not_found",
                )
        except ValueError as error:
            return refused(400, str(error))
        wanted = (collection.instructions.strip(), asked.instructions)
        try:
            answering = _Answering(
                answer(
                    deps,
                    asked.question,
                    turns=asked.turns,
                    collection=asked.collection,
                    answerer=answerer and answerer(),
                    instructions="\n".join(each for each in wanted if each),
                ),
                request,
            )
            # Until there are words, a fault has an HTTP status of its own.
            await answering.begin()
            if asked.streamed:
                return StreamingResponse(_events(answering, asked), media_type="text/event-stream")
            with closing(answering):
                async for _ in answering:
                    pass
        except FootnoteError as error:
            return failed(error)
        if answering.result is None:
            return Response(status_code=499)  # nobody is there to read it
        return JSONResponse(completion(answering.result, asked))

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


def _wrong_token(request: Request, token: str) -> Response | None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        return refused(401, "The token is missing or wrong: send it as the API key.")
    return None


class _Answering:
    """An answer on its way, made in threads, and ended where its client has gone away."""

    def __init__(self, items: Generator[_Item], request: Request) -> None:
        self._items = items
        self._request = request
        self._first: _Item | None = None
        self.result: Answer | None = None
        """The last that is known of it."""

    async def begin(self) -> None:
        """Wait for the first words. Raises FootnoteError."""
        async for item in self:
            if isinstance(item, Token | Answer):
                self._first = item
                return

    async def __aiter__(self) -> AsyncIterator[_Item]:
        if self._first is not None:
            yield self._first
            self._first = None
        while (item := await run_in_threadpool(next, self._items, _END)) is not _END:
            if await self._request.is_disconnected():
                self.close()
                self.result = None
                return
            if isinstance(item, Answer):
                self.result = item
            yield item  # type: ignore[misc]  # (the end is not among them)

    def close(self) -> None:
        """End it, and with it the request to a chat model."""
        self._items.close()


async def _events(answering: _Answering, asked: ChatRequest) -> AsyncIterator[str]:
    """Server-sent events: a delta a sentence, the citations with the last, then the usage."""
    head = opening("chat.completion.chunk", asked)
    sent = ""

    def event(delta: dict[str, Any], why: str | None = None, **extra: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": why, "logprobs": None}
        return f"data: {json.dumps({**head, 'choices': [choice], **extra})}\n\n"

    with closing(answering):
        yield event({"role": "assistant", "content": ""})
        try:
            async for item in answering:
                if isinstance(item, Answer):
                    text = marked(item)
                    yield event({"content": text[len(sent) :]})
                    sent = text
        except FootnoteError as error:
            yield f"data: {json.dumps(problem(502, str(error)))}\n\n"
            return
        result = answering.result
        if result is None:
            return
        yield event({}, finish(result), **more(result))
        if asked.with_usage:
            used = {**head, "choices": [], "usage": usage(result, asked)}
            yield f"data: {json.dumps(used)}\n\n"
        yield "data: [DONE]\n\n"
