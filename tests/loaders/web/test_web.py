"""Fetch from a real HTTP server on loopback, which is refused unless a network names it."""

import datetime
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from components.errors import FetchError, LimitError
from components.loaders import WebFetcher
from components.loaders.web.addresses import check_address
from components.loaders.web.network import is_allowed, is_public
from components.loaders.web.titles import document_name
from components.settings import Limits
from components.types import Upload, WebPage
from tests.web_server import LOOPBACK, PAGE, Site, site

OPEN = WebFetcher(Limits(), networks=LOOPBACK)
PRODUCTION = WebFetcher(Limits())


@pytest.fixture
def served() -> Iterator[Site]:
    with site() as server:
        yield server


def _fetch(fetcher: WebFetcher, address: str) -> Upload:
    *_, last = fetcher.fetch(WebPage(address=address))
    assert isinstance(last, Upload)
    return last


def test_fetch_names_a_page_by_its_title(served: Site) -> None:
    address = served.put("/tents", PAGE)
    upload = _fetch(OPEN, address)
    assert upload == Upload(name="Tents how to pitch them.html", data=PAGE.encode(), source=address)
    assert served.seen[0]["Host"] == served.address.removeprefix("http://")


def test_fetch_of_loopback_is_refused_before_a_byte_is_sent(served: Site) -> None:
    port = served.address.rpartition(":")[2]
    numbers = ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1")
    for host in (*numbers, "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]"):  # noqa: S104
        with pytest.raises(FetchError, match="public internet"):
            _fetch(PRODUCTION, f"http://{host}:{port}/")
    assert served.seen == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("10.0.0.1", False),
        ("172.16.3.4", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),  # a provider's own network
        ("169.254.169.254", False),  # where clouds keep their machines' secrets
        ("127.8.8.8", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.251", False),
        ("239.255.255.250", False),
        ("240.0.0.1", False),
        ("255.255.255.255", False),
        ("198.18.0.1", False),
        ("192.0.2.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1", False),
        ("fec0::1", False),
        ("fc00::1", False),
        ("fd12:3456::1", False),
        ("ff02::1", False),
        ("ff0e::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("::10.0.0.1", False),
        ("64:ff9b::10.0.0.1", False),
        ("64:ff9b::93.184.215.14", True),
        ("64:ff9b:1::10.0.0.1", False),
        ("2002:0a00:0001::1", False),  # 6to4 of 10.0.0.1
        ("2002:7f00:0001::1", False),
        ("2001:db8::1", False),
    ],
)
def test_is_public_of_each_kind_of_address(address: str, public: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) is public


def test_is_allowed_only_on_web_ports() -> None:
    address = ipaddress.ip_address("93.184.215.14")
    ports = (22, 25, 80, 443, 6379, 8080)
    assert [port for port in ports if is_allowed(address, port, [])] == [80, 443, 8080]


def test_fetch_checks_a_redirect_like_the_first_address(served: Site) -> None:
    wall = WebFetcher(Limits(), networks=LOOPBACK)
    for place in ("http://127.0.0.2/", "http://169.254.169.254/latest", "http://[::1]/"):
        with pytest.raises(FetchError, match="public internet"):
            _fetch(wall, served.forward("/to", place))
    for place in ("file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/"):
        with pytest.raises(FetchError, match="not a web address"):
            _fetch(wall, served.forward("/to", place))
    with pytest.raises(FetchError, match="user name"):
        _fetch(wall, served.forward("/to", served.address.replace("//", "//me:secret@")))


def test_fetch_follows_five_redirects_and_refuses_six(served: Site) -> None:
    served.put("/5", PAGE)
    for number in range(5):
        served.forward(f"/{number}", f"/{number + 1}")
    upload = _fetch(OPEN, served.address + "/0")
    assert (upload.data, upload.source) == (PAGE.encode(), served.address + "/0")
    with pytest.raises(FetchError, match="forwarded more than 5 times"):
        _fetch(OPEN, served.forward("/round", "/round"))


def test_fetch_connects_to_the_address_that_was_checked(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ask a name server that changes its answer only once."""
    import socket

    lookups: list[object] = []
    real = socket.getaddrinfo

    def changing(host: str, *rest: object, **more: object) -> object:
        if host != "changing.example":
            return real(host, *rest, **more)  # type: ignore[call-overload]
        lookups.append(host)
        return real("127.0.0.1" if len(lookups) == 1 else "10.0.0.9", *rest, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(socket, "getaddrinfo", changing)
    served.put("/", PAGE)
    place = f"changing.example:{served.address.rpartition(':')[2]}"
    assert _fetch(OPEN, f"http://{place}/").data == PAGE.encode()
    assert len(lookups) == 1
    assert served.seen[0]["Host"] == place


def test_fetch_refuses_a_name_with_one_forbidden_address(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    def both(_host: object, port: object, **_: object) -> list[object]:
        return [(2, 1, 6, "", (each, port)) for each in ("127.0.0.1", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", both)
    with pytest.raises(FetchError, match=r"leads to 10\.0\.0\.1"):
        _fetch(OPEN, f"http://two.example:{served.address.rpartition(':')[2]}/")
    assert served.seen == []


def test_fetch_of_unknown_name_says_so() -> None:
    with pytest.raises(FetchError, match=r"No server named no-such\.invalid was found"):
        _fetch(PRODUCTION, "https://no-such.invalid/")


def test_fetch_ignores_proxies_of_the_environment(
    served: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for knob in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(knob, "http://127.0.0.1:9")
    assert _fetch(OPEN, served.put("/", PAGE)).data == PAGE.encode()
    monkeypatch.setenv("http_proxy", served.address)
    seen = len(served.seen)
    with pytest.raises(FetchError):
        _fetch(PRODUCTION, "http://127.0.0.1/")
    assert len(served.seen) == seen


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.org/page",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http://[::1",
        "http://a.example:99999/",
        "https://a.example/" + "x" * 2_000,
        "ftp://a.example/",
    ],
)
def test_check_address_refuses_other_addresses(address: str) -> None:
    with pytest.raises(FetchError, match="not a web address"):
        check_address(address)


def test_check_address_refuses_secrets_and_spaces() -> None:
    with pytest.raises(FetchError, match="user name or password") as caught:
        check_address("https://me:hunter2@a.example/")
    assert "hunter2" not in str(caught.value)
    with pytest.raises(FetchError, match="no spaces"):
        check_address("https://a.example/\r\nHost: b.example")


def test_check_address_writes_other_scripts_in_ascii() -> None:
    assert check_address("https://bücher.example/Übersicht?wort=größe#oben") == (
        "https://xn--bcher-kva.example/%C3%9Cbersicht?wort=gr%C3%B6%C3%9Fe"
    )
    assert check_address("https://a.example/a%20b") == "https://a.example/a%20b"


def test_fetch_of_too_large_page_stops_early(served: Site) -> None:
    small = WebFetcher(Limits(file_megabytes=1), networks=LOOPBACK)
    with pytest.raises(LimitError, match="at most 1 MB"):
        _fetch(small, served.put("/large", b"x" * (2**20 + 1)))
    address = served.pack("/bomb", b"\0" * (200 * 2**20))
    assert len(served.pages["/bomb"][2]) < 2**20
    with pytest.raises(LimitError, match=r"has [12]\.\d MB; at most 1 MB"):
        _fetch(small, address)


def test_fetch_unpacks_gzip_and_refuses_other_codings(served: Site) -> None:
    address = served.pack("/packed", PAGE.encode())
    assert _fetch(OPEN, address).data == PAGE.encode()
    status, headers, body = served.pages["/packed"]
    served.pages["/packed"] = (status, headers, body[:-20])
    with pytest.raises(FetchError, match="came damaged"):
        _fetch(OPEN, address)
    served.pages["/packed"] = (status, {**headers, "Content-Encoding": "br"}, body)
    with pytest.raises(FetchError, match="not asked for"):
        _fetch(OPEN, address)


def test_fetch_of_trickling_page_ends_after_its_seconds(served: Site) -> None:
    with pytest.raises(FetchError, match="longer than 1 seconds"):
        _fetch(WebFetcher(Limits(), networks=LOOPBACK, seconds=1), served.address + "/drip")


def test_fetch_explains_faults_of_servers(served: Site) -> None:
    with pytest.raises(FetchError, match="status 404"):
        _fetch(OPEN, served.address + "/nothing")
    with pytest.raises(FetchError, match="empty page"):
        _fetch(OPEN, served.put("/empty", ""))
    cut = served.put("/cut", PAGE)
    with pytest.raises(FetchError, match="broke off"):
        _fetch(OPEN, cut)
    with pytest.raises(FetchError, match="leads to image/png"):
        _fetch(OPEN, served.put("/i.png", b"\x89PNG", "image/png"))
    closed = served.address.rpartition(":")[0] + ":1"
    with pytest.raises(FetchError, match="could not be reached"):
        _fetch(OPEN, closed)


def test_fetch_refuses_the_certificate_of_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trusted for `localhost`: fetched by that name, and refused for the address alone."""
    with _Https(tmp_path, "localhost") as port:
        with pytest.raises(FetchError, match="cannot be trusted"):
            _fetch(OPEN, f"https://localhost:{port}/")
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        both = (*LOOPBACK, ipaddress.ip_network("::1/128"))
        trusting = WebFetcher(Limits(), networks=both)
        assert _fetch(trusting, f"https://localhost:{port}/").data == PAGE.encode()
        with pytest.raises(FetchError, match="cannot be trusted"):
            _fetch(trusting, f"https://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    ("address", "kind", "data", "name"),
    [
        ("https://a.example/guide.pdf", "application/pdf", b"%PDF-1.4", "guide.pdf"),
        ("https://a.example/get?id=7", "application/pdf", b"%PDF-1.4", "get.pdf"),
        ("https://a.example/notes", "text/plain", b"words", "notes.txt"),
        ("https://a.example/", "text/html", b"<p>untitled", "a.example.html"),
        (
            "https://a.example/x",
            "text/html",
            b"<title> ../../etc/passwd </title>",
            "etc passwd.html",
        ),
        ("https://a.example/x", "text/html", b"<title>...</title>", "a.example x.html"),
        (
            "https://a.example/x",
            "text/html",
            b'<meta property="og:title" content="Social">',
            "Social.html",
        ),
        (
            "https://a.example/x",
            "text/html",
            b"<meta charset=utf-8><title>a\xe2\x80\xaeb</title>",
            "a b.html",
        ),
        (
            "https://a.example/x",
            "text/html",
            b"<svg><title>Icon</title></svg><p>words",
            "a.example x.html",
        ),
    ],
)
def test_document_name_fits_the_file(address: str, kind: str, data: bytes, name: str) -> None:
    assert document_name(address, kind, data) == name


def test_document_name_of_long_title_is_shortened() -> None:
    page = f"<title>{'long ' * 100}</title>".encode()
    assert len(document_name("https://a.example/", "text/html", page)) <= 125


class _Https:
    """An HTTPS server with a self-signed certificate for one name; entering gives its port."""

    def __init__(self, folder: Path, name: str) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        own = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(own)
            .issuer_name(own)
            .public_key(key.public_key())
            .serial_number(1)
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .sign(key, hashes.SHA256())
        )
        pem = serialization.Encoding.PEM
        (folder / "certificate.pem").write_bytes(certificate.public_bytes(pem))
        (folder / "key.pem").write_bytes(
            key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "text/html")
                self.end_headers()
                self.wfile.write(PAGE.encode())

            def log_message(self, format: str, *args: object) -> None:
                """Keep the test output clean."""

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> int:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return int(self._server.server_port)

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
