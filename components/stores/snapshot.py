"""The whole catalogue, row by row, as it stood at one moment; and rows put back as they were."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select, update

from components.stores.conversations import answer_from
from components.stores.database import Database
from components.stores.tables import (
    blobs,
    chunks,
    collections,
    conversations,
    documents,
    preferences,
    sources,
    turns,
)

Row = dict[str, Any]


class Snapshot:
    """What a moment's catalogue holds, however it changes meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def collections(self) -> list[Row]:
        """Every column, by name."""
        return self._rows(select(collections).order_by(collections.c.name))

    def documents(self) -> list[Row]:
        """Every column but the text; without those that are on their way."""
        columns = [each for each in documents.c if each.name not in ("text", "page_failures")]
        address = func.coalesce(sources.c.address, "").label("source")
        query = (
            select(*columns, address)
            .outerjoin(sources, sources.c.document_id == documents.c.id)
            .where(
                documents.c.status.in_(("ready", "failed")),
                documents.c.sha256.in_(select(blobs.c.sha256)),  # a refused file has no bytes
            )
        )
        return self._rows(query.order_by(documents.c.created, documents.c.id))

    def text(self, document_id: str) -> Row:
        """A document's text and the pages that could not be read."""
        query = select(documents.c.text, documents.c.pages, documents.c.page_failures)
        return self._rows(query.where(documents.c.id == document_id))[0]

    def chunks(self, document_id: str) -> list[Row]:
        """Spans, pages, headings and float16 vectors, in reading order."""
        query = select(
            chunks.c.start, chunks.c.end, chunks.c.page, chunks.c.heading, chunks.c.embedding
        )
        return self._rows(query.where(chunks.c.document_id == document_id).order_by(chunks.c.start))

    def original(self, sha256: str) -> bytes:
        """Kept bytes."""
        return bytes(
            self._connection.execute(
                select(blobs.c.data).where(blobs.c.sha256 == sha256)
            ).scalar_one()
        )

    def conversations(self) -> list[Row]:
        """Every column, the oldest first."""
        return self._rows(
            select(conversations).order_by(conversations.c.created, conversations.c.id)
        )

    def turns(self, conversation_id: str) -> list[Row]:
        """Every column but the number and the conversation, in order."""
        columns = [each for each in turns.c if each.name not in ("number", "conversation_id")]
        query = select(*columns).where(turns.c.conversation_id == conversation_id)
        return self._rows(query.order_by(turns.c.number))

    def preferences(self) -> Row:
        """Name → value."""
        return {each["name"]: each["value"] for each in self._rows(select(preferences))}

    def _rows(self, query: Any) -> list[Row]:
        return [dict(row._mapping) for row in self._connection.execute(query)]


@contextmanager
def snapshot(database: Database) -> Iterator[Snapshot]:
    """Reads inside the block all see the same moment."""
    with database.engine.connect() as connection:
        # sqlite3 opens no transaction for reading alone.
        connection.exec_driver_sql("BEGIN")
        try:
            yield Snapshot(connection)
        finally:
            connection.rollback()


class RowKeeper:
    """Puts rows of another catalogue into this one; columns that this one lacks are left out."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_conversation(self, conversation_id: str) -> bool:
        """Whether there is one of this id."""
        with self._database.engine.connect() as connection:
            query = select(conversations.c.id).where(conversations.c.id == conversation_id)
            return connection.execute(query).first() is not None

    def says(self, conversation_id: str, said: Sequence[Row]) -> bool:
        """Whether a conversation's questions and answers are these."""
        query = select(turns.c.question, turns.c.answer)
        query = query.where(turns.c.conversation_id == conversation_id).order_by(turns.c.number)
        with self._database.engine.connect() as connection:
            rows = connection.execute(query).all()
        # As answers: what an older Footnote wrote lacks what it did not know.
        there = [(row.question, answer_from(row.answer)) for row in rows]
        here = [(row["question"], answer_from(row["answer"])) for row in said]
        return there == here

    def put_conversation(self, values: Row, said: Sequence[Row]) -> None:
        """A conversation and its turns, all or nothing."""
        with self._database.write() as connection:
            connection.execute(insert(conversations).values(**_known(conversations, values)))
            for each in said:
                row = {**each, "conversation_id": values["id"]}
                connection.execute(insert(turns).values(**_known(turns, row)))

    def set_created(self, document_id: str, created: float) -> None:
        """Set when a document was added, in seconds since 1970."""
        query = update(documents).where(documents.c.id == document_id).values(created=created)
        with self._database.write() as connection:
            connection.execute(query)


def _known(table: Table, values: Mapping[str, Any]) -> Row:
    return {name: value for name, value in values.items() if name in table.c}
