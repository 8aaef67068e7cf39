"""Answers and errors in OpenAI's format, with fields of our own beside theirs."""

import time
import uuid
from typing import Any

from starlette.responses import JSONResponse

from components.api.requests import ChatRequest
from components.errors import FootnoteError, ModelError, QuestionError
from components.export import citation_fields
from components.types import Answer


def completion(answer: Answer, chat: ChatRequest) -> dict[str, Any]:
    """Build the `chat.completion` object."""
    message = {
        "role": "assistant",
        "content": marked_text(answer),
        "refusal": None,
        **details(answer),
    }
    choice = {
        "index": 0,
        "message": message,
        "finish_reason": finish_reason(answer),
        "logprobs": None,
    }
    return {
        **opening("chat.completion", chat),
        "choices": [choice],
        "usage": usage(answer, chat),
    }


def opening(kind: str, chat: ChatRequest) -> dict[str, Any]:
    """Build the fields with which every object begins."""
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": chat.collection,
    }


def marked_text(answer: Answer) -> str:
    """Return the text with each sentence followed by its markers."""
    text, at = "", 0
    for sentence in answer.sentences:
        marks = "".join(f"[{marker}]" for marker in sentence.markers)
        text += answer.text[at : sentence.end] + (f" {marks}" if marks else "")
        at = sentence.end
    return text + (answer.text[at:] if answer.complete else "")


def details(answer: Answer) -> dict[str, Any]:
    """Build our own fields: citations, sentences with their support, the model, the note."""
    return {
        "citations": [citation_fields(each) for each in answer.citations],
        "sentences": [
            {
                "text": answer.text[each.start : each.end],
                "markers": list(each.markers),
                "note": each.note or None,
                "short": answer.text[slice(*each.short)] if each.short else None,
            }
            for each in answer.sentences
        ],
        "answered_by": answer.model,
        "note": answer.note or None,
    }


def finish_reason(answer: Answer) -> str:
    """Return OpenAI's word for why the answer ended."""
    return "stop" if answer.complete else "length"


def usage(answer: Answer, chat: ChatRequest) -> dict[str, int]:
    """Count tokens; words where no model counted, as in a quoted answer."""
    tokens_in, tokens_out = len(chat.question.split()), len(answer.text.split())
    if answer.writing:
        tokens_in, tokens_out = answer.writing.usage.tokens_in, answer.writing.usage.tokens_out
    return {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
    }


def error_body(status: int, message: str, code: str | None = None) -> dict[str, Any]:
    """Build an error as OpenAI's clients read it."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    if status == 401:
        kind = "authentication_error"
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


def error_response(
    status: int, message: str, code: str | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """Build a response that is an error."""
    return JSONResponse(error_body(status, message, code), status_code=status, headers=headers)


def failure_response(error: FootnoteError) -> JSONResponse:
    """Build the response for a failed answer: 503 and when to retry, 400, or 502."""
    if isinstance(error, ModelError) and error.passing:
        headers = {} if error.wait is None else {"Retry-After": f"{error.wait:.0f}"}
        return error_response(503, str(error), headers=headers)
    status = 400 if isinstance(error, QuestionError) else 502
    return error_response(status, str(error))
