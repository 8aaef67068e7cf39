"""The whole library → one file, which another Footnote imports."""

import hashlib
import json
import time
import zipfile
import zlib
from collections.abc import Generator, Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from components.errors import StoreError
from components.pipelines.archive import (
    FORMAT,
    HIGHEST_RATIO,
    RATIO_FROM,
    VERSION,
    Entry,
    Extras,
    KeptCollection,
    KeptDocument,
    Manifest,
)
from components.stores import Database
from components.stores.snapshot import Row, Snapshot, snapshot
from components.types import Progress

_NAME = "The export"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was written, and where."""

    path: Path
    documents: int
    conversations: int
    size: int


def export_everything(
    database: Database, path: Path, *, made_by: str
) -> Generator[Progress, None, ExportReport]:
    """Write documents with their original bytes, what was read of them and their vectors,
    collections, conversations and preferences, as they all stand at this moment.

    Written beside `path` and moved there when it is whole. Files that are still queued are not
    in it. Raises StoreError.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with (
            snapshot(database) as kept,
            zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file,
        ):
            writer = _Writer(file)
            documents, conversations = kept.documents(), kept.conversations()
            yield from _documents(writer, kept, documents)
            for number, row in enumerate(conversations):
                if number % 20 == 0:
                    yield Progress(
                        name=_NAME, stage="conversations", done=number, total=len(conversations)
                    )
                said = [
                    {**_split(each, ("question", "answer", "good", "reason"))}
                    for each in kept.turns(row["id"])
                ]
                shown = _split(row, ("id", "title", "collection", "created"))
                writer.json(f"conversations/{number:05}.json", {**shown, "turns": said})
            writer.json("manifest.json", asdict(_manifest(writer, made_by)))
        partial.replace(path)
        size = path.stat().st_size
    except OSError as error:
        raise StoreError(
            f"The export could not be written to {path} ({error.strerror}). Make room on that "
            "disk, or choose another place."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return ExportReport(
        path=path, documents=len(documents), conversations=len(conversations), size=size
    )


class _Writer:
    """Files into the ZIP, each hashed on its way."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._zip = file
        self.files: dict[str, Entry] = {}

    def bytes(self, name: str, data: bytes, *, compress: bool = True) -> None:
        if compress and len(data) > RATIO_FROM:
            compress = len(zlib.compress(data, 1)) * HIGHEST_RATIO > 2 * len(data)
        kind = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        self._zip.writestr(name, data, compress_type=kind)
        self.files[name] = Entry(size=len(data), sha256=hashlib.sha256(data).hexdigest())

    def json(self, name: str, value: Any) -> None:
        self.bytes(name, json.dumps(value, ensure_ascii=False).encode())


def _documents(writer: _Writer, kept: Snapshot, rows: list[Row]) -> Generator[Progress, None, None]:
    for number, row in enumerate(rows):
        yield Progress(name=row["name"], stage="documents", done=number, total=len(rows))
        original = f"originals/{row['sha256']}"
        if original not in writer.files:
            data = kept.original(row["sha256"])
            # What is compressed already would only cost time.
            writer.bytes(original, data, compress=not data.startswith((b"%PDF", b"PK\x03\x04")))
        if row["status"] == "ready":
            pieces = kept.chunks(row["id"])
            vectors = b"".join(each.pop("embedding") for each in pieces)
            for each in pieces:
                each["heading"] = each["heading"].split("\n") if each["heading"] else []
            writer.json(f"documents/{number:05}.json", {**kept.text(row["id"]), "chunks": pieces})
            writer.bytes(f"documents/{number:05}.f16", vectors, compress=False)
    names = [each.name for each in fields(KeptDocument)]
    writer.json(
        "library.json",
        {
            "collections": [
                _split(each, [field.name for field in fields(KeptCollection)])
                for each in kept.collections()
            ],
            "documents": [
                {**_split(row, names), "number": number} for number, row in enumerate(rows)
            ],
            # Which chat model answers is nobody's business elsewhere, nor taken from an export.
            "preferences": {
                name: value for name, value in kept.preferences().items() if name != "model"
            },
        },
    )


def _split(row: Row, names: Iterable[str]) -> Row:
    """The columns that have a name of their own, and the rest as `more`."""
    named = set(names)
    more: Extras = {
        name: value
        for name, value in row.items()
        if name not in named and (value is None or isinstance(value, str | int | float | bool))
    }
    return {**{name: value for name, value in row.items() if name in named}, "more": more}


def _manifest(writer: _Writer, made_by: str) -> Manifest:
    return Manifest(
        format=FORMAT,
        version=VERSION,
        made_by=made_by,
        created=time.time(),
        files=dict(writer.files),
    )
