"""What an export holds, and reading one that comes from elsewhere.

    manifest.json            format, version, and the size and SHA-256 of every other file
    library.json             collections, documents, preferences
    originals/HASH           the documents' own bytes, once each
    documents/NUMBER.json    a document's text, pages and chunks, as spans of it
    documents/NUMBER.f16     its chunks' vectors, float16, row by row
    conversations/NUMBER.json

Nothing in it is believed: names of files are ours, by number and hash; sizes, hashes and every
type are checked before anything is kept.
"""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from components.errors import ArchiveError
from components.pipelines.decoding import decode
from components.types import Answer, PageFailure

FORMAT = "footnote-export"
VERSION = 1
Plain = str | int | float | bool | None
Extras = dict[str, Plain]
"""Columns that the dataclass does not name; kept where the reading Footnote has them too."""
KeptPreferences = dict[str, Plain | dict[str, Plain] | tuple[dict[str, Plain], ...]]
"""Numbers and switches, a chat model, prices."""

_FILES = re.compile(
    r"library\.json|originals/[0-9a-f]{64}|documents/\d{5,8}\.(json|f16)|conversations/\d{5,8}\.json"
)
_MOST_FILES = 1_000_000
_MOST_MANIFEST = 256 * 1024 * 1024  # bytes
_MOST_JSON = 1024 * 1024 * 1024  # bytes
HIGHEST_RATIO = 300
"""Times that a large file may be larger than it is compressed; an export stores as it is what
would be packed more."""
RATIO_FROM = 10 * 1024 * 1024
"""Bytes below which the ratio is nobody's harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file of the export."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The first thing read; `files` names every other file."""

    format: str
    version: int
    made_by: str
    created: float
    files: dict[str, Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptCollection:
    """A collection and what its vectors were made with."""

    name: str
    embedder: str
    dimension: int
    splitter: str
    more: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDocument:
    """A row of the library. `id` is what conversations call it; the new one is computed anew."""

    number: int
    id: str
    collection: str
    name: str
    media_type: str
    sha256: str
    size: int
    status: Literal["ready", "failed"]
    reason: str
    locked: bool
    created: float
    source: str = ""
    more: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptChunk:
    """A span of the text."""

    start: int
    end: int
    page: int | None
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptText:
    """A document as it was read."""

    text: str
    pages: tuple[int, ...]
    page_failures: tuple[PageFailure, ...]
    chunks: tuple[KeptChunk, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTurn:
    """A question, its answer, and what the person thought of it."""

    question: str
    answer: Answer
    good: bool | None
    reason: str | None
    more: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConversation:
    """A conversation, whole."""

    id: str
    title: str
    collection: str
    created: float
    turns: tuple[KeptTurn, ...]
    more: Extras = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryRows:
    """library.json."""

    collections: tuple[KeptCollection, ...]
    documents: tuple[KeptDocument, ...]
    preferences: KeptPreferences


class Archive:
    """An export being read. Raises ArchiveError for whatever is not as it must be."""

    def __init__(self, file: zipfile.ZipFile, manifest: Manifest) -> None:
        self._zip = file
        self.manifest = manifest

    def names(self, folder: str) -> list[str]:
        """Files in a folder of the export, by name."""
        return sorted(each for each in self.manifest.files if each.startswith(f"{folder}/"))

    def read(self, name: str, *, most: int) -> bytes:
        """A file's bytes, as many as were promised and as they were hashed."""
        entry = self.manifest.files.get(name)
        if entry is None:
            raise ArchiveError(f"The export lacks its file {name}; export it again.")
        if entry.size > most:
            raise ArchiveError(
                f"The export’s file {name} has {entry.size:,} bytes; at most {most:,} are taken."
            )
        data = _read(self._zip, name, entry.size)
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise ArchiveError(
                f"The export’s file {name} is not what was written: it is damaged, or somebody "
                "changed it. Export again, or copy the file again."
            )
        return data

    def decoded(self, name: str, kind: Any) -> Any:
        """A JSON file as one of the dataclasses above."""
        return _decoded(self.read(name, most=_MOST_JSON), kind, name)


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An export, its outside checked: that it is one, its version, its files and their sizes."""
    try:
        with zipfile.ZipFile(path) as file:
            yield Archive(file, _checked(file))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as error:
        raise ArchiveError(
            f"This is not a whole export of Footnote ({error}). Choose the .zip file that "
            "“Export everything” wrote."
        ) from error


def _checked(file: zipfile.ZipFile) -> Manifest:
    infos = file.infolist()
    names = {info.filename for info in infos}
    if "manifest.json" not in names:
        raise ArchiveError(
            "This ZIP file is not an export of Footnote: it has no manifest. Documents in a ZIP "
            "file are added in the library, after unpacking."
        )
    if len(infos) > _MOST_FILES or len(names) != len(infos):
        raise ArchiveError("This ZIP file names a file twice, or too many; it is no export.")
    for info in infos:
        if info.filename != "manifest.json" and not _FILES.fullmatch(info.filename):
            raise ArchiveError(
                f"This ZIP file holds {info.filename[:80]!r}, which no export of Footnote does."
            )
        swollen = info.file_size > RATIO_FROM
        if swollen and info.file_size > HIGHEST_RATIO * max(1, info.compress_size):
            raise ArchiveError(
                f"The file {info.filename} would swell from {info.compress_size:,} to "
                f"{info.file_size:,} bytes. No honest export does; it was not opened."
            )
    size = file.getinfo("manifest.json").file_size
    if size > _MOST_MANIFEST:
        raise ArchiveError("This export’s manifest is too large to be one.")
    raw = _read(file, "manifest.json", size)
    outside = _decoded(raw, _Outside, "manifest.json")
    if outside.format != FORMAT:
        raise ArchiveError("This ZIP file is not an export of Footnote.")
    if outside.version != VERSION:
        raise ArchiveError(
            f"This export has format {outside.version}; this Footnote reads format {VERSION}. "
            "Import it with the version that wrote it, or a newer one."
        )
    manifest: Manifest = _decoded(raw, Manifest, "manifest.json")
    sizes = {each.filename: each.file_size for each in infos if each.filename != "manifest.json"}
    if sizes != {name: entry.size for name, entry in manifest.files.items()}:
        raise ArchiveError(
            "The files in this export are not those that its manifest names. Export again."
        )
    return manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outside:
    format: str
    version: int


def _read(file: zipfile.ZipFile, name: str, size: int) -> bytes:
    with file.open(name) as stream:
        data = stream.read(size + 1)
    if len(data) != size:
        raise ArchiveError(f"The export’s file {name} does not have the size it should.")
    return data


def _decoded(data: bytes, kind: Any, name: str) -> Any:
    try:
        return decode(kind, json.loads(data))
    except (ValueError, RecursionError) as error:
        raise ArchiveError(f"The export’s file {name} cannot be used: {error}.") from None
