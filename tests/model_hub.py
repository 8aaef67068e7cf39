"""A stand-in for the Hugging Face hub on loopback, with one small model: its real protocol."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REPOSITORY = "lighthouse/tiny"
LICENCE = "apache-2.0"
_COMMIT = "0123456789abcdef0123456789abcdef01234567"
_PIECE = 64 * 1024


def at_the_hub(address: str, home: Path) -> dict[str, str]:
    """The environment of a process that knows this hub alone, and keeps what it fetches in `home`.

    Whoever runs the tests may have told the hub's library to stay offline.
    """
    return {
        "HF_ENDPOINT": address,
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "0",
        "TRANSFORMERS_OFFLINE": "0",
    }


@contextmanager
def hub(folder: Path, *, pause: float = 0.0) -> Iterator[str]:
    """Its address (HF_ENDPOINT). `pause`: seconds before each piece of a file."""
    files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None: ...

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, *, with_body: bool) -> None:
            path = urlsplit(self.path).path
            if path in (f"/api/models/{REPOSITORY}", f"/api/models/{REPOSITORY}/revision/main"):
                self._json(
                    {
                        "id": REPOSITORY,
                        "modelId": REPOSITORY,
                        "sha": _COMMIT,
                        "private": False,
                        "tags": [],
                        "downloads": 0,
                        "cardData": {"license": LICENCE},
                        "siblings": [{"rfilename": name} for name in files],
                    }
                )
                return
            if path.startswith(f"/api/models/{REPOSITORY}/tree/"):
                self._json(
                    [
                        {"type": "file", "path": name, "size": len(data), "oid": _etag(data)}
                        for name, data in files.items()
                    ]
                )
                return
            name = path.rsplit("/", 1)[-1]
            if path.startswith(f"/{REPOSITORY}/resolve/") and name in files:
                self._file(files[name], with_body=with_body)
                return
            self._json({"error": "Repository not found"}, 404, {"X-Error-Code": "RepoNotFound"})

        def _json(
            self, value: object, status: int = 200, more: dict[str, str] | None = None
        ) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            for name, each in (more or {}).items():
                self.send_header(name, each)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)

        def _file(self, data: bytes, *, with_body: bool) -> None:
            first = 0
            if asked := self.headers.get("range"):
                first = int(asked.removeprefix("bytes=").split("-")[0])
            self.send_response(206 if first else 200)
            self.send_header("etag", f'"{_etag(data)}"')
            self.send_header("x-repo-commit", _COMMIT)
            self.send_header("accept-ranges", "bytes")
            self.send_header("content-length", str(len(data) - first))
            if first:
                self.send_header("content-range", f"bytes {first}-{len(data) - 1}/{len(data)}")
            self.end_headers()
            for at in range(first, len(data), _PIECE) if with_body else ():
                time.sleep(pause)
                self.wfile.write(data[at : at + _PIECE])

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    httpd.handle_error = lambda *_: None  # type: ignore[method-assign]  # who asked may be gone
    threading.Thread(target=httpd.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}"
    finally:
        httpd.shutdown()
        httpd.server_close()


def _etag(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()
