"""The truth: documents, their original bytes, and (in `chunk_table.py`) their chunks."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from components.errors import LoadError, NotFoundError, PasswordError
from components.protocols import Vectors
from components.stores.collection_table import CollectionTable
from components.stores.database import drop_unused_bytes, keep_bytes
from components.stores.tables import chunks, collections, documents, sources
from components.types import (
    Chunk,
    Collection,
    Document,
    Upload,
)

Rebuilt = tuple[str, Sequence[Chunk], Vectors]
"""A document's title, its chunks and their vectors."""


class Catalogue(CollectionTable):
    """Documents are *pending* until every part of them is stored, then *ready*. Of a long one that
    is *reading* the first pages are stored and found, unless another of its name is ready. No
    others are ever found. `generation` grows whenever what can be found has changed.
    """

    def replace_chunks(self, collection: Collection, rebuilt: Mapping[str, Rebuilt]) -> bool:
        """Put new chunks, by document id, in the place of all of a collection's, in one step.

        Nothing is changed, and False returned, where a ready document of it is not among them.
        What was deleted meanwhile is passed over.
        """
        ready = select(documents.c.id).where(
            documents.c.collection == collection.name, documents.c.status == "ready"
        )
        with self._database.write() as connection:
            present = set(connection.execute(ready).scalars())
            if present - rebuilt.keys():
                return False
            connection.execute(delete(chunks).where(chunks.c.document_id.in_(ready)))
            for document_id in sorted(present):
                self.put_chunks(*rebuilt[document_id])
            connection.execute(
                update(collections)
                .where(collections.c.name == collection.name)
                .values(
                    embedder=collection.embedder,
                    dimension=collection.dimension,
                    splitter=collection.splitter,
                )
            )
        self.generation += 1
        return True

    def put_pending(
        self, document: Document, *, collection: str, data: bytes, reason: str, source: str = ""
    ) -> None:
        """A document on its way: stored, found by nobody."""
        with self._database.write() as connection:
            keep_bytes(connection, document.sha256, data)
            connection.execute(delete(documents).where(documents.c.id == document.id))
            connection.execute(
                insert(documents).values(
                    **{key: value for key, value in asdict(document).items() if key in documents.c},
                    collection=collection,
                    size=len(data),
                    status="pending",
                    reason=reason,
                    locked=False,
                    created=time.time(),
                )
            )
            _put_source(connection, document.id, source)

    def put_part(
        self,
        document: Document,
        some: Sequence[Chunk],
        vectors: Vectors,
        *,
        collection: str,
        title: str,
        reason: str,
    ) -> None:
        """Let the first pages of a pending document be found, or more of one that is reading:
        `some` are chunks of the text so far that were not there yet.

        Raises NotFoundError where it has been deleted, moved or renamed meanwhile.
        """
        with self._database.write() as connection:
            _update_reading(connection, document, collection, reason)
            self.put_chunks(title, some, vectors)
        self.generation += 1

    def put_rest(
        self,
        document: Document,
        some: Sequence[Chunk],
        vectors: Vectors,
        *,
        collection: str,
        title: str,
        reason: str,
        gone: Sequence[str],
    ) -> tuple[str, ...]:
        """Make a document ready of which the first pages were found, in one step: without the
        chunks whose ids are `gone`, and with `some` more.

        Returns the ids of the chunks of those that it replaced. Raises NotFoundError as `put_part`.
        """
        with self._database.write() as connection:
            _update_reading(connection, document, collection, reason)
            doomed = func.json_each(json.dumps(list(gone))).table_valued("value")
            connection.execute(delete(chunks).where(chunks.c.id.in_(select(doomed.c.value))))
            self.put_chunks(title, some, vectors)
            return self.mark_ready(document.id)

    def put_again(
        self,
        document: Document,
        some: Sequence[Chunk],
        vectors: Vectors,
        *,
        title: str,
        reason: str,
    ) -> tuple[str, ...]:
        """Put what was read anew from a ready document's own bytes in its place, in one step.

        Returns the ids of the chunks that it has no more. Raises NotFoundError.
        """
        with self._database.write() as connection:
            mine = documents.c.id == document.id
            if connection.execute(select(documents.c.id).where(mine)).first() is None:
                raise NotFoundError(f"{document.name} has been deleted meanwhile.")
            old = connection.execute(
                select(chunks.c.id).where(chunks.c.document_id == document.id)
            ).scalars()
            gone = set(old) - {chunk.id for chunk in some}
            connection.execute(delete(chunks).where(chunks.c.document_id == document.id))
            connection.execute(
                update(documents).where(mine).values(**_read_values(document), reason=reason)
            )
            self.put_chunks(title, some, vectors)
        self.generation += 1
        return tuple(sorted(gone))

    def mark_ready(self, document_id: str) -> tuple[str, ...]:
        """Let the document be found, in the place of every other of its name, in one step.

        Returns the ids of the chunks of those that it replaced.
        """
        with self._database.write() as connection:
            row = connection.execute(
                select(documents.c.collection, documents.c.name).where(
                    documents.c.id == document_id
                )
            ).one()
            removed = _remove(
                connection, collection=row.collection, name=row.name, keep=document_id
            )
            connection.execute(
                update(documents).where(documents.c.id == document_id).values(status="ready")
            )
        self.generation += 1
        return removed

    def put_failed(
        self, upload: Upload, *, document_id: str, sha256: str, collection: str, error: LoadError
    ) -> None:
        """A row that says why; a ready document of the same name stays as it is.

        One of the very same bytes was read before, so nothing of it failed for good: no row.
        """
        with self._database.write() as connection:
            ready = documents.c.status == "ready"
            if connection.execute(
                select(documents.c.id).where(documents.c.id == document_id, ready)
            ).first():
                return
            connection.execute(
                delete(documents).where(
                    documents.c.collection == collection,
                    documents.c.name == upload.name,
                    documents.c.status != "ready",
                )
            )
            keep_bytes(connection, sha256, upload.data)
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
        self.generation += 1

    def delete(self, name: str, *, collection: str) -> tuple[str, ...]:
        """Remove every document of this name; returns the ids of their chunks.

        Raises NotFoundError.
        """
        with self._database.write() as connection:
            known = connection.execute(
                select(documents.c.id).where(
                    documents.c.collection == collection, documents.c.name == name
                )
            ).first()
            if known is None:
                raise NotFoundError(
                    f"There is no document named {name!r} in the collection {collection!r}; "
                    "the list command shows the names."
                )
            removed = _remove(connection, collection=collection, name=name, keep=None)
        self.generation += 1
        return removed

    def delete_rows(self, document_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Remove these documents, and no others of their names; their chunks' ids by collection."""
        inside = documents.c.id.in_(document_ids)
        removed: dict[str, list[str]] = {}
        with self._database.write() as connection:
            query = select(chunks.c.id, documents.c.collection).join(documents).where(inside)
            for row in connection.execute(query):
                removed.setdefault(row.collection, []).append(row.id)
            connection.execute(delete(documents).where(inside))
            drop_unused_bytes(connection)
        self.generation += 1
        return {collection: tuple(ids) for collection, ids in removed.items()}

    def discard_pending(self) -> None:
        """Forget what an ended process left half stored, or half read."""
        with self._database.write() as connection:
            connection.execute(
                delete(documents).where(documents.c.status.in_(("pending", "reading")))
            )
            drop_unused_bytes(connection)
        self.generation += 1


def _update_reading(
    connection: Connection, document: Document, collection: str, reason: str
) -> None:
    changed = connection.execute(
        update(documents)
        .where(
            documents.c.id == document.id,
            documents.c.name == document.name,
            documents.c.collection == collection,
            documents.c.status.in_(("pending", "reading")),
        )
        .values(**_read_values(document), status="reading", reason=reason)
    )
    if not changed.rowcount:
        raise NotFoundError(
            f"{document.name} was deleted, moved or renamed while it was being read. "
            "Add it again if it is still wanted."
        )


def _read_values(document: Document) -> dict[str, Any]:
    return {
        "text": document.text,
        "media_type": document.media_type,
        "pages": document.pages,
        "page_failures": [asdict(each) for each in document.page_failures],
    }


def _put_source(connection: Connection, document_id: str, address: str) -> None:
    if address:
        connection.execute(insert(sources).values(document_id=document_id, address=address))


def _remove(
    connection: Connection, *, collection: str, name: str, keep: str | None
) -> tuple[str, ...]:
    doomed = select(documents.c.id).where(
        documents.c.collection == collection,
        documents.c.name == name,
        documents.c.id != (keep or ""),
    )
    ids = connection.execute(select(chunks.c.id).where(chunks.c.document_id.in_(doomed)))
    removed = tuple(ids.scalars())
    connection.execute(delete(documents).where(documents.c.id.in_(doomed)))
    drop_unused_bytes(connection)
    return removed
