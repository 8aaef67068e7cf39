"""The ZIP file of an export, written and read with the hash of every file in it.

Nothing in a file from elsewhere is trusted: names, sizes, hashes and how far a file expands are
checked before it is used.
"""

import hashlib
import json
import re
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from components.errors import ArchiveError
from components.pipelines.transfer.schema import (
    FORMAT,
    VERSION,
    Entry,
    FileEntry,
    Header,
    Manifest,
    parse,
)

_MANIFEST = "manifest.json"
_NAMES = re.compile(
    r"library\.json|originals/[0-9a-f]{64}|documents/\d{5,8}\.(json|f16)|conversations/\d{5,8}\.json"
)
_MAX_FILES = 1_000_000
_MAX_JSON_BYTES = 2**30
_MAX_RATIO = 300
"""Times that a large file may expand; the writer stores uncompressed what would expand more."""
_LARGE_BYTES = 10 * 2**20
_DAMAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError)
"""Errors that zipfile raises for a damaged or encrypted file."""


class ArchiveWriter:
    """Files written into the ZIP file of an export, and their hashes for its manifest."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self.files: dict[str, FileEntry] = {}

    def add(self, name: str, data: bytes, *, compress: bool = True) -> None:
        """Add a file."""
        if compress and len(data) > _LARGE_BYTES:
            compress = len(zlib.compress(data, 1)) * _MAX_RATIO > 2 * len(data)
        kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        self._zip.writestr(name, data, compress_type=kind)
        self.files[name] = FileEntry(size=len(data), sha256=hashlib.sha256(data).hexdigest())

    def add_json(self, name: str, value: Any) -> None:
        """Add a file with a value that JSON can hold."""
        self.add(name, json.dumps(value, ensure_ascii=False).encode())

    def add_manifest(self, made_by: str) -> None:
        """Add the manifest, as the last file."""
        files = {name: entry.model_dump() for name, entry in self.files.items()}
        header = {"format": FORMAT, "version": VERSION, "made_by": made_by, "created": time.time()}
        self.add_json(_MANIFEST, {**header, "files": files})


@contextmanager
def open_archive(path: Path) -> Iterator["Archive"]:
    """Open an export for reading. Raises ArchiveError."""
    try:
        file = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise _not_whole(error) from error
    with file:
        yield Archive(file)


class Archive:
    """An export to read. Raises ArchiveError for whatever is not as it must be."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self._check_files()
        self._files = self._manifest().files

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder of the export."""
        return sorted(each for each in self._files if each.startswith(f"{folder}/"))

    def read(self, name: str, *, limit: int) -> bytes:
        """Return a file's bytes, at most `limit`, after a check of their hash."""
        entry = self._files.get(name)
        if entry is None:
            raise ArchiveError(f"The export lacks its file {name}; export it again.")
        if entry.size > limit:
            raise ArchiveError(
                f"The export’s file {name} has {entry.size:,} bytes; at most {limit:,} are allowed."
            )
        data = self._read(name)
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise ArchiveError(
                f"The export’s file {name} is not what was written: it is damaged, or somebody "
                "changed it. Export again, or copy the file again."
            )
        return data

    def parse(self, name: str, kind: type[Entry]) -> Entry:
        """Return a JSON file, validated."""
        return parse(kind, self.read(name, limit=_MAX_JSON_BYTES), name)

    def _read(self, name: str) -> bytes:
        try:
            return self._zip.read(name)
        except _DAMAGE as error:
            raise _not_whole(error) from error

    def _manifest(self) -> Manifest:
        data = self._read(_MANIFEST)
        header = parse(Header, data, _MANIFEST)
        if header.format != FORMAT:
            raise ArchiveError("This ZIP file is not an export of Footnote.")
        if header.version != VERSION:
            raise ArchiveError(
                f"This export has format {header.version}; this Footnote reads format {VERSION}. "
                "Import it with the version that wrote it, or a newer one."
            )
        manifest = parse(Manifest, data, _MANIFEST)
        sizes = {each.filename: each.file_size for each in self._zip.infolist()}
        del sizes[_MANIFEST]
        if sizes != {name: entry.size for name, entry in manifest.files.items()}:
            raise ArchiveError(
                "The files in this export are not those that its manifest names. Export again."
            )
        return manifest

    def _check_files(self) -> None:
        infos = self._zip.infolist()
        names = {each.filename for each in infos}
        if _MANIFEST not in names:
            raise ArchiveError(
                "This ZIP file is not an export of Footnote: it has no manifest. Documents in a "
                "ZIP file are added in the library, after unpacking."
            )
        if len(infos) > _MAX_FILES or len(names) != len(infos):
            raise ArchiveError("This ZIP file names a file twice, or too many; it is no export.")
        for each in infos:
            if each.filename != _MANIFEST and not _NAMES.fullmatch(each.filename):
                raise ArchiveError(
                    f"This ZIP file holds {each.filename[:80]!r}, which no export of Footnote does."
                )
            may_expand = _MAX_RATIO * max(1, each.compress_size)
            if each.file_size > max(_LARGE_BYTES, may_expand):
                raise ArchiveError(
                    f"The file {each.filename} would swell from {each.compress_size:,} to "
                    f"{each.file_size:,} bytes. No honest export does; it was not opened."
                )


def _not_whole(error: Exception) -> ArchiveError:
    return ArchiveError(
        f"This is not a whole export of Footnote ({error}). Choose the .zip file that "
        "“Export everything” wrote."
    )
