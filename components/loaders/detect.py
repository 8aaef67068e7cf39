"""Detect a file's media type by its content; the suffix only decides between kinds of text."""

import re
from pathlib import PurePosixPath

from components.errors import NoTextError, UnsupportedTypeError
from components.loaders import media_types as media
from components.loaders.archives import archive_type
from components.loaders.decoding import peek

# PDF readers accept this much junk before the header.
_MAX_PDF_JUNK_BYTES = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGE = "an image, not a document; if it shows text, put it through OCR and upload the PDF"
_ARCHIVE = "an archive, not a document; unpack it and upload the files in it"
_MAGIC = (
    (b"\x89PNG\r\n", "PNG", _IMAGE),
    (b"\xff\xd8\xff", "JPEG", _IMAGE),
    (b"GIF87a", "GIF", _IMAGE),
    (b"GIF89a", "GIF", _IMAGE),
    (b"II*\0", "TIFF", _IMAGE),
    (b"MM\0*", "TIFF", _IMAGE),
    (b"MZ\x90\0", "EXE", "a program, not a document; upload a document"),
    (b"\x7fELF", "ELF", "a program, not a document; upload a document"),
    (b"\x1f\x8b", "gzip", _ARCHIVE),
    (b"7z\xbc\xaf", "7z", _ARCHIVE),
    (b"Rar!\x1a", "RAR", _ARCHIVE),
    (b"SQLite format 3\0", "SQLite", "a database, not a document; export its tables as .csv"),
    (b"{\\rtf", "RTF", "Rich Text, which is not read here; save it as .docx"),
)
_OLE_KINDS = {
    ".doc": "an old Word file; save it as .docx",
    ".xls": "an old Excel file; save it as .xlsx",
    ".ppt": "an old PowerPoint file; save it as .pptx",
    ".msg": "an Outlook message; save it as text or PDF",
}
_OTHER_OLE = "an old Office file; save it in a current format such as .docx"
_HTML_START = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def detect(name: str, data: bytes) -> str:
    """Return the media type of a file, one of those in `media_types`.

    Raises NoTextError for an empty file, UnsupportedTypeError for a kind that is not read,
    LoadError for a damaged container.
    """
    if not data:
        raise NoTextError(f"{name} is empty (0 bytes); check the original and upload it again.")
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    promised = media.SUFFIXES.get(suffix, "")
    if _is_pdf(data, promised):
        return media.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return archive_type(name, data)
    _refuse_known_binary(name, suffix, data)
    start = peek(data)
    text_type = _text_type(promised, start)
    if promised in media.BINARY:
        problem = "is a web page" if text_type == media.HTML else "does not start as one does"
        raise UnsupportedTypeError(
            f"{name} is not {media.NAMES[promised]}: its content {problem}. Perhaps its download "
            "failed; download it again, or give it the right suffix."
        )
    return text_type


def _is_pdf(data: bytes, promised: str) -> bool:
    # A text about PDF may well mention the header in its first lines.
    within = 1 if promised in (media.TEXT, media.MARKDOWN) else _MAX_PDF_JUNK_BYTES
    start = data[: 2 * _MAX_PDF_JUNK_BYTES].lstrip()
    return b"%PDF-" in start[: within - 1 + len(b"%PDF-")]


def _refuse_known_binary(name: str, suffix: str, data: bytes) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UnsupportedTypeError(
                f"{name} is an Office file locked with a password; save a copy without one."
            )
        kind = _OLE_KINDS.get(suffix, _OTHER_OLE)
        raise UnsupportedTypeError(f"{name} is {kind}.")
    for magic, label, kind in _MAGIC:
        if data.startswith(magic):
            raise UnsupportedTypeError(f"{name} is {kind} (it starts as {label} does).")


def _text_type(promised: str, start: str) -> str:
    if promised not in media.BINARY | {media.TEXT, ""}:
        return promised
    if _HTML_START.match(start):
        return media.HTML
    if promised == media.TEXT:
        return media.TEXT
    return media.JSON if start.lstrip().startswith(("{", "[")) else media.TEXT
