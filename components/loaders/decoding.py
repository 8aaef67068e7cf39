"""Decode bytes of any encoding."""

import codecs
import re
from contextlib import suppress

from components.errors import UnsupportedTypeError

# UTF-32 first: its little-endian mark starts with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w.:-]+)""", re.IGNORECASE)
# Escape sequences that switch to the Japanese, Chinese or Korean sets of ISO 2022.
_ISO_2022 = re.compile(rb"\x1b(?:\$[@AB]|\$\([CD]|\$\)C|\([IJ])")
_PEEK_BYTES = 4096
# Enough to detect an encoding in well under a second.
_SAMPLE_BYTES = 2**18
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MAX_CONTROLS = 0.1
_WESTERN = re.compile(
    r"[\x00-\x7f€‚„…‘’“”•–—™Œœ\xa0-\xb0\xb4\xb7\xba\xbb\xbfÀ-ÏÑ-ÖØ-ÜßÀ-ïñ-öø-üÿ]*"
)
_MAX_ACCENTED = 0.3
_CLOSE = 0.1


def peek(data: bytes) -> str:
    """Decode the first lines well enough to recognise markup; never raises."""
    encoding = _marked_encoding(data) or "latin-1"
    return data[:_PEEK_BYTES].decode(encoding, "replace").removeprefix("\ufeff")


def decode(name: str, data: bytes, *, markup: bool = False) -> str:
    """Return the whole text, unchanged but for its byte order mark.

    Tried in order: byte order mark, ISO 2022 escapes, UTF-32, UTF-8, the encoding that `markup`
    declares, detection. Raises UnsupportedTypeError where the bytes are no text.
    """
    text = _decode(data, markup)
    sample = (text or "")[:_SAMPLE_BYTES]
    if text is None or len(_CONTROLS.findall(sample)) > _MAX_CONTROLS * len(sample):
        raise UnsupportedTypeError(
            f"{name} holds binary data, neither text nor a document of a known kind; "
            "export it as PDF, .docx or .txt."
        )
    return text.removeprefix("\ufeff")


def _decode(data: bytes, markup: bool) -> str | None:
    if encoding := _marked_encoding(data):
        return data.decode(encoding, "replace")
    candidates = ["utf-8"]
    if markup and (declared := _DECLARED.search(data[:_PEEK_BYTES])):
        candidates.append(declared.group(1).decode("ascii"))
    if _ISO_2022.search(data[:_SAMPLE_BYTES]):
        # Seven-bit escape sequences, which fit UTF-8 and would come out as nonsense.
        candidates = ["iso2022_kr", "iso2022_jp", "iso2022_jp_2", *candidates]
    elif encoding := _unmarked_utf32(data):
        candidates = [encoding, *candidates]
    text = _first_that_fits(data, candidates)
    if text is not None and "\0" not in text:
        return text
    if text is None and _is_damaged_utf8(data):
        return data.decode("utf-8", "replace")
    detected = _first_that_fits(data, _detected_encodings(data))
    return text if detected is None else detected


def _first_that_fits(data: bytes, encodings: list[str]) -> str | None:
    for encoding in encodings:
        with suppress(UnicodeDecodeError, LookupError):
            return data.decode(encoding)
    return None


def _marked_encoding(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _unmarked_utf32(data: bytes) -> str | None:
    """Return the UTF-32 that the first characters fit: their two high bytes are nearly always 0."""
    sample = data[: _PEEK_BYTES - _PEEK_BYTES % 4]
    for encoding, byte in (("utf-32-le", 3), ("utf-32-be", 0)):
        # No code point reaches 2**24, so one byte of each four is always 0.
        if len(data) % 4 == 0 and not any(sample[byte::4]) and _first_that_fits(data, [encoding]):
            return encoding
    return None


def _is_damaged_utf8(data: bytes) -> bool:
    """Tell whether nearly all characters beyond ASCII are right: only a few bytes are damaged."""
    text = data.decode("utf-8", "replace")
    beyond_ascii = len(text) - len(text.encode("ascii", "ignore"))
    return text.count("\ufffd") * 10 < beyond_ascii


def _detected_encodings(data: bytes) -> list[str]:
    from charset_normalizer import CharsetMatch, from_bytes

    sample = data[:_SAMPLE_BYTES]
    if len(data) > len(sample):
        sample = sample.rpartition(b"\n")[0] or sample
    matches = list(from_bytes(sample))
    if not matches:
        return []
    looks_western = _looks_western(sample)

    def rank(match: CharsetMatch) -> int:
        best = matches[0]
        if match.coherence < best.coherence - _CLOSE or match.chaos > best.chaos + _CLOSE:
            return 3
        if looks_western and "cp1252" in match.could_be_from_charset:
            return 0
        return 1 if match.encoding.startswith("cp125") else 2

    # The detector has near ties on short texts; there the more common encoding is likelier.
    encodings = [match.encoding for match in sorted(matches, key=rank)]
    if looks_western and matches[0].coherence == 0:
        encodings.insert(0, "cp1252")
    return encodings


def _looks_western(sample: bytes) -> bool:
    text = sample.decode("cp1252", "replace")
    letters = [character for character in text if character.isalpha()]
    accented = sum(not character.isascii() for character in letters)
    return bool(_WESTERN.fullmatch(text)) and accented <= _MAX_ACCENTED * len(letters)
