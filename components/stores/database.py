"""The tables of the data folder, and the one way to write to them."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from components.errors import StoreError
from components.stores.versions import bring_forward

metadata = MetaData()

collections = Table(
    "collections",
    metadata,
    Column("name", Text, primary_key=True),
    Column("embedder", Text, nullable=False),
    Column("dimension", Integer, nullable=False),
    Column("splitter", Text, nullable=False),
    Column("passage_tokens", Integer),  # what a person wants; null where they said nothing
    Column("instructions", Text, nullable=False, server_default=""),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("collection", Text, nullable=False, index=True),
    Column("name", Text, nullable=False, index=True),
    Column("media_type", Text, nullable=False),
    Column("sha256", Text, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("pages", JSON, nullable=False),
    Column("page_failures", JSON, nullable=False),
    Column("status", Text, nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("created", Float, nullable=False),
    Column("text", Text, nullable=False),  # last: SQLite walks through it to what stands behind
)

# Beside the documents, not among their columns: one added later would stand behind the text.
sources = Table(
    "sources",
    metadata,
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("address", Text, nullable=False, index=True),
)

chunks = Table(
    "chunks",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", Text, unique=True, nullable=False),
    Column(
        "document_id",
        Text,
        ForeignKey("documents.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("page", Integer),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("title", Text, nullable=False),  # the document's, in words, for keyword search
    Column("heading", Text, nullable=False),  # the path, a heading a line
    Column("embedding", LargeBinary, nullable=False),  # float16
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("collection", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("locked", Boolean, nullable=False),  # whether a password, kept in memory, opens it
    Column("status", Text, nullable=False, index=True),
    Column("result", JSON),
    Column("created", Float, nullable=False),
    Column("kind", Text, nullable=False, server_default="index"),
    Column("target", Text, nullable=False, server_default=""),  # a web address, or a document's id
    Column("size", Integer, nullable=False, server_default="0"),
    Column("started", Float),
    Column("ended", Float),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("collection", Text, nullable=False),
    Column("created", Float, nullable=False),
)

turns = Table(
    "turns",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column(
        "conversation_id",
        Text,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("question", Text, nullable=False),
    Column("answer", JSON, nullable=False),
    Column("good", Boolean),  # what the person thought of it; null where they said nothing
    Column("reason", Text),
)

preferences = Table(
    "preferences",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSON, nullable=False),
)

tried_models = Table(
    "tried_models",  # of those on offer: which are kept, and how they did
    metadata,
    Column("model", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("verdict", JSON, nullable=False),
)

kept_answers = Table(
    "kept_answers",  # a chat model's answers, to be given again
    metadata,
    Column("key", Text, primary_key=True),
    Column("answer", JSON, nullable=False),
    Column("written", Float, nullable=False),  # seconds since the epoch
    Column("used", Float, nullable=False, index=True),
)

# The documents whose passages the model was shown. Where one is gone, an answer cannot be put in.
kept_answer_documents = Table(
    "kept_answer_documents",
    metadata,
    Column("key", Text, ForeignKey("kept_answers.key", ondelete="CASCADE"), primary_key=True),
    Column("document_id", Text, ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Index("kept_answers_of_documents", "document_id"),
)

upkeep = Table(
    "upkeep",  # what of the files is still to be done since something was deleted
    metadata,
    Column("name", Text, primary_key=True),
    Column("since", Integer, nullable=False),  # seconds since the epoch
    Column("mark", Integer, nullable=False),  # another one for every deletion
)

# Keyword search: an index without a copy of the text, kept in step by triggers.
_KEYWORD_INDEX = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS keywords USING fts5(
         text, title, heading, content='chunks', content_rowid='number',
         tokenize="porter unicode61 remove_diacritics 2")""",
    """CREATE TRIGGER IF NOT EXISTS chunks_inserted AFTER INSERT ON chunks BEGIN
         INSERT INTO keywords(rowid, text, title, heading)
         VALUES (new.number, new.text, new.title, new.heading);
       END""",
    """CREATE TRIGGER IF NOT EXISTS chunks_deleted AFTER DELETE ON chunks BEGIN
         INSERT INTO keywords(keywords, rowid, text, title, heading)
         VALUES ('delete', old.number, old.text, old.title, old.heading);
       END""",
)

# What is deleted, by whichever way, is to be erased from the files too (erasing.py).
_DELETIONS = (
    """CREATE TRIGGER IF NOT EXISTS documents_deleted AFTER DELETE ON documents BEGIN
         INSERT OR REPLACE INTO upkeep(name, since, mark)
         VALUES ('deleted', CAST(strftime('%s', 'now') AS INTEGER), random());
       END""",
    """CREATE TRIGGER IF NOT EXISTS conversations_deleted AFTER DELETE ON conversations BEGIN
         INSERT OR REPLACE INTO upkeep(name, since, mark)
         VALUES ('deleted', CAST(strftime('%s', 'now') AS INTEGER), random());
       END""",
    # A kept answer quotes its documents, and may have been said in any conversation.
    """CREATE TRIGGER IF NOT EXISTS kept_answer_documents_deleted
       AFTER DELETE ON kept_answer_documents BEGIN
         DELETE FROM kept_answers WHERE key = old.key;
       END""",
    """CREATE TRIGGER IF NOT EXISTS conversations_deleted_answers
       AFTER DELETE ON conversations BEGIN
         DELETE FROM kept_answers;
       END""",
)


# Deleted words leave the index at once, where SQLite can; older ones keep them until it merges.
_ERASE_KEYWORDS = "INSERT INTO keywords(keywords, rank) VALUES ('secure-delete', 1)"
_CAN_ERASE_KEYWORDS = sqlite3.sqlite_version_info >= (3, 42)


class Database:
    """`catalogue.sqlite3` in the data folder.

    Many threads may read; `write()` lets one in at a time. Raises StoreError where the file is
    not a catalogue, or one of a newer Footnote.
    """

    def __init__(self, home: Path) -> None:
        path = home / "catalogue.sqlite3"
        self.path = path
        self.engine: Engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 30})
        event.listen(self.engine, "connect", _configure)
        self._writing = threading.RLock()
        self._transaction: Connection | None = None
        try:
            with self.write() as connection:
                bring_forward(connection)
                make_tables(connection)
        except DatabaseError as error:
            raise StoreError(
                f"{path} cannot be used ({error.orig}). If it is damaged, put a copy from a "
                "backup in its place, or move it away to start with an empty library."
            ) from error

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that ends with the block: kept, or undone where the block raises.

        A block inside a block belongs to the outer one's transaction.
        """
        with self._writing:
            if self._transaction is not None:
                yield self._transaction
                return
            with self.engine.begin() as connection:
                self._transaction = connection
                try:
                    yield connection
                finally:
                    self._transaction = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold off those who would write."""
        with self._writing:
            yield

    def fold(self) -> bool:
        """Empty the write-ahead log into the file, so that what was deleted is in neither.

        False where a reader stood in the way.
        """
        with self.engine.connect() as connection:
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            return not busy

    def close(self) -> None:
        """Give the file back."""
        self.engine.dispose()


def make_tables(connection: Connection) -> None:
    """Tables, keyword index and triggers, where they are not there yet."""
    metadata.create_all(connection)
    for statement in (*_KEYWORD_INDEX, *_DELETIONS):
        connection.execute(text(statement))
    if _CAN_ERASE_KEYWORDS:
        connection.execute(text(_ERASE_KEYWORDS))


def keep_bytes(connection: Connection, sha256: str, data: bytes) -> None:
    """Original bytes by their hash, once."""
    connection.execute(insert(blobs).values(sha256=sha256, data=data).on_conflict_do_nothing())


def drop_unused_bytes(connection: Connection) -> None:
    """Forget the original bytes that no document and no waiting job has."""
    connection.execute(
        delete(blobs).where(
            blobs.c.sha256.not_in(select(documents.c.sha256)),
            blobs.c.sha256.not_in(
                select(jobs.c.sha256).where(jobs.c.status.in_(("queued", "running")))
            ),
        )
    )


def _configure(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",  # what was acknowledged outlives a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # deleted text is overwritten
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own lower() knows ASCII alone.
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
