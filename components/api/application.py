"""OpenAI-compatible interface for programs: chat completions over a collection, with citations.

    application = build_application(services, token="")      # ASGI; uvicorn serves it

`model` names the collection. Citations and sentences come in fields of our own, on the message
and on the last event of a stream: see `replies.details`. Protocol:
https://platform.openai.com/docs/api-reference/chat
"""

import hmac
import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator
from contextlib import aclosing, closing
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
    details,
    error_body,
    error_response,
    failure_response,
    finish_reason,
    marked_text,
    opening,
    usage,
)
from components.api.requests import ChatRequest, parse_request, read_json
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
    """Build the ASGI application.

    `token` is what clients must send as their API key. Without one, only requests to this
    machine's own names are accepted, so that no web page can reach it under another name.
    `answerer` is called for each question (default: `deps.answerer`).
    """

    async def models(request: Request) -> Response:
        if refusal := _check_token(request, token):
            return refusal
        collections = await run_in_threadpool(deps.catalogue.collections.all)
        listed = [
            {"id": each.name, "object": "model", "created": 0, "owned_by": "footnote"}
            for each in collections
        ]
        return JSONResponse({"object": "list", "data": listed})

    async def completions(request: Request) -> Response:
        if refusal := _check_token(request, token):
            return refusal
        try:
            chat = parse_request(await read_json(request))
        except ValueError as error:
            return error_response(400, str(error))
        collection = await run_in_threadpool(deps.catalogue.collections.get, chat.collection)
        if collection is None:
            names = ", ".join(each.name for each in deps.catalogue.collections.all())
            return error_response(
                404,
                f"There is no collection {chat.collection!r}; there are: {names or 'none yet'}.",
                code="model_not_found",
            )
        instructions = (collection.instructions.strip(), chat.instructions)
        try:
            steps = answer(
                deps,
                chat.question,
                turns=chat.turns,
                collection=chat.collection,
                answerer=answerer and answerer(),
                instructions="\n".join(each for each in instructions if each),
            )
            items = _run(steps, request)
            # A failure before the first words gets an HTTP status of its own.
            result = await _first_words(items)
            if chat.stream:
                events = _events(items, result, chat)
                return StreamingResponse(events, media_type="text/event-stream")
            async for item in items:
                if isinstance(item, Answer):
                    result = item
        except FootnoteError as error:
            return failure_response(error)
        if result is None:
            return Response(status_code=499)  # the client has gone away
        return JSONResponse(completion(result, chat))

    return Starlette(
        routes=[
            Route("/v1/models", models),
            Route("/v1/chat/completions", completions, methods=["POST"]),
        ],
        middleware=[] if token else [Middleware(TrustedHostMiddleware, allowed_hosts=_LOCAL_NAMES)],
    )


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _check_token(request: Request, token: str) -> Response | None:
    given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
    if token and not hmac.compare_digest(given.encode(), token.encode()):
        return error_response(401, "The token is missing or wrong: send it as the API key.")
    return None


async def _run(steps: Generator[_Item], request: Request) -> AsyncGenerator[_Item]:
    """Run the steps in threads; close them, and so the model's request, if the client leaves."""
    with closing(steps):
        while (item := await run_in_threadpool(next, steps, _END)) is not _END:
            if await request.is_disconnected():
                return
            yield item  # type: ignore[misc]  # (the end is not among them)


async def _first_words(items: AsyncIterator[_Item]) -> Answer | None:
    """Wait for the first words. Raises FootnoteError."""
    async for item in items:
        if isinstance(item, Token | Answer):
            return item if isinstance(item, Answer) else None
    return None


async def _events(
    items: AsyncGenerator[_Item], result: Answer | None, chat: ChatRequest
) -> AsyncIterator[str]:
    """Yield server-sent events: a delta a sentence, then the citations, then the usage."""
    head = opening("chat.completion.chunk", chat)
    sent = ""

    def event(delta: dict[str, Any], reason: str | None = None, **extra: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
        return f"data: {json.dumps({**head, 'choices': [choice], **extra})}\n\n"

    def new_text(whole: Answer) -> str:
        nonlocal sent
        text = marked_text(whole)
        new, sent = text[len(sent) :], text
        return event({"content": new})

    async with aclosing(items):
        yield event({"role": "assistant", "content": ""})
        if result:
            yield new_text(result)
        try:
            async for item in items:
                if isinstance(item, Answer):
                    result = item
                    yield new_text(item)
        except FootnoteError as error:
            yield f"data: {json.dumps(error_body(502, str(error)))}\n\n"
            return
        if result is None:
            return
        yield event({}, finish_reason(result), **details(result))
        if chat.include_usage:
            last = {**head, "choices": [], "usage": usage(result, chat)}
            yield f"data: {json.dumps(last)}\n\n"
        yield "data: [DONE]\n\n"
