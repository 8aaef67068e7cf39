"""Collections and what belongs to them: made, renamed, emptied; documents moved between them."""

import unicodedata
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from components.errors import ConflictError, NotFoundError
from components.protocols import Vectors
from components.stores.chunk_table import chunk_values
from components.stores.database import Database, drop_unused_bytes
from components.stores.document_table import DocumentTable
from components.stores.tables import chunks, collections, conversations, documents, jobs
from components.types import DEFAULT_COLLECTION, Chunk, Collection

LONGEST_NAME = 60
"""Characters of a collection's name."""
_WAITING = ("queued", "running")


class CollectionTable(DocumentTable):
    """Every change is one transaction; the vector index follows it (`VectorStore.settle`)."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.generation = 0

    def collections(self) -> tuple[Collection, ...]:
        """By name."""
        with self._database.engine.connect() as connection:
            rows = connection.execute(select(collections).order_by(collections.c.name))
            return tuple(Collection(**row._mapping) for row in rows)

    def collection(self, name: str) -> Collection | None:
        """None where there is none of this name yet."""
        return next((each for each in self.collections() if each.name == name), None)

    def put_collection(self, collection: Collection) -> None:
        """Make it, or change what its index is built with."""
        values = asdict(collection)
        with self._database.write() as connection:
            connection.execute(
                upsert(collections)
                .values(values)
                .on_conflict_do_update(index_elements=["name"], set_=values)
            )

    def want_passages(self, collection: str, tokens: int | None) -> None:
        """How large its passages are to be; a refresh makes them so. None: as they come."""
        with self._database.write() as connection:
            connection.execute(
                update(collections)
                .where(collections.c.name == collection)
                .values(passage_tokens=tokens)
            )

    def instruct(self, collection: str, instructions: str) -> None:
        """What a person wants of its answers: style, language, length; for chat models."""
        with self._database.write() as connection:
            connection.execute(
                update(collections)
                .where(collections.c.name == collection)
                .values(instructions=instructions)
            )

    def make_collection(self, collection: Collection) -> None:
        """Raises ConflictError where its name is taken or cannot be one."""
        with self._database.write() as connection:
            _check_name(connection, collection.name)
            connection.execute(
                insert(collections).values(
                    name=collection.name,
                    embedder=collection.embedder,
                    dimension=collection.dimension,
                    splitter=collection.splitter,
                )
            )

    def rename_collection(self, name: str, new: str) -> None:
        """Its documents and conversations follow; ids stay.

        Raises ConflictError, also while files are being added to it.
        """
        with self._database.write() as connection:
            _check_idle(connection, name)
            _check_name(connection, new, instead_of=name)
            for table in (documents, conversations, jobs):
                connection.execute(
                    update(table).where(table.c.collection == name).values(collection=new)
                )
            changed = connection.execute(
                update(collections).where(collections.c.name == name).values(name=new)
            )
            _check_found(changed.rowcount, name)
        self.generation += 1

    def delete_collection(self, name: str) -> None:
        """Remove it with all of its documents; conversations keep the quotes that they have.

        Raises ConflictError while files are being added to it, NotFoundError.
        """
        with self._database.write() as connection:
            _check_idle(connection, name)
            connection.execute(delete(documents).where(documents.c.collection == name))
            connection.execute(delete(jobs).where(jobs.c.collection == name))
            gone = connection.execute(delete(collections).where(collections.c.name == name))
            _check_found(gone.rowcount, name)
            drop_unused_bytes(connection)
        self._database.fold()
        self.generation += 1

    def move_documents(self, document_ids: Sequence[str], *, collection: str) -> tuple[str, ...]:
        """Put documents into another collection, all or none; returns where they were.

        Ids stay, so old citations still lead to them. Raises ConflictError where the other
        collection has a document of one of their names.
        """
        with self._database.write() as connection:
            known = connection.execute(
                select(collections.c.name).where(collections.c.name == collection)
            ).first()
            _check_found(0 if known is None else 1, collection)
            inside = documents.c.id.in_(document_ids)
            moved = connection.execute(
                select(documents.c.name, documents.c.collection).where(
                    inside, documents.c.collection != collection
                )
            ).all()
            taken = connection.execute(
                select(documents.c.name)
                .where(
                    documents.c.collection == collection,
                    documents.c.name.in_({row.name for row in moved}),
                )
                .order_by(documents.c.name)
            ).scalars()
            if names := list(dict.fromkeys(taken)):
                more = f" and {len(names) - 1} more" if len(names) > 1 else ""
                raise ConflictError(
                    f"There is already a document named {names[0]}{more} there, so nothing was "
                    "moved. Rename or delete one of each pair first."
                )
            connection.execute(update(documents).where(inside).values(collection=collection))
        self.generation += 1
        return tuple(sorted({row.collection for row in moved}))

    def rename_document(self, document_id: str, name: str) -> None:
        """Give it another name; what its chunks are found by follows (`retitle`).

        Raises ConflictError where the name is taken in its collection, NotFoundError.
        """
        with self._database.write() as connection:
            collection = connection.scalar(
                select(documents.c.collection).where(documents.c.id == document_id)
            )
            if collection is None:
                raise NotFoundError("This document has been deleted meanwhile.")
            taken = connection.scalar(
                select(documents.c.id).where(
                    documents.c.collection == collection,
                    documents.c.name == name,
                    documents.c.id != document_id,
                )
            )
            if taken is not None:
                raise ConflictError(
                    f"There is already a document named {name} in this collection. "
                    "Choose another name."
                )
            connection.execute(
                update(documents).where(documents.c.id == document_id).values(name=name)
            )
        self.generation += 1

    def retitle(
        self, document_id: str, title: str, some: Sequence[Chunk], vectors: Vectors
    ) -> str | None:
        """New vectors (n, d) and keywords for a ready document's chunks, whose ids stay.

        Returns its collection; None where the document is gone.
        """
        with self._database.write() as connection:
            collection = connection.scalar(
                select(documents.c.collection).where(
                    documents.c.id == document_id, documents.c.status == "ready"
                )
            )
            if collection is None:
                return None
            connection.execute(delete(chunks).where(chunks.c.document_id == document_id))
            if some:
                connection.execute(insert(chunks), chunk_values(title, some, vectors))
        self.generation += 1
        return str(collection)

    def place_of(self, document_id: str) -> tuple[str, str] | None:
        """The collection and the name of the document with this id, whatever its status."""
        query = select(documents.c.collection, documents.c.name).where(
            documents.c.id == document_id
        )
        with self._database.engine.connect() as connection:
            row = connection.execute(query).one_or_none()
        return (row.collection, row.name) if row else None

    def count_documents(self) -> dict[str, int]:
        """How many rows each collection's table has; those without any are left out."""
        query = (
            select(documents.c.collection, func.count().label("documents"))
            .where(documents.c.status != "pending")
            .group_by(documents.c.collection)
        )
        with self._database.engine.connect() as connection:
            return {row.collection: row.documents for row in connection.execute(query)}


def _check_name(connection: Connection, name: str, *, instead_of: str = "") -> None:
    if not name.strip() or name != name.strip() or len(name) > LONGEST_NAME:
        raise ConflictError(f"A collection's name has 1 to {LONGEST_NAME} characters.")
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in name):
        raise ConflictError("A collection's name has no control characters; type it anew.")
    taken = connection.execute(select(collections.c.name)).scalars()
    for other in {DEFAULT_COLLECTION, *taken} - {instead_of}:
        if other.casefold() == name.casefold():
            raise ConflictError(f"There is already a collection named {name}. Choose another name.")


def _check_idle(connection: Connection, name: str) -> None:
    if name == DEFAULT_COLLECTION:
        raise ConflictError(
            "The first collection keeps its name and cannot be deleted; its documents can."
        )
    waiting = connection.scalar(
        select(func.count()).where(jobs.c.collection == name, jobs.c.status.in_(_WAITING))
    )
    if waiting:
        raise ConflictError(
            "Files are still being added to this collection. Wait until they are done, or cancel "
            "them."
        )


def _check_found(count: int, name: str) -> None:
    if not count:
        raise NotFoundError(f"The collection {name} is not there; it may have been deleted.")
