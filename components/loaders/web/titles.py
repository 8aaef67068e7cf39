"""What a fetched page is called: its title as a document's name, with a suffix that fits."""

import re
import unicodedata
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from components.loaders.decoding import decode
from components.loaders.media_types import HTML, SUFFIXES

_HEAD = 256 * 1024
"""Bytes in which a page's title is looked for."""
_LONGEST = 120
_UNSUITABLE = re.compile(r'[\\/:*?"<>|]+')


def document_name(address: str, media_type: str, data: bytes) -> str:
    """A name for what was fetched from `address`.

    >>> document_name("https://a.example/x", "text/html", b"<title>Tents: a guide</title>")
    'Tents a guide.html'
    >>> document_name("https://a.example/files/Annual%20report.pdf", "application/pdf", b"%PDF-")
    'Annual report.pdf'
    """
    parts = urlsplit(address)
    last = PurePosixPath(unquote(parts.path)).name
    suffix = PurePosixPath(last).suffix.lower()
    if SUFFIXES.get(suffix) != media_type:
        kinds = {kind: each for each, kind in reversed(SUFFIXES.items())}
        suffix = kinds.get(media_type, suffix if suffix in SUFFIXES else ".txt")
    stem = _title(data) if media_type == HTML else PurePosixPath(last).stem
    if not (stem := _suitable(stem)):
        stem = _suitable(f"{parts.hostname} {unquote(parts.path)}")
    return stem + suffix


def _title(data: bytes) -> str:
    parser = _Titles()
    try:
        parser.feed(decode("page", data[:_HEAD], markup=True))
    except (AssertionError, ValueError):  # markup that the parser gives up on: no title
        return ""
    return parser.title.strip() or parser.social


def _suitable(text: str) -> str:
    plain = "".join(
        " " if unicodedata.category(each)[0] in "CZ" else each
        for each in unicodedata.normalize("NFC", text)
    )
    short = " ".join(_UNSUITABLE.sub(" ", plain).split())[:_LONGEST]
    return short.strip(". ")


class _Titles(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.social = ""
        self._inside = False
        self._done = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "title":
            self._inside = not self._done
        elif tag == "svg":  # its titles are not the page's
            self._done = True
        elif tag == "meta" and values.get("property") == "og:title":
            self.social = self.social or values.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "title" and self._inside:
            self._inside, self._done = False, True

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.title += data
