"""Deleted documents leave the catalogue first, and so every search, and then the vector index."""

import logging
from collections.abc import Sequence

from components.errors import StoreError
from components.pipelines.dependencies import Dependencies
from components.types import DEFAULT_COLLECTION

_log = logging.getLogger(__name__)


def delete(deps: Dependencies, name: str, *, collection: str = DEFAULT_COLLECTION) -> None:
    """Delete a document by name. Raises NotFoundError."""
    removed = deps.catalogue.documents.delete(name, collection=collection)
    _remove_vectors(deps, collection, removed)


def discard(deps: Dependencies, document_ids: Sequence[str]) -> None:
    """Delete documents by id; unknown ids are ignored."""
    for collection, removed in deps.catalogue.documents.delete_ids(document_ids).items():
        _remove_vectors(deps, collection, removed)


def _remove_vectors(deps: Dependencies, collection: str, vector_ids: Sequence[str]) -> None:
    try:
        deps.vectors.delete(collection, vector_ids)
    except StoreError as error:
        # No search finds them without the catalogue; the next start removes them.
        _log.warning("Vectors of deleted documents could not be removed: %s", error)
