"""How Chroma is reached, and what our collections are called there."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from components.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI

PREFIX = "footnote-"
"""Of the names of collections that are ours."""


def connect(where: str, folder: Path) -> "ClientAPI":
    """A client. Raises StoreError."""
    # Imported here: most of a second, which a question to a small library never pays.
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
    """Chroma allows few characters in a name, and a person's may hold any."""
    return PREFIX + hashlib.sha256(collection.encode()).hexdigest()[:24]


def digest(chunk_ids: Iterable[str]) -> str:
    """Of a set of ids, in any order."""
    return hashlib.sha256("\n".join(sorted(chunk_ids)).encode()).hexdigest()
