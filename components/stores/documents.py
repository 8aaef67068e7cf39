"""Documents in the catalogue: their rows, text and original bytes; renaming, moving, deleting."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, func, select, update

from components.errors import ConflictError, NotFoundError
from components.stores.chunks import unpacked
from components.stores.database import Database, drop_unused_blobs
from components.stores.tables import (
    blobs,
    chunks,
    collections,
    document_blocks,
    documents,
    sources,
)
from components.types import FOUND, Document, DocumentRow, PageFailure, ReadyDocument

_CHUNK_COUNT = (
    select(func.count())
    .where(chunks.c.document_id == documents.c.id)
    .correlate(documents)
    .scalar_subquery()
)
_ROWS = (
    select(
        *(each for each in documents.c if each.name not in ("text", "page_failures")),
        _CHUNK_COUNT.label("chunks"),
        func.coalesce(sources.c.address, "").label("source"),
        exists().where(blobs.c.sha256 == documents.c.sha256).label("has_original"),
    )
    .outerjoin(sources, sources.c.document_id == documents.c.id)
    .order_by(documents.c.name, documents.c.created.desc())
)


class Documents:
    """Documents by id or name, whatever their status; `Ingest` adds them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def row(self, document_id: str) -> DocumentRow:
        """Return a document's row. Raises NotFoundError."""
        rows = self._rows(documents.c.id == document_id)
        if not rows:
            raise _no_document(document_id)
        return rows[0]

    def rows(
        self, collection: str | None = None, *, name: str | None = None
    ) -> tuple[DocumentRow, ...]:
        """Return rows by name; where two have the same name, the newest comes first."""
        conditions = [documents.c.collection == collection] if collection is not None else []
        if name is not None:
            conditions.append(documents.c.name == name)
        return self._rows(*conditions)

    def from_address(self, address: str, *, collection: str) -> DocumentRow | None:
        """Return the document that was fetched from this web address, a ready one if possible."""
        rows = self._rows(sources.c.address == address, documents.c.collection == collection)
        return min(rows, key=lambda row: row.status != "ready", default=None)

    def get(self, document_id: str) -> Document:
        """Return a document with its whole text. Raises NotFoundError."""
        query = select(documents, document_blocks.c.blocks).outerjoin(document_blocks)
        row = self._database.first(query.where(documents.c.id == document_id))
        if row is None:
            raise _no_document(document_id)
        return Document(
            id=row.id,
            name=row.name,
            media_type=row.media_type,
            sha256=row.sha256,
            text=row.text,
            pages=tuple(row.pages),
            page_failures=tuple(PageFailure(**failure) for failure in row.page_failures),
            blocks=unpacked(row.blocks or ()),
        )

    def original(self, sha256: str) -> bytes:
        """Return original bytes by their hash. Raises NotFoundError."""
        data = self._database.scalar(select(blobs.c.data).where(blobs.c.sha256 == sha256))
        if data is None:
            raise NotFoundError("The original file is not stored. Upload it again to read it.")
        return bytes(data)

    def searchable(self) -> tuple[ReadyDocument, ...]:
        """Return every document that a search can find."""
        query = select(
            documents.c.id, documents.c.collection, documents.c.name, documents.c.media_type
        ).where(documents.c.status.in_(FOUND))
        return tuple(ReadyDocument(**row._mapping) for row in self._database.all(query))

    def searchable_names(self, collection: str) -> tuple[tuple[str, str], ...]:
        """Return (id, name) of the documents that a search can find, the newest first."""
        query = (
            select(documents.c.id, documents.c.name)
            .where(documents.c.collection == collection, documents.c.status.in_(FOUND))
            .order_by(documents.c.created.desc(), documents.c.name)
        )
        return tuple((row.id, row.name) for row in self._database.all(query))

    def location(self, document_id: str) -> tuple[str, str] | None:
        """Return a document's collection and name; None where there is no such document."""
        query = select(documents.c.collection, documents.c.name)
        row = self._database.first(query.where(documents.c.id == document_id))
        return (row.collection, row.name) if row else None

    def count_by_collection(self) -> dict[str, int]:
        """Return the number of documents in each collection that has any."""
        query = (
            select(documents.c.collection, func.count().label("documents"))
            .where(documents.c.status != "pending")
            .group_by(documents.c.collection)
        )
        return {row.collection: row.documents for row in self._database.all(query)}

    def move(self, document_ids: Sequence[str], *, collection: str) -> tuple[str, ...]:
        """Move documents to another collection, all or none; returns the collections they left.

        Ids stay, so old citations still lead to them. Raises ConflictError where the other
        collection has a document of one of their names, NotFoundError.
        """
        inside = documents.c.id.in_(document_ids)
        with self._database.change() as connection:
            target = select(collections.c.name).where(collections.c.name == collection)
            if connection.execute(target).first() is None:
                raise NotFoundError(f"The collection {collection} does not exist.")
            moved = connection.execute(
                select(documents.c.name, documents.c.collection).where(
                    inside, documents.c.collection != collection
                )
            ).all()
            conflicts = sorted(
                set(
                    connection.scalars(
                        select(documents.c.name).where(
                            documents.c.collection == collection,
                            documents.c.name.in_({row.name for row in moved}),
                        )
                    )
                )
            )
            if conflicts:
                more = f" and {len(conflicts) - 1} more" if len(conflicts) > 1 else ""
                raise ConflictError(
                    f"There is already a document named {conflicts[0]}{more} there, so nothing was "
                    "moved. Rename or delete one of each pair first."
                )
            connection.execute(update(documents).where(inside).values(collection=collection))
        return tuple(sorted({row.collection for row in moved}))

    def rename(self, document_id: str, name: str) -> None:
        """Rename a document; `Reindexing.retitle` updates what finds its chunks.

        Raises ConflictError where its collection has a document of that name, NotFoundError.
        """
        own = documents.c.id == document_id
        with self._database.change() as connection:
            collection = connection.scalar(select(documents.c.collection).where(own))
            if collection is None:
                raise _no_document(document_id)
            same_name = select(documents.c.id).where(
                documents.c.collection == collection, documents.c.name == name, ~own
            )
            if connection.execute(same_name).first():
                raise ConflictError(
                    f"There is already a document named {name} in this collection. "
                    "Choose another name."
                )
            connection.execute(update(documents).where(own).values(name=name))

    def set_created(self, document_id: str, created: float) -> None:
        """Set when a document was added, in seconds since 1970."""
        query = update(documents).where(documents.c.id == document_id).values(created=created)
        with self._database.write() as connection:
            connection.execute(query)

    def delete(self, name: str, *, collection: str) -> tuple[str, ...]:
        """Delete every document of this name; returns the ids of their vectors.

        Raises NotFoundError.
        """
        named = (documents.c.collection == collection, documents.c.name == name)
        with self._database.change() as connection:
            ids = connection.scalars(select(documents.c.id).where(*named)).all()
            if not ids:
                raise NotFoundError(
                    f"There is no document named {name!r} in the collection {collection!r}; "
                    "the list command shows the names."
                )
            removed = remove(connection, documents.c.id.in_(ids))
        return removed.get(collection, ())

    def delete_ids(self, document_ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """Delete these documents; returns the ids of their vectors by collection."""
        with self._database.change() as connection:
            return remove(connection, documents.c.id.in_(document_ids))

    def _rows(self, *conditions: ColumnElement[bool]) -> tuple[DocumentRow, ...]:
        return tuple(map(_document_row, self._database.all(_ROWS.where(*conditions))))


def content_columns(document: Document) -> dict[str, Any]:
    """Return the columns that hold what was read of a document."""
    return {
        "text": document.text,
        "media_type": document.media_type,
        "pages": document.pages,
        "page_failures": [asdict(each) for each in document.page_failures],
    }


def remove(connection: Connection, condition: ColumnElement[bool]) -> dict[str, tuple[str, ...]]:
    """Delete documents with their chunks and unused bytes; returns vector ids by collection."""
    query = select(chunks.c.vector, documents.c.collection).join(documents).where(condition)
    removed: dict[str, list[str]] = {}
    for row in connection.execute(query.distinct()):
        removed.setdefault(row.collection, []).append(row.vector)
    connection.execute(delete(documents).where(condition))
    drop_unused_blobs(connection)
    return {collection: tuple(ids) for collection, ids in removed.items()}


def _no_document(document_id: str) -> NotFoundError:
    return NotFoundError(f"No document has the id {document_id!r}; it may have been deleted.")


def _document_row(row: Row[Any]) -> DocumentRow:
    return DocumentRow(**{**row._mapping, "pages": len(row.pages) or None})
