"""Open Chroma, and name our collections there."""

import hashlib
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from components.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

PREFIX = "footnote-"
"""Begins the name of each of our collections on a shared server."""
_COUNT_AND_SIZE = struct.Struct("<2Q")
"""Number of vectors in an index, and the bytes of each in `data_level0.bin`."""
_COUNT_OFFSET = 20
"""Byte of an index's `header.bin` at which these stand."""
_NORM_BYTES = 4


def connect(where: str, folder: Path) -> "ClientAPI":
    """Open a client for `embedded` (in `folder`), `cloud`, or a server's URL. Raises StoreError."""
    # Imported here: it takes most of a second, which a question to a small library never needs.
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    try:
        if where == "embedded":
            return chromadb.PersistentClient(str(folder), settings=quiet)
        if where == "cloud":
            return chromadb.CloudClient(
                tenant=os.environ.get("CHROMA_TENANT"),
                database=os.environ.get("CHROMA_DATABASE"),
                api_key=os.environ.get("CHROMA_API_KEY"),
            )
        address = urlsplit(where)
        return chromadb.HttpClient(
            host=address.hostname or "localhost",
            port=address.port or (443 if address.scheme == "https" else 8000),
            ssl=address.scheme == "https",
            settings=quiet,
        )
    except Exception as error:
        raise StoreError(
            f"Chroma ({where}) could not be opened: {error}. Check that it runs and "
            "that FOOTNOTE_CHROMA names it; without FOOTNOTE_CHROMA the embedded one is used."
        ) from error


def chroma_name(collection: str) -> str:
    """Return the name of a collection in Chroma, which allows few characters in names."""
    return PREFIX + hashlib.sha256(collection.encode()).hexdigest()[:24]


def drop(client: "ClientAPI", collection: str) -> None:
    """Delete a collection of ours, if Chroma has it."""
    name = chroma_name(collection)
    if any(each.name == name for each in client.list_collections()):
        client.delete_collection(name)


def digest(ids: Iterable[str]) -> str:
    """Hash a set of ids, whatever their order."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()


def zero_unused_records(folder: Path) -> None:
    """Overwrite what the files of an embedded index hold past their last vector.

    Chroma writes a new index's whole buffers, whose unused part is whatever the process had there
    before: a key, or the text of a deleted document (chroma-core/chroma#7688).
    """
    for header in folder.glob("*/header.bin"):
        count, record_bytes = _COUNT_AND_SIZE.unpack_from(header.read_bytes(), _COUNT_OFFSET)
        for name, size in (("length.bin", _NORM_BYTES), ("data_level0.bin", record_bytes)):
            with header.with_name(name).open("r+b") as file:
                file.seek(count * size)
                unused = file.read()
                if unused.strip(b"\0"):
                    file.seek(count * size)
                    file.write(bytes(len(unused)))
