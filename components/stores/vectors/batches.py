"""Write to a Chroma collection in calls of a size that Chroma accepts."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from components.protocols import Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_BATCH = 2_000
"""Vectors in one call; Chroma refuses more than 5,461."""


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut ids into runs that fit one call."""
    for first in range(0, len(ids), _BATCH):
        yield ids[first : first + _BATCH]


def upsert(target: "Collection", ids: Sequence[str], vectors: Vectors) -> None:
    """Add or replace vectors, (n, d) for n ids."""
    for first in range(0, len(ids), _BATCH):
        rows = slice(first, first + _BATCH)
        target.upsert(ids=list(ids[rows]), embeddings=vectors[rows])


def delete(target: "Collection", ids: Sequence[str]) -> None:
    """Remove vectors; ids that are not there are passed over."""
    for each in batches(ids):
        target.delete(ids=list(each))
