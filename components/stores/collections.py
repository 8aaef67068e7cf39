"""Collections in the catalogue: how their indexes are built, their names and instructions."""

import unicodedata
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from components.errors import ConflictError, NotFoundError
from components.stores.database import Database, drop_unused_blobs
from components.stores.tables import collections, conversations, documents, jobs
from components.types import DEFAULT_COLLECTION, Collection

MAX_NAME_LENGTH = 60


class Collections:
    """Collections by name; `VectorStore.settle` makes the vector index follow a change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Collection, ...]:
        """Return every collection, by name."""
        rows = self._database.all(select(collections).order_by(collections.c.name))
        return tuple(Collection(**row._mapping) for row in rows)

    def get(self, name: str) -> Collection | None:
        """Return the collection of this name, if there is one."""
        row = self._database.first(select(collections).where(collections.c.name == name))
        return Collection(**row._mapping) if row else None

    def put(self, collection: Collection) -> None:
        """Insert a collection, or update the one of its name."""
        values = asdict(collection)
        with self._database.write() as connection:
            connection.execute(
                upsert(collections)
                .values(values)
                .on_conflict_do_update(index_elements=["name"], set_=values)
            )

    def create(self, collection: Collection) -> None:
        """Insert a collection. Raises ConflictError where its name is not free or not valid."""
        with self._database.write() as connection:
            _check_name(connection, collection.name)
            connection.execute(insert(collections).values(asdict(collection)))

    def set_passage_tokens(self, name: str, tokens: int | None) -> None:
        """Set the size of a collection's passages (None: the default); a refresh applies it."""
        self._set(name, passage_tokens=tokens)

    def set_instructions(self, name: str, instructions: str) -> None:
        """Set what chat models are told about the style and language of their answers."""
        self._set(name, instructions=instructions)

    def rename(self, name: str, new: str) -> None:
        """Rename a collection; its documents and conversations follow.

        Raises ConflictError where the name is not free, or while files are being added to it.
        """
        with self._database.change() as connection:
            _check_idle(connection, name)
            _check_name(connection, new, instead_of=name)
            for table in (documents, conversations, jobs):
                connection.execute(
                    update(table).where(table.c.collection == name).values(collection=new)
                )
            changed = connection.execute(
                update(collections).where(collections.c.name == name).values(name=new)
            )
            _check_exists(changed.rowcount, name)

    def delete(self, name: str) -> None:
        """Delete a collection and all of its documents; conversations keep their quotes.

        Raises ConflictError while files are being added to it, NotFoundError.
        """
        with self._database.change() as connection:
            _check_idle(connection, name)
            connection.execute(delete(documents).where(documents.c.collection == name))
            connection.execute(delete(jobs).where(jobs.c.collection == name))
            deleted = connection.execute(delete(collections).where(collections.c.name == name))
            _check_exists(deleted.rowcount, name)
            drop_unused_blobs(connection)
        self._database.checkpoint()

    def _set(self, name: str, **values: Any) -> None:
        with self._database.write() as connection:
            connection.execute(
                update(collections).where(collections.c.name == name).values(**values)
            )


def _check_name(connection: Connection, name: str, *, instead_of: str = "") -> None:
    if not name.strip() or name != name.strip() or len(name) > MAX_NAME_LENGTH:
        raise ConflictError(
            f"A collection's name has 1 to {MAX_NAME_LENGTH} characters and no spaces around it."
        )
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in name):
        raise ConflictError("A collection's name has no control characters. Type another name.")
    others = {DEFAULT_COLLECTION, *connection.scalars(select(collections.c.name))} - {instead_of}
    if name.casefold() in map(str.casefold, others):
        raise ConflictError(f"There is already a collection named {name}. Choose another name.")


def _check_idle(connection: Connection, name: str) -> None:
    if name == DEFAULT_COLLECTION:
        raise ConflictError(
            "The first collection keeps its name and cannot be deleted; its documents can."
        )
    waiting = select(func.count()).where(
        jobs.c.collection == name, jobs.c.status.in_(("queued", "running"))
    )
    if connection.scalar(waiting):
        raise ConflictError(
            "Files are still being added to this collection. Wait until they are done, or cancel "
            "them."
        )


def _check_exists(count: int, name: str) -> None:
    if not count:
        raise NotFoundError(f"The collection {name} does not exist; it may have been deleted.")
