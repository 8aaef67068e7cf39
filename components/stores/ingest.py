"""Documents entering the catalogue: pending, then reading or ready, or failed with a reason."""

import time
from collections.abc import Sequence

from sqlalchemy import Connection, delete, insert, select, true, update

from components.errors import (
    LimitError,
    LoadError,
    NotFoundError,
    PasswordError,
    UnsupportedTypeError,
)
from components.protocols import Vectors
from components.stores.chunks import delete_chunks, insert_chunks, packed, values
from components.stores.database import Database, save_blob
from components.stores.documents import content_columns, remove
from components.stores.tables import blobs, chunks, document_blocks, documents, sources
from components.types import Chunk, Document, Upload

_UNFINISHED = ("pending", "reading")


class Ingest:
    """Adds documents, each change in one transaction.

    A document is *pending* until all of it is stored, then *ready*. The first pages of a long one
    can be found while it is *reading*, unless a ready document has its name.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self, document: Document, *, collection: str, data: bytes, reason: str, source: str = ""
    ) -> None:
        """Store a document as pending, where no search finds it. Raises DiskFullError."""
        self._database.disk.require_room(len(data))
        with self._database.write() as connection:
            save_blob(connection, document.sha256, data)
            connection.execute(delete(documents).where(documents.c.id == document.id))
            connection.execute(
                insert(documents).values(
                    id=document.id,
                    collection=collection,
                    name=document.name,
                    sha256=document.sha256,
                    size=len(data),
                    status="pending",
                    reason=reason,
                    locked=False,
                    created=time.time(),
                    **content_columns(document),
                )
            )
            _put_source(connection, document.id, source)
            if document.blocks:
                row = {"document_id": document.id, "blocks": packed(document.blocks)}
                connection.execute(insert(document_blocks).values(row))

    def put_chunks(self, title: str, new: Sequence[Chunk], vectors: Vectors) -> None:
        """Store chunks of a pending document with their vectors (n, d)."""
        with self._database.write() as connection:
            insert_chunks(connection, title, new, vectors)

    def add_part(
        self,
        document: Document,
        new: Sequence[Chunk],
        vectors: Vectors,
        *,
        collection: str,
        title: str,
        reason: str,
    ) -> None:
        """Store the text read so far and its new chunks, which searches find from now on.

        Raises NotFoundError where the document was deleted, moved or renamed while it was read.
        """
        self._database.disk.require_room(len(document.text))
        with self._database.change() as connection:
            _update_unfinished(connection, document, collection, reason)
            insert_chunks(connection, title, new, vectors)

    def complete(
        self,
        document: Document,
        new: Sequence[Chunk],
        vectors: Vectors,
        *,
        collection: str,
        title: str,
        reason: str,
        gone: Sequence[str],
    ) -> tuple[str, ...]:
        """Make a document ready whose first pages could be found already.

        `gone` are ids of chunks that the whole document does not have; `new` are those to add.
        Returns the ids of the vectors that went, also with the documents that it replaced. Raises
        NotFoundError as `add_part` does.
        """
        with self._database.write() as connection:
            _update_unfinished(connection, document, collection, reason)
            removed = delete_chunks(connection, chunks.c.id.in_(values(gone)))
            insert_chunks(connection, title, new, vectors)
            return (*removed, *self.publish(document.id))

    def publish(self, document_id: str) -> tuple[str, ...]:
        """Make a document ready, replacing every other one of its name.

        Returns the ids of the vectors of those that it replaced.
        """
        own = documents.c.id == document_id
        with self._database.change() as connection:
            collection, name = connection.execute(
                select(documents.c.collection, documents.c.name).where(own)
            ).one()
            replaced = select(documents.c.id).where(
                documents.c.collection == collection, documents.c.name == name, ~own
            )
            removed = remove(connection, documents.c.id.in_(connection.scalars(replaced).all()))
            connection.execute(update(documents).where(own).values(status="ready"))
        return removed.get(collection, ())

    def fail(
        self, upload: Upload, *, document_id: str, sha256: str, collection: str, error: LoadError
    ) -> None:
        """Store a row that says why a file could not be read.

        A ready document of the same name stays; one of the same bytes was read before, so its row
        does not change.
        """
        same_name = (documents.c.collection == collection, documents.c.name == upload.name)
        with self._database.change() as connection:
            is_ready = (documents.c.id == document_id, documents.c.status == "ready")
            if connection.execute(select(documents.c.id).where(*is_ready)).first():
                return
            connection.execute(delete(documents).where(*same_name, documents.c.status != "ready"))
            if isinstance(error, LimitError | UnsupportedTypeError):
                _drop_refused_blob(connection, sha256)
            else:
                save_blob(connection, sha256, upload.data)
            connection.execute(
                insert(documents).values(
                    id=document_id,
                    collection=collection,
                    name=upload.name,
                    media_type="",
                    sha256=sha256,
                    size=len(upload.data),
                    text="",
                    pages=[],
                    page_failures=[],
                    status="failed",
                    reason=str(error),
                    locked=isinstance(error, PasswordError),
                    created=time.time(),
                )
            )
            _put_source(connection, document_id, upload.source)

    def discard_unfinished(self, document_id: str | None = None) -> dict[str, tuple[str, ...]]:
        """Delete what was stored or read in part, of one document or of all.

        Returns vector ids by collection.
        """
        chosen = true() if document_id is None else documents.c.id == document_id
        with self._database.change() as connection:
            return remove(connection, chosen & documents.c.status.in_(_UNFINISHED))


def _drop_refused_blob(connection: Connection, sha256: str) -> None:
    """Delete the bytes of a refused file, which may be large, unless another document has them."""
    used = select(documents.c.id).where(
        documents.c.sha256 == sha256, documents.c.status != "failed"
    )
    if connection.execute(used.limit(1)).first() is None:
        connection.execute(delete(blobs).where(blobs.c.sha256 == sha256))


def _update_unfinished(
    connection: Connection, document: Document, collection: str, reason: str
) -> None:
    changed = connection.execute(
        update(documents)
        .where(
            documents.c.id == document.id,
            documents.c.name == document.name,
            documents.c.collection == collection,
            documents.c.status.in_(_UNFINISHED),
        )
        .values(**content_columns(document), status="reading", reason=reason)
    )
    if not changed.rowcount:
        raise NotFoundError(
            f"{document.name} was deleted, moved or renamed while it was being read. "
            "Add it again to index it."
        )


def _put_source(connection: Connection, document_id: str, address: str) -> None:
    if address:
        connection.execute(insert(sources).values(document_id=document_id, address=address))
