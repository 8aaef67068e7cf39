"""Documents as they are stored: in short for lists, whole, and their original bytes."""

from typing import Any

from sqlalchemy import func, select

from components.errors import NotFoundError
from components.stores.chunk_table import ChunkTable
from components.stores.tables import blobs, chunks, documents, sources
from components.types import FOUND, Document, DocumentRow, PageFailure, ReadyDocument

_ROW_COLUMNS = [each for each in documents.c if each.name not in ("text", "page_failures")]


class DocumentTable(ChunkTable):
    """Reads documents, whatever their status; `catalogue.py` writes them."""

    def ready(self) -> tuple[ReadyDocument, ...]:
        """Every document that can be found, in short."""
        query = select(
            documents.c.id, documents.c.collection, documents.c.name, documents.c.media_type
        ).where(documents.c.status.in_(FOUND))
        with self._database.engine.connect() as connection:
            return tuple(ReadyDocument(**row._mapping) for row in connection.execute(query))

    def row(self, document_id: str) -> DocumentRow:
        """A document's row, ready or not. Raises NotFoundError."""
        own = select(func.count()).where(chunks.c.document_id == document_id).scalar_subquery()
        query = select(*_ROW_COLUMNS, own.label("chunks")).where(documents.c.id == document_id)
        with self._database.engine.connect() as connection:
            found = connection.execute(query).one_or_none()
        if found is None:
            raise no_document(document_id)
        return _document_row(dict(found._mapping))

    def documents(
        self, collection: str | None = None, *, name: str | None = None
    ) -> tuple[DocumentRow, ...]:
        """Rows for the library's table, by name, the newest first where a name stands twice."""
        counts = (
            select(chunks.c.document_id, func.count().label("chunks"))
            .group_by(chunks.c.document_id)
            .subquery()
        )
        query = (
            select(
                *_ROW_COLUMNS,
                func.coalesce(counts.c.chunks, 0).label("chunks"),
                func.coalesce(sources.c.address, "").label("source"),
            )
            .outerjoin(counts, counts.c.document_id == documents.c.id)
            .outerjoin(sources, sources.c.document_id == documents.c.id)
            .order_by(documents.c.name, documents.c.created.desc())
        )
        if collection is not None:
            query = query.where(documents.c.collection == collection)
        if name is not None:
            query = query.where(documents.c.name == name)
        with self._database.engine.connect() as connection:
            return tuple(_document_row(dict(row._mapping)) for row in connection.execute(query))

    def ready_names(self, collection: str) -> tuple[tuple[str, str], ...]:
        """(id, name) of the documents that can be found, the newest first."""
        query = (
            select(documents.c.id, documents.c.name)
            .where(documents.c.collection == collection, documents.c.status.in_(FOUND))
            .order_by(documents.c.created.desc(), documents.c.name)
        )
        with self._database.engine.connect() as connection:
            return tuple((row.id, row.name) for row in connection.execute(query))

    def document(self, document_id: str) -> Document:
        """The whole of a document. Raises NotFoundError."""
        query = select(documents).where(documents.c.id == document_id)
        with self._database.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise no_document(document_id)
        return Document(
            id=row.id,
            name=row.name,
            media_type=row.media_type,
            sha256=row.sha256,
            text=row.text,
            pages=tuple(row.pages),
            page_failures=tuple(PageFailure(**failure) for failure in row.page_failures),
        )

    def source(self, address: str, *, collection: str) -> DocumentRow | None:
        """The document that was fetched from this address, a ready one first."""
        rows = [row for row in self.documents(collection) if row.source == address]
        return min(rows, key=lambda row: row.status != "ready", default=None)

    def blob(self, sha256: str) -> bytes:
        """The original bytes. Raises NotFoundError."""
        with self._database.engine.connect() as connection:
            data = connection.execute(
                select(blobs.c.data).where(blobs.c.sha256 == sha256)
            ).scalar_one_or_none()
        if data is None:
            raise NotFoundError(f"The original file {sha256[:12]}… is not kept any more.")
        return bytes(data)


def no_document(document_id: str) -> NotFoundError:
    """There is none of this id."""
    return NotFoundError(f"No document has the id {document_id!r}; it may have been deleted.")


def _document_row(values: dict[str, Any]) -> DocumentRow:
    values["pages"] = len(values["pages"]) or None
    return DocumentRow(**values)
