"""Web address → bytes, from the public internet only, within limits of time and size."""

import ssl
import time
import zlib
from collections.abc import Generator, Iterator
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import certifi
import httpcore

from components.errors import FetchError, LimitError
from components.loaders.limits import exceeded
from components.loaders.media_types import HTML, SUFFIXES
from components.loaders.web.network import CheckedNetwork, allowed_by
from components.loaders.web.titles import document_name
from components.settings import Limits, Network
from components.types import Progress, Upload, WebPage

_REDIRECTS = 5
_SECONDS = 60
"""From the first look-up of the name to the last byte, redirects included."""
_LONGEST_ADDRESS = 2_000
_READABLE = frozenset(SUFFIXES.values()) | {"application/octet-stream", "binary/octet-stream", ""}
_HTML_TOO = "application/xhtml+xml"
_STAGE = "fetching"


class WebFetcher:
    """Fetches one address at a time; safe to use from several threads at once.

    Proxies of the environment are not used, for they would look up names themselves.
    """

    def __init__(
        self, limits: Limits, *, networks: tuple[Network, ...] = (), seconds: float = _SECONDS
    ) -> None:
        """`networks` may be fetched from besides the public internet; `seconds` is for all of
        one address.
        """
        self._limits = limits
        self._allowed = allowed_by(networks)
        self._seconds = seconds

    def fetch(self, page: WebPage) -> Generator[Progress | Upload]:
        """Progress while it comes (bytes), then what was fetched, named by its title.

        Raises FetchError, and LimitError where it is too large.
        """
        address = page.address
        end = time.monotonic() + self._seconds
        network = CheckedNetwork(self._allowed, end=end)
        try:
            with httpcore.ConnectionPool(ssl_context=_trust(), network_backend=network) as pool:
                for _ in range(_REDIRECTS + 1):
                    with pool.stream("GET", checked(address), headers=_HEADERS) as response:
                        target = _redirect(response)
                        if target is None:
                            yield from self._receive(page.address, address, response)
                            return
                        address = urljoin(address, target)
        except httpcore.TimeoutException as error:
            raise FetchError(
                f"{page.address} took longer than {self._seconds:.0f} seconds to answer in full. "
                "Try again later, or save the page as a file and add that."
            ) from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise FetchError(_broken(page.address, error)) from error
        raise FetchError(
            f"{page.address} was forwarded more than {_REDIRECTS} times. Open it in a browser, and "
            "add the address at which it ends."
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
        most = self._limits.file_megabytes * 2**20
        expected = _header(response, b"content-length")
        total = int(expected) if expected.isdecimal() else 0
        if total > most:
            raise self._too_large(source, total)
        data = bytearray()
        yield Progress(name=source, stage=_STAGE)
        for piece in _decoded(source, response):
            data += piece
            if len(data) > most:
                raise self._too_large(source, len(data))
            # Compressed, what comes is more than what was announced: no share of it is known.
            yield Progress(name=source, stage=_STAGE)
        if not data:
            raise FetchError(f"{source} answered with an empty page.")
        if media_type in ("", "application/octet-stream", "binary/octet-stream"):
            media_type = HTML if _looks_like_html(data) else ""
        name = document_name(address, media_type, bytes(data))
        yield Upload(name=name, data=bytes(data), source=source)

    def _too_large(self, source: str, size: int) -> LimitError:
        return exceeded(source, f"has {size / 2**20:,.1f} MB", "file_megabytes", self._limits)


def checked(address: str) -> str:
    """The address, where it may be asked for at all. Raises FetchError."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not host or len(address) > _LONGEST_ADDRESS:
        raise FetchError(
            f"{address[:80] or 'This'} is not a web address. One starts with https:// or http:// "
            "and names a server, such as https://example.org/guide."
        )
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            "This address carries a user name or password, which would be stored with the "
            "document. Give it without them, or save the page as a file and add that."
        )
    if any(ord(character) <= 32 or ord(character) == 127 for character in address):
        raise FetchError("A web address has no spaces in it; check where it ends.")
    return _ascii(address)


def _ascii(address: str) -> str:
    """As it goes over the wire: names of other scripts in their ASCII form, paths quoted."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        if not host.isascii():
            host = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise FetchError(f"{host} is not the name of a server; check the address.") from None
    place = f"[{host}]" if ":" in host else host
    if parts.port:
        place += f":{parts.port}"
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    return urlunsplit((parts.scheme, place, path or "/", query, ""))


_HEADERS: dict[bytes | str, bytes | str] = {
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.5",
    "Accept-Encoding": "gzip, identity",
    "User-Agent": "Footnote (adds a page to its user's own library)",
}


def _trust() -> ssl.SSLContext:
    """The system's certificate authorities and, for systems without any, certifi's."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _redirect(response: httpcore.Response) -> str | None:
    if response.status not in (301, 302, 303, 307, 308):
        return None
    return _header(response, b"location") or None


def _header(response: httpcore.Response, name: bytes) -> str:
    found = next((value for key, value in response.headers if key.lower() == name), b"")
    return found.decode("latin-1").strip()


def _media_type(response: httpcore.Response) -> str:
    kind = _header(response, b"content-type").partition(";")[0].strip().lower()
    if kind == _HTML_TOO:
        return HTML
    if kind not in _READABLE and not kind.startswith("text/"):
        raise FetchError(
            f"The address leads to {kind[:60]}, which is not a document that can be read. Web "
            "pages, PDFs, Office files and text can."
        )
    return kind


def _decoded(source: str, response: httpcore.Response) -> Iterator[bytes]:
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
                yield unpacker.decompress(piece, _AT_ONCE)
                piece = unpacker.unconsumed_tail
        yield unpacker.flush()
        if not unpacker.eof:
            raise zlib.error("it ends too early")
    except zlib.error as error:
        raise FetchError(f"{source} came damaged: it cannot be unpacked. Try again.") from error


_AT_ONCE = 2**20
"""Bytes unpacked before they are counted, so that a small answer cannot fill the memory."""


def _looks_like_html(data: bytearray) -> bool:
    start = bytes(data[:1024]).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _broken(source: str, error: Exception) -> str:
    if "CERTIFICATE" in str(error).upper():
        return (
            f"The certificate of {source} cannot be trusted ({error}). It may be another server "
            "than it says; nothing was fetched."
        )
    return (
        f"{source} could not be reached, or broke off ({type(error).__name__}). Check that it "
        "opens in a browser, and try again."
    )
