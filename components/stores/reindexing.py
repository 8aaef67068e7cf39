"""Ready documents that are indexed again: new text, another title, other passages."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, update

from components.errors import NotFoundError
from components.protocols import Vectors
from components.stores.chunks import delete_chunks, insert_chunks
from components.stores.database import Database
from components.stores.documents import content_columns
from components.stores.tables import chunks, collections, documents
from components.types import Chunk, Collection, Document

Rebuilt = tuple[str, Sequence[Chunk], Vectors]
"""A document's title, its chunks and their vectors (n, d)."""


class Reindexing:
    """Replaces chunks of ready documents, each change in one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace_content(
        self,
        document: Document,
        new: Sequence[Chunk],
        vectors: Vectors,
        *,
        title: str,
        reason: str,
    ) -> tuple[str, ...]:
        """Replace a ready document's text and chunks after its own bytes were read again.

        Returns the ids of its old vectors. Raises NotFoundError.
        """
        with self._database.change() as connection:
            changed = connection.execute(
                update(documents)
                .where(documents.c.id == document.id)
                .values(**content_columns(document), reason=reason)
            )
            if not changed.rowcount:
                raise NotFoundError(f"{document.name} was deleted while it was read again.")
            removed = delete_chunks(connection, chunks.c.document_id == document.id)
            insert_chunks(connection, title, new, vectors)
        return removed

    def retitle(
        self, document_id: str, title: str, new: Sequence[Chunk], vectors: Vectors
    ) -> tuple[str, tuple[str, ...]] | None:
        """Replace the vectors and keywords of a renamed ready document's chunks, whose ids stay.

        Returns its collection and the ids of its old vectors; None where it was deleted.
        """
        with self._database.change() as connection:
            collection = connection.scalar(
                select(documents.c.collection).where(
                    documents.c.id == document_id, documents.c.status == "ready"
                )
            )
            if collection is None:
                return None
            removed = delete_chunks(connection, chunks.c.document_id == document_id)
            insert_chunks(connection, title, new, vectors)
        return str(collection), removed

    def rebuild(self, collection: Collection, rebuilt: Mapping[str, Rebuilt]) -> bool:
        """Replace all chunks of a collection, by document id, in one transaction.

        Returns False and changes nothing where a ready document is missing from `rebuilt`; a
        document that was deleted in the meantime is skipped.
        """
        ready = select(documents.c.id).where(
            documents.c.collection == collection.name, documents.c.status == "ready"
        )
        with self._database.change() as connection:
            present = set(connection.scalars(ready))
            if present - rebuilt.keys():
                return False
            connection.execute(delete(chunks).where(chunks.c.document_id.in_(ready)))
            for document_id in sorted(present):
                insert_chunks(connection, *rebuilt[document_id])
            connection.execute(
                update(collections)
                .where(collections.c.name == collection.name)
                .values(
                    embedder=collection.embedder,
                    dimension=collection.dimension,
                    splitter=collection.splitter,
                )
            )
        return True
