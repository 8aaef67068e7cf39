"""The data folder's database, and the one way to write to it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    create_engine,
    delete,
    event,
    select,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DatabaseError

from components.errors import StoreError
from components.stores.tables import blobs, documents, jobs, make_tables
from components.stores.versions import bring_forward


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
