"""Connect to the public web only, and to the very address that was checked.

Names are resolved here and nowhere else, so that a name cannot lead to one address during the check
and to another during the connection. Certificates are checked against the name.
"""

import socket
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from ssl import SSLContext
from typing import Any

import httpcore

from components.errors import FetchError
from components.settings import Network

Address = IPv4Address | IPv6Address

_WEB_PORTS = frozenset({80, 443, 8080, 8443})
# Addresses of NAT64, whose last four bytes are an IPv4 address.
_NAT64 = IPv6Network("64:ff9b::/96")
_CONNECT_TIMEOUT_S = 15.0


def is_public(address: Address) -> bool:
    """Tell whether an address, and every address inside it, belongs to the public internet.

    >>> [is_public(ip_address(each)) for each in ("93.184.215.14", "10.0.0.1", "::ffff:127.0.0.1")]
    [True, False, False]
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address in _NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        inside = (*(address.teredo or ()), address.sixtofour)
        if address.is_site_local or not all(is_public(each) for each in inside if each):
            return False
    special = address.is_multicast or address.is_reserved or address.is_unspecified
    return address.is_global and not special


def is_allowed(address: Address, port: int, networks: Iterable[Network]) -> bool:
    """Tell whether an address is on the public web, or in one of `networks`."""
    is_on_web = is_public(address) and port in _WEB_PORTS
    return is_on_web or any(address in network for network in networks)


class CheckedNetwork(httpcore.NetworkBackend):
    """A network that connects only to the public web and to `networks`, until `end`.

    `end` is on time.monotonic's clock; reading and writing after it raise httpcore's timeouts.
    """

    def __init__(self, networks: Iterable[Network], *, end: float) -> None:
        self._networks = tuple(networks)
        self._end = end
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *args: Any, **kwargs: Any
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers; all of them must be allowed.

        Raises FetchError, and httpcore's errors.
        """
        problem: Exception = httpcore.ConnectError("no address answered")
        for address in self._resolve(host, port):
            seconds = _left(self._end, timeout or _CONNECT_TIMEOUT_S)
            try:
                stream = self._backend.connect_tcp(str(address), port, seconds, *args, **kwargs)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
            else:
                return _TimedStream(stream, self._end)
        raise problem

    def _resolve(self, host: str, port: int) -> list[Address]:
        try:
            resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise FetchError(
                f"No server named {host} was found. Check the address, and that this machine is "
                "connected to the internet."
            ) from error
        addresses = list(dict.fromkeys(ip_address(each[4][0]) for each in resolved))
        for address in addresses:
            if not is_allowed(address, port, self._networks):
                raise FetchError(
                    f"{host} leads to {address}, port {port}. Footnote fetches only from the "
                    "public internet, on the web's usual ports, so that a web address cannot "
                    "reach into your own network. Save the page as a file and add that."
                )
        return addresses


class _TimedStream(httpcore.NetworkStream):
    """A stream that ends when its time is up, however slowly it trickles."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream = stream
        self._end = end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read at most `max_bytes`; return none at the end."""
        return self._stream.read(max_bytes, _left(self._end, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write the whole buffer."""
        self._stream.write(buffer, _left(self._end, timeout))

    def start_tls(
        self,
        ssl_context: SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Encrypt the connection; check the certificate against the server's name."""
        seconds = _left(self._end, timeout)
        return _TimedStream(
            self._stream.start_tls(ssl_context, server_hostname, seconds), self._end
        )

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def get_extra_info(self, info: str) -> Any:
        """Return httpcore's details about the stream."""
        return self._stream.get_extra_info(info)


def _left(end: float, timeout: float | None) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("time is up")
    return left if timeout is None else min(left, timeout)
