"""Check a web address, and write it as it goes over the wire."""

from urllib.parse import quote, urlsplit, urlunsplit

from components.errors import FetchError

_MAX_ADDRESS_CHARACTERS = 2_000


def check_address(address: str) -> str:
    """Return the address in ASCII, if it may be fetched at all. Raises FetchError.

    >>> check_address("https://bücher.example/größe")
    'https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe'
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    is_web = parts.scheme in ("http", "https") and len(address) <= _MAX_ADDRESS_CHARACTERS
    if not is_web or not host:
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
    try:
        server = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise FetchError(f"{host} is not the name of a server; check the address.") from None
    server = f"[{server}]" if ":" in server else server
    path = quote(parts.path, safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/?%:@!$&'()*+,;=~-._[]")
    place = f"{server}:{port}" if port else server
    return urlunsplit((parts.scheme, place, path or "/", query, ""))
