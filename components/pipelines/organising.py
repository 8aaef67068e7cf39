"""Create, rename and delete collections; move and rename documents.

The catalogue, which is the truth, changes first; where a process ends before the vector index
follows, the next start repairs it.
"""

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from components.errors import ConflictError
from components.loaders.media_types import SUFFIXES
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import ensure_collection, new_collection
from components.types import DocumentRow

LONGEST_NAME = 200
"""Maximum characters of a document's name."""
LONGEST_INSTRUCTIONS = 2_000
"""Maximum characters, because they take room from the passages of every question."""


def make_collection(deps: Dependencies, name: str) -> None:
    """Create an empty collection. Raises ConflictError."""
    deps.catalogue.collections.create(new_collection(deps, name))


def rename_collection(deps: Dependencies, name: str, new: str) -> None:
    """Rename a collection with its documents and conversations. Raises ConflictError."""
    deps.catalogue.collections.rename(name, new)
    deps.vectors.settle(new)
    deps.vectors.settle(name)


def delete_collection(deps: Dependencies, name: str) -> None:
    """Delete a collection and its documents. Raises ConflictError, NotFoundError."""
    deps.catalogue.collections.delete(name)
    deps.vectors.settle(name)


def instruct(deps: Dependencies, name: str, instructions: str) -> None:
    """Set the instructions for chat models; "" for none. Raises ConflictError."""
    text = instructions.strip()
    if len(text) > LONGEST_INSTRUCTIONS:
        raise ConflictError(
            f"Instructions have at most {LONGEST_INSTRUCTIONS:,} characters; these have "
            f"{len(text):,}. Shorten them."
        )
    ensure_collection(deps, name)
    deps.catalogue.collections.set_instructions(name, text)


def move(deps: Dependencies, document_ids: Sequence[str], *, collection: str) -> bool:
    """Move all of the documents or none to another collection.

    Returns whether its passages have another size, so that the documents should be indexed again.
    Raises ConflictError, NotFoundError.
    """
    ensure_collection(deps, collection)
    origins = deps.catalogue.documents.move(document_ids, collection=collection)
    for each in (collection, *origins):
        deps.vectors.settle(each)
    built = {each.name: each.splitter for each in deps.catalogue.collections.all()}
    return any(built.get(each) != built[collection] for each in origins)


def rename(deps: Dependencies, row: DocumentRow, name: str) -> str:
    """Rename a document, keep its suffix, and return the new name. Raises ConflictError.

    Keywords and vectors follow in the background: queue `Renamed`.
    """
    new = document_name(name, row.name)
    if new != row.name:
        deps.catalogue.documents.rename(row.id, new)
    return new


def document_name(typed: str, old: str) -> str:
    """Return a typed name, with the old name's suffix if it has no known one.

    Raises ConflictError if it is empty or too long.

    >>> document_name(" Annual report ", "a.pdf"), document_name("b.md", "a.txt")
    ('Annual report.pdf', 'b.md')
    """
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in typed):
        raise ConflictError("A name has no control characters; type it again.")
    name = " ".join(typed.split())
    suffix = PurePosixPath(old).suffix
    if not name.strip(".") or name.casefold() == suffix.casefold():
        raise ConflictError("A document needs a name; give it one or keep the old one.")
    if suffix and PurePosixPath(name).suffix.lower() not in SUFFIXES:
        name += suffix
    if len(name) > LONGEST_NAME:
        raise ConflictError(f"A name has at most {LONGEST_NAME} characters; this has {len(name)}.")
    return name
