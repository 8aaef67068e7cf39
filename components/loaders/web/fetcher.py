"""Fetch what a web address leads to, within limits of time and size."""

import ssl
import time
import zlib
from collections.abc import Generator, Iterator
from urllib.parse import urljoin

import certifi
import httpcore

from components.errors import FetchError
from components.loaders.limits import limit_error
from components.loaders.media_types import HTML, SUFFIXES
from components.loaders.web.addresses import check_address
from components.loaders.web.network import CheckedNetwork
from components.loaders.web.titles import document_name
from components.settings import Limits, Network
from components.types import Progress, Upload, WebPage

_MAX_REDIRECTS = 5
# From the first look-up of the name to the last byte, redirects included.
_MAX_SECONDS = 60
# Unpacked before they are counted, so that a small answer cannot fill the memory.
_UNPACKED_BYTES = 2**20
_UNKNOWN = ("", "application/octet-stream", "binary/octet-stream")
_READABLE = frozenset((*SUFFIXES.values(), *_UNKNOWN))
_HEADERS: dict[bytes | str, bytes | str] = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, identity",
    "User-Agent": "Footnote (adds a page to its user's own library)",
}


class WebFetcher:
    """Fetches one address at a time; safe to use from several threads at once.

    It ignores proxies of the environment, which would look up names themselves.
    """

    def __init__(
        self, limits: Limits, *, networks: tuple[Network, ...] = (), seconds: float = _MAX_SECONDS
    ) -> None:
        """Fetch from the public internet and from `networks`, each address within `seconds`."""
        self._limits = limits
        self._networks = networks
        self._seconds = seconds

    def fetch(self, page: WebPage) -> Generator[Progress | Upload]:
        """Yield progress as bytes arrive, then the file, named by the page's title.

        Raises FetchError, and LimitError where it is too large.
        """
        address = page.address
        network = CheckedNetwork(self._networks, end=time.monotonic() + self._seconds)
        try:
            with httpcore.ConnectionPool(
                ssl_context=_ssl_context(), network_backend=network
            ) as pool:
                for _ in range(_MAX_REDIRECTS + 1):
                    with pool.stream("GET", check_address(address), headers=_HEADERS) as response:
                        target = _header(response, b"location")
                        if response.status not in (301, 302, 303, 307, 308) or not target:
                            yield from self._receive(page.address, address, response)
                            return
                        address = urljoin(address, target)
        except httpcore.TimeoutException as error:
            raise FetchError(
                f"{page.address} took longer than {self._seconds:.0f} seconds to answer in full. "
                "Try again later, or save the page as a file and add that."
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _broken(page.address, error) from error
        raise FetchError(
            f"{page.address} was forwarded more than {_MAX_REDIRECTS} times. Open it in a browser, "
            "and add the address at which it ends."
        )

    def _receive(
        self, source: str, address: str, response: httpcore.Response
    ) -> Iterator[Progress | Upload]:
        if response.status != 200:
            raise FetchError(
                f"{source} answered with status {response.status} instead of a page. Check that "
                "it opens in a browser without signing in."
            )
        media_type = _media_type(response)
        stated_size = _header(response, b"content-length")
        self._check_size(source, int(stated_size) if stated_size.isdecimal() else 0)
        data = bytearray()
        # Without a total: more bytes come out of a compressed page than were announced.
        progress = Progress(name=source, stage="fetching")
        yield progress
        for piece in _unpacked(source, response):
            data += piece
            self._check_size(source, len(data))
            yield progress
        if not data:
            raise FetchError(f"{source} answered with an empty page.")
        if media_type in _UNKNOWN:
            media_type = HTML if _looks_like_html(data) else ""
        name = document_name(address, media_type, bytes(data))
        yield Upload(name=name, data=bytes(data), source=source)

    def _check_size(self, source: str, size: int) -> None:
        if size > self._limits.file_megabytes * 2**20:
            problem = f"has {size / 2**20:,.1f} MB"
            raise limit_error(source, problem, "file_megabytes", self._limits)


def _ssl_context() -> ssl.SSLContext:
    """Trust the system's certificate authorities and, for systems without any, certifi's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _header(response: httpcore.Response, name: bytes) -> str:
    value = next((value for key, value in response.headers if key.lower() == name), b"")
    return value.decode("latin-1").strip()


def _media_type(response: httpcore.Response) -> str:
    kind = _header(response, b"content-type").partition(";")[0].strip().lower()
    if kind == "application/xhtml+xml":
        return HTML
    if kind not in _READABLE and not kind.startswith("text/"):
        raise FetchError(
            f"The address leads to {kind[:60]}, which is not a document that can be read. Web "
            "pages, PDFs, Office files and text can."
        )
    return kind


def _unpacked(source: str, response: httpcore.Response) -> Iterator[bytes]:
    coding = _header(response, b"content-encoding").lower()
    pieces = response.iter_stream()
    if coding in ("", "identity"):
        yield from pieces
        return
    if coding not in ("gzip", "x-gzip"):
        raise FetchError(f"{source} came packed in a way ({coding[:20]}) that was not asked for.")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            while piece and not unpacker.eof:
                yield unpacker.decompress(piece, _UNPACKED_BYTES)
                piece = unpacker.unconsumed_tail
        yield unpacker.flush()
        if not unpacker.eof:
            raise zlib.error("it ends too early")
    except zlib.error as error:
        raise FetchError(f"{source} came damaged: it cannot be unpacked. Try again.") from error


def _looks_like_html(data: bytearray) -> bool:
    start = bytes(data[:1024]).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _broken(source: str, error: Exception) -> FetchError:
    if "CERTIFICATE" in str(error).upper():
        return FetchError(
            f"The certificate of {source} cannot be trusted ({error}). It may be another server "
            "than it says; nothing was fetched."
        )
    return FetchError(
        f"{source} could not be reached, or broke off ({type(error).__name__}). Check that it "
        "opens in a browser, and try again."
    )
