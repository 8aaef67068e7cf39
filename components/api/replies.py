"""Answers and errors as OpenAI's clients read them, with our own fields beside theirs."""

import time
import uuid
from typing import Any

from starlette.responses import JSONResponse

from components.api.requests import ChatRequest
from components.errors import FootnoteError, ModelError, QuestionError
from components.export import cited
from components.types import Answer

_KINDS = {401: "authentication_error"}


def completion(result: Answer, asked: ChatRequest) -> dict[str, Any]:
    """The whole answer at once."""
    message = {
        "role": "assistant",
        "content": marked(result),
        "refusal": None,
        **more(result),
    }
    return {
        **opening("chat.completion", asked),
        "choices": [
            {"index": 0, "message": message, "finish_reason": finish(result), "logprobs": None}
        ],
        "usage": usage(result, asked),
    }


def opening(kind: str, asked: ChatRequest) -> dict[str, Any]:
    """What every object begins with."""
    return {
        "id": f"chatcmpl-{uuid.uuid4().hex}",
        "object": kind,
        "created": int(time.time()),
        "model": asked.collection,
    }


def marked(result: Answer) -> str:
    """The text, each sentence followed by its markers."""
    text, at = "", 0
    for sentence in result.sentences:
        marks = "".join(f"[{marker}]" for marker in sentence.markers)
        text += result.text[at : sentence.end] + (f" {marks}" if marks else "")
        at = sentence.end
    return text + (result.text[at:] if result.complete else "")


def more(result: Answer) -> dict[str, Any]:
    """Where each sentence comes from, which of its words answer, what is wrong with those that are
    not fully supported, who wrote it, and why it is incomplete where it is.
    """
    return {
        "citations": [cited(each) for each in result.citations],
        "sentences": [
            {
                "text": result.text[each.start : each.end],
                "markers": list(each.markers),
                "note": each.note or None,
                "short": result.text[slice(*each.short)] if each.short else None,
            }
            for each in result.sentences
        ],
        "answered_by": result.model,
        "note": result.note or None,
    }


def finish(result: Answer) -> str:
    """Why it ended."""
    return "stop" if result.complete else "length"


def usage(result: Answer, asked: ChatRequest) -> dict[str, int]:
    """No model counts tokens in a quoted answer, so words are counted."""
    words_in, words_out = len(asked.question.split()), len(result.text.split())
    if result.writing:
        words_in, words_out = result.writing.usage.tokens_in, result.writing.usage.tokens_out
    return {
        "prompt_tokens": words_in,
        "completion_tokens": words_out,
        "total_tokens": words_in + words_out,
    }


def failed(error: FootnoteError) -> JSONResponse:
    """A fault of the chat model or of the library: 503 where it may pass, and when."""
    if isinstance(error, ModelError) and error.passing:
        after = {} if error.wait is None else {"Retry-After": f"{error.wait:.0f}"}
        return refused(503, str(error), headers=after)
    if isinstance(error, QuestionError):
        return refused(400, str(error))
    return refused(502, str(error))


def problem(status: int, sentence: str, code: str | None = None) -> dict[str, Any]:
    """As OpenAI words errors, for its clients to read."""
    kind = _KINDS.get(status, "invalid_request_error" if status < 500 else "server_error")
    return {"error": {"message": sentence, "type": kind, "param": None, "code": code}}


def refused(
    status: int, sentence: str, code: str | None = None, headers: dict[str, str] | None = None
) -> JSONResponse:
    """An answer that is an error."""
    return JSONResponse(problem(status, sentence, code), status_code=status, headers=headers)
