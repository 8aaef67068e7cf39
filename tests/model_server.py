"""A real HTTP server on loopback that speaks a provider's protocol, and misbehaves on demand."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WORDS = ("The ", "tower ", "has ", "142 ", "steps ", "[1].")
TEXT = "".join(WORDS)


@dataclass
class Reply:
    """The server's behaviour for one request: an HTTP status, or a stream of events.

    Each of `words` is sent as an event; then the stream ends as `end` says.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    words: tuple[str, ...] = WORDS
    pause: float = 0.0  # seconds before each word
    wait: float = 0.0  # seconds before the first byte
    stall: float = 0.0  # seconds after the last word
    end: str = "whole"  # whole | length | cut (no end, connection closed) | garbage | drop
    usage: bool = True


class Server:
    """The server's address, the requests it received, and its next replies."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.replies: list[Reply] = []
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.closed_early = threading.Event()
        self.models: tuple[str, ...] = ("m", "tiny:1b")
        self.listing: Reply | None = None

    def will(self, *replies: Reply) -> None:
        """Set the next replies, one for each request; the last one repeats."""
        self.replies = list(replies)

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@contextmanager
def serving(protocol: str = "openai") -> Iterator[Server]:
    """Run a server that speaks `protocol`: openai, anthropic or ollama."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None: ...

        def do_GET(self) -> None:
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            reply = server.listing or Reply()
            time.sleep(reply.wait)
            if reply.status != 200 or reply.body:
                self._send(reply)
            elif self.path == ("/api/tags" if protocol == "ollama" else "/v1/models"):
                kind, name = ("models", "name") if protocol == "ollama" else ("data", "id")
                listed = {kind: [{name: each} for each in server.models]}
                self._send(Reply(body=json.dumps(listed)))
            else:
                self._send(Reply(status=404))

        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            server.asked.append(json.loads(self.rfile.read(length)))
            server.headers.append({name.lower(): value for name, value in self.headers.items()})
            reply = server.next()
            time.sleep(reply.wait)
            if reply.status != 200:
                self._send(reply)
                return
            self.send_response(200)
            self.send_header("content-type", _MEDIA[protocol])
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            try:
                for event in _events(protocol, reply):
                    self.wfile.write(f"{len(event):x}\r\n".encode() + event + b"\r\n")
                    self.wfile.flush()
            except OSError:
                server.closed_early.set()
                self.close_connection = True
                return
            if reply.end == "drop":  # in the middle of a chunked body
                self.close_connection = True
                return
            self.wfile.write(b"0\r\n\r\n")

        def _send(self, reply: Reply) -> None:
            body = (
                reply.body or json.dumps({"error": {"message": "No, says the server."}})
            ).encode()
            self.send_response(reply.status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # who asked may be gone
    host = f"http://127.0.0.1:{httpd.server_address[1]}"
    server = Server(f"{host}/v1" if protocol == "openai" else host)
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        httpd.shutdown()
        httpd.server_close()


_MEDIA = {
    "openai": "text/event-stream",
    "anthropic": "text/event-stream",
    "ollama": "application/x-ndjson",
}


_GARBAGE = {
    "openai": b"data: {this is not JSON\n\n",
    "anthropic": b"event: content_block_delta\ndata: {this is not JSON\n\n",
    "ollama": b"{this is not JSON\n",
}


def _events(protocol: str, reply: Reply) -> Iterator[bytes]:
    opening, word, closing = _PROTOCOLS[protocol]
    yield from opening(reply)
    for each in reply.words:
        time.sleep(reply.pause)
        yield word(each)
    time.sleep(reply.stall)
    if reply.end == "garbage":
        yield _GARBAGE[protocol]
    if reply.end in ("whole", "length"):
        yield from closing(reply)


def _sse(data: dict[str, Any], event: str = "") -> bytes:
    return (
        f"event: {event}\n" if event else ""
    ).encode() + f"data: {json.dumps(data)}\n\n".encode()


def _openai(choices: list[dict[str, Any]], **more: Any) -> bytes:
    return _sse(
        {
            "id": "c1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "m",
            "choices": choices,
            **more,
        }
    )


def _openai_end(reply: Reply) -> Iterator[bytes]:
    reason = "length" if reply.end == "length" else "stop"
    yield _openai([{"index": 0, "delta": {}, "finish_reason": reason}])
    if reply.usage:
        used = {"prompt_tokens": 210, "completion_tokens": 9, "total_tokens": 219}
        yield _openai([], usage=used)
    yield b"data: [DONE]\n\n"


def _anthropic_start(_: Reply) -> Iterator[bytes]:
    message = {
        "id": "m1",
        "type": "message",
        "role": "assistant",
        "model": "m",
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": {"input_tokens": 210, "output_tokens": 1},
    }
    yield _sse({"type": "message_start", "message": message}, "message_start")
    block = {"type": "text", "text": ""}
    yield _sse(
        {"type": "content_block_start", "index": 0, "content_block": block}, "content_block_start"
    )


def _anthropic_end(reply: Reply) -> Iterator[bytes]:
    yield _sse({"type": "content_block_stop", "index": 0}, "content_block_stop")
    delta = {
        "stop_reason": "max_tokens" if reply.end == "length" else "end_turn",
        "stop_sequence": None,
    }
    yield _sse(
        {
            "type": "message_delta",
            "delta": delta,
            "usage": {"input_tokens": 210, "output_tokens": 9},
        },
        "message_delta",
    )
    yield _sse({"type": "message_stop"}, "message_stop")


def _ollama(text: str, **more: Any) -> bytes:
    line = {
        "model": "m",
        "created_at": "2026-01-01T00:00:00Z",
        "message": {"role": "assistant", "content": text},
        "done": False,
        **more,
    }
    return json.dumps(line).encode() + b"\n"


def _ollama_end(reply: Reply) -> Iterator[bytes]:
    reason = "length" if reply.end == "length" else "stop"
    yield _ollama("", done=True, done_reason=reason, prompt_eval_count=210, eval_count=9)


_Protocol = tuple[
    Callable[[Reply], Iterator[bytes]], Callable[[str], bytes], Callable[[Reply], Iterator[bytes]]
]
_PROTOCOLS: dict[str, _Protocol] = {
    "openai": (
        lambda _: iter(()),
        lambda text: _openai([{"index": 0, "delta": {"content": text}, "finish_reason": None}]),
        _openai_end,
    ),
    "anthropic": (
        _anthropic_start,
        lambda text: _sse(
            {
                "type": "content_block_delta",
                "index": 0,
                "delta": {"type": "text_delta", "text": text},
            },
            "content_block_delta",
        ),
        _anthropic_end,
    ),
    "ollama": (lambda _: iter(()), _ollama, _ollama_end),
}
