"""A real HTTP server on loopback that answers, or misbehaves, on demand."""

import gzip
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

LOOPBACK = (ip_network("127.0.0.1/32"),)
"""The networks that a fetcher must be given to reach this server."""
PAGE = (
    "<!doctype html><html><head><meta charset=utf-8><title>Tents: how to &lt;pitch&gt; them</title>"
    "</head><body><h1>Tents</h1><p>A ridge tent stands on two poles.</p></body></html>"
)


@dataclass
class Site:
    """The site's pages: path → (status, headers, body). `seen` has each request's headers."""

    address: str = ""
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    seen: list[dict[str, str]] = field(default_factory=list)

    def put(
        self,
        path: str,
        body: str | bytes,
        kind: str = "text/html; charset=utf-8",
        status: int = 200,
    ) -> str:
        """Publish a page and return its address."""
        data = body.encode() if isinstance(body, str) else body
        self.pages[path] = (status, {"Content-Type": kind}, data)
        return self.address + path

    def forward(self, path: str, to: str) -> str:
        """Publish a redirect and return its address."""
        self.pages[path] = (302, {"Location": to}, b"")
        return self.address + path

    def pack(self, path: str, body: bytes) -> str:
        """Publish a page compressed by gzip and return its address."""
        headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
        self.pages[path] = (200, headers, gzip.compress(body))
        return self.address + path


@contextmanager
def site() -> Iterator[Site]:
    """Serve on a free port of loopback until the block ends.

    `/drip` sends a byte every tenth of a second; `/cut` hangs up after half of what it announced.
    """
    served = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.seen.append(dict(self.headers))
            if self.path == "/drip":
                self._drip()
                return
            status, headers, body = served.pages.get(self.path, (404, {}, b"nothing here"))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            cut = self.path == "/cut"
            self.send_header("Content-Length", str(len(body) * (2 if cut else 1)))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            try:
                for _ in range(600):
                    self.wfile.write(b"a")
                    self.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                return  # the other side has hung up, as it should

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing to the console."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    served.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
