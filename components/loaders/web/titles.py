"""Name a fetched page by its title, as a document's name with a suffix that fits."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from components.loaders.decoding import decode
from components.loaders.media_types import HTML, SUFFIXES

_HEAD_BYTES = 256 * 1024
_MAX_NAME_CHARACTERS = 120
_UNSUITABLE = re.compile(r'[\\/:*?"<>|]+')


def document_name(address: str, media_type: str, data: bytes) -> str:
    """Return a name for the file fetched from `address`.

    >>> document_name("https://a.example/x", "text/html", b"<title>Tents: a guide</title>")
    'Tents a guide.html'
    >>> document_name("https://a.example/files/Annual%20report.pdf", "application/pdf", b"%PDF-")
    'Annual report.pdf'
    """
    parts = urlsplit(address)
    path = unquote(parts.path)
    last = PurePosixPath(path)
    suffix = last.suffix.lower()
    if SUFFIXES.get(suffix) != media_type:
        usual = {kind: each for each, kind in reversed(SUFFIXES.items())}
        suffix = usual.get(media_type, suffix if suffix in SUFFIXES else ".txt")
    stem = _suitable(_title(data) if media_type == HTML else last.stem)
    return (stem or _suitable(f"{parts.hostname} {path}")) + suffix


def _title(data: bytes) -> str:
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    try:
        page = BeautifulSoup(decode("page", data[:_HEAD_BYTES], markup=True), "html.parser")
    except (ParserRejectedMarkup, ValueError):
        return ""
    for svg in page("svg"):
        svg.extract()  # an icon's title is not the page's
    title = page.title.get_text().strip() if page.title else ""
    social = page.find("meta", property="og:title", content=True)
    return title or (str(social["content"]) if social else "")


def _suitable(text: str) -> str:
    plain = "".join(
        " " if unicodedata.category(each)[0] in "CZ" else each
        for each in unicodedata.normalize("NFC", text)
    )
    short = " ".join(_UNSUITABLE.sub(" ", plain).split())[:_MAX_NAME_CHARACTERS]
    return short.strip(". ")
