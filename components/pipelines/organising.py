"""Collections and names: the catalogue first, which is the truth, then the vector index.

A process that ends between the two leaves an index that the next start puts right.
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
"""Characters of a document's name."""
LONGEST_INSTRUCTIONS = 2_000
"""Characters; a model reads them with every question, in the place of passages."""


def make_collection(deps: Dependencies, name: str) -> None:
    """An empty one. Raises ConflictError."""
    deps.catalogue.collections.create(new_collection(deps, name))


def rename_collection(deps: Dependencies, name: str, new: str) -> None:
    """Its documents, their vectors and its conversations follow. Raises ConflictError."""
    deps.catalogue.collections.rename(name, new)
    deps.vectors.settle(new)
    deps.vectors.settle(name)


def delete_collection(deps: Dependencies, name: str) -> None:
    """With all of its documents. Raises ConflictError, NotFoundError."""
    deps.catalogue.collections.delete(name)
    deps.vectors.settle(name)


def instruct(deps: Dependencies, name: str, instructions: str) -> None:
    """How chat models are to answer from a collection; "" for nothing. Raises ConflictError."""
    wanted = instructions.strip()
    if len(wanted) > LONGEST_INSTRUCTIONS:
        raise ConflictError(
            f"Instructions have at most {LONGEST_INSTRUCTIONS:,} characters; these have "
            f"{len(wanted):,}. Shorten them."
        )
    ensure_collection(deps, name)
    deps.catalogue.collections.set_instructions(name, wanted)


def move(deps: Dependencies, document_ids: Sequence[str], *, collection: str) -> bool:
    """Put documents into another collection, all or none.

    Returns whether the other collection has passages of another size, so that these should be
    indexed again. Raises ConflictError, NotFoundError.
    """
    ensure_collection(deps, collection)
    origins = deps.catalogue.documents.move(document_ids, collection=collection)
    for each in (collection, *origins):
        deps.vectors.settle(each)
    built = {each.name: each.splitter for each in deps.catalogue.collections.all()}
    return any(built.get(each) != built[collection] for each in origins)


def rename(deps: Dependencies, row: DocumentRow, name: str) -> str:
    """Give a document another name, which keeps its suffix; returns the name as it is now.

    What its passages are found by follows in the background: queue `Renamed`. Raises
    ConflictError.
    """
    wanted = document_name(name, row.name)
    if wanted != row.name:
        deps.catalogue.documents.rename(row.id, wanted)
    return wanted


def document_name(wanted: str, old: str) -> str:
    """A name as it was typed, with the old one's suffix where it has none that is known.

    Raises ConflictError where it is empty or too long.

    >>> document_name(" Annual report ", "a.pdf"), document_name("b.md", "a.txt")
    ('Annual report.pdf', 'b.md')
    """
    if any(unicodedata.category(each) in ("Cc", "Cs") for each in wanted):
        raise ConflictError("A name has no control characters; type it anew.")
    name = " ".join(wanted.split())
    suffix = PurePosixPath(old).suffix
    if not name.strip(".") or name.casefold() == suffix.casefold():
        raise ConflictError("A document needs a name; give it one or keep the old one.")
    if suffix and PurePosixPath(name).suffix.lower() not in SUFFIXES:
        name += suffix
    if len(name) > LONGEST_NAME:
        raise ConflictError(f"A name has at most {LONGEST_NAME} characters; this has {len(name)}.")
    return name
