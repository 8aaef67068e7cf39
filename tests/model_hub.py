"""A stand-in for the Hugging Face hub on loopback, with small models: its real protocol."""

import hashlib
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REPOSITORY = "lighthouse/tiny"
LICENCE = "apache-2.0"
_COMMIT = "0123456789abcdef0123456789abcdef01234567"
_PIECE = 64 * 1024


def at_the_hub(address: str, home: Path) -> dict[str, str]:
    """Return the environment of a process that knows only this hub and caches in `home`.

    Whoever runs the tests may have told the hub's library to stay offline.
    """
    return {
        "HF_ENDPOINT": address,
        "HF_HOME": str(home),
        "HF_HUB_OFFLINE": "0",
        "TRANSFORMERS_OFFLINE": "0",
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """A model, from a folder. `damaged`: files that come otherwise than they are listed."""

    folder: Path
    licence: str = LICENCE
    damaged: frozenset[str] = frozenset()

    def files(self) -> dict[str, bytes]:
        """Return the content of each file by path."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@contextmanager
def hub(models: Path | Mapping[str, Repository], *, pause: float = 0.0) -> Iterator[str]:
    """Serve models and yield the address (HF_ENDPOINT).

    `models`: by name, or one folder, as `REPOSITORY`. `pause`: seconds before each piece of a file.
    """
    served = {REPOSITORY: Repository(folder=models)} if isinstance(models, Path) else dict(models)
    everything = {name: each.files() for name, each in served.items()}

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None: ...

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def _answer(self, *, with_body: bool) -> None:
            path = urlsplit(self.path).path
            for model, files in everything.items():
                api = f"/api/models/{model}"
                if path in (api, f"{api}/revision/main", f"{api}/revision/{_COMMIT}"):
                    self._json(
                        {
                            "id": model,
                            "modelId": model,
                            "sha": _COMMIT,
                            "private": False,
                            "tags": [],
                            "downloads": 0,
                            "cardData": {"license": served[model].licence},
                            "siblings": [_sibling(*each) for each in files.items()],
                        }
                    )
                    return
                if path.startswith(f"{api}/tree/"):
                    self._json([_tree_entry(name, data) for name, data in files.items()])
                    return
                if path.startswith(f"/{model}/resolve/"):
                    name = path.removeprefix(f"/{model}/resolve/").split("/", 1)[-1]
                    if name in files:
                        self._file(name, served[model], files[name], with_body=with_body)
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

        def _file(self, name: str, of: Repository, data: bytes, *, with_body: bool) -> None:
            first = 0
            etag = _etag(name, data)
            if name in of.damaged:
                data = data[:-1] + bytes([data[-1] ^ 1])
            if span := self.headers.get("range"):
                first = int(span.removeprefix("bytes=").split("-")[0])
            self.send_response(206 if first else 200)
            self.send_header("etag", f'"{etag}"')
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


def _sibling(name: str, data: bytes) -> dict[str, object]:
    listed: dict[str, object] = {"rfilename": name, "size": len(data), "blobId": _blob(data)}
    if _is_large(name):
        sha256 = hashlib.sha256(data).hexdigest()
        listed["lfs"] = {"sha256": sha256, "size": len(data), "pointerSize": 135}
    return listed


def _tree_entry(name: str, data: bytes) -> dict[str, object]:
    entry: dict[str, object] = {
        "type": "file",
        "path": name,
        "size": len(data),
        "oid": _blob(data),
    }
    if _is_large(name):
        sha256 = hashlib.sha256(data).hexdigest()
        entry["lfs"] = {"oid": sha256, "size": len(data), "pointerSize": 135}
    return entry


def _etag(name: str, data: bytes) -> str:
    return hashlib.sha256(data).hexdigest() if _is_large(name) else _blob(data)


def _is_large(name: str) -> bool:
    """Return whether the hub would keep the file with Git LFS."""
    return name.endswith((".safetensors", ".bin"))


def _blob(data: bytes) -> str:
    """Return the id that Git gives a file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
