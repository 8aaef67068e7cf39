"""The data folder's SQLite database, and the one way to write to it."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Row,
    Select,
    TextClause,
    create_engine,
    delete,
    event,
    select,
    text,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DatabaseError

from components.errors import DiskFullError, StoreError
from components.stores.disk import Disk
from components.stores.tables import blobs, documents, jobs, make_tables, vector_id
from components.stores.versions import migrate

_PAGES_AT_ONCE = 1_000  # of 4 kB
_SNAPSHOT = "exports/snapshot.partial"
"""Below `exports`, where a start removes what a killed process left."""


class Database:
    """`catalogue.sqlite3` in the data folder.

    Any number of threads may read; `write()` admits one at a time. Raises StoreError where the
    file is not a catalogue, or was written by a newer Footnote.
    """

    def __init__(self, home: Path, *, name: str = "catalogue.sqlite3") -> None:
        self._home = home
        self.path = home / name
        self.generation = 0
        """Grows whenever a search could find something else than before."""
        self.disk = Disk(home)
        self.disk.use_reserve()
        self.engine: Engine = create_engine(f"sqlite:///{self.path}", connect_args={"timeout": 30})
        event.listen(self.engine, "connect", _configure)
        event.listen(self.engine, "handle_error", self._explain)
        self._writing = threading.RLock()
        self._transaction: Connection | None = None
        try:
            with self.write() as connection:
                migrate(connection)
                make_tables(connection)
        except DatabaseError as error:
            raise StoreError(
                f"{self.path} cannot be used ({error.orig}). If it is damaged, replace it with a "
                "copy from a backup, or move it away to start with an empty library."
            ) from error

    def all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return every row of a query."""
        with self.engine.connect() as connection:
            return connection.execute(query).all()

    def first(self, query: Select[Any]) -> Row[Any] | None:
        """Return the first row of a query, if there is one."""
        with self.engine.connect() as connection:
            return connection.execute(query).first()

    def scalar(self, query: Select[Any] | TextClause) -> Any:
        """Return the first column of the first row of a query; None where there is no row."""
        with self.engine.connect() as connection:
            return connection.scalar(query)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that commits at the end of the block, or rolls back if it raises.

        A block inside another block joins the outer transaction.
        """
        with self._writing:
            if self._transaction is not None:
                yield self._transaction
                return
            self.disk.use_reserve()
            with self.engine.begin() as connection:
                # Overwriting deleted text writes a copy of all of it to the log first.
                erasing = "FAST" if self.disk.is_low else "ON"
                connection.exec_driver_sql(f"PRAGMA secure_delete = {erasing}")
                self._transaction = connection
                try:
                    yield connection
                finally:
                    self._transaction = None

    @contextmanager
    def change(self) -> Iterator[Connection]:
        """Open a transaction, as `write` does, after which a search may find something else."""
        with self.write() as connection:
            yield connection
        self.generation += 1

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Keep other threads from writing during the block."""
        with self._writing:
            yield

    def checkpoint(self) -> bool:
        """Move the write-ahead log into the file, so that deleted text is in neither.

        Returns False where a reader prevented it.
        """
        with self.engine.connect() as connection:
            busy, *_ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
            return not busy

    def shrink(self) -> None:
        """Give unused pages back to the disk, in steps that need little room themselves."""
        unused = self._unused_pages()
        while unused:
            with self.write_lock(), closing(self.engine.raw_connection()) as connection:
                # A script, because `execute` would stop after the first page.
                connection.cursor().executescript(
                    f"PRAGMA secure_delete = FAST; PRAGMA incremental_vacuum({_PAGES_AT_ONCE})"
                )
            before, unused = unused, self._unused_pages()
            # An old file has no auto_vacuum until it is rewritten, and keeps its size.
            if unused == before or not self.checkpoint():
                return

    def _unused_pages(self) -> int:
        return int(self.scalar(text("PRAGMA freelist_count")))

    @contextmanager
    def snapshot(self) -> Iterator["Database"]:
        """Copy the catalogue and open the copy, which is deleted at the end of the block.

        Raises DiskFullError.
        """
        self.disk.require_room(self.path.stat().st_size, growth=1)
        path = self._home / _SNAPSHOT
        path.parent.mkdir(exist_ok=True)
        try:
            with (
                closing(sqlite3.connect(path)) as target,
                closing(self.engine.raw_connection()) as source,
            ):
                source.driver_connection.backup(target)  # type: ignore[union-attr]
            with closing(Database(self._home, name=_SNAPSHOT)) as copy:
                yield copy
        except sqlite3.Error as error:
            raise StoreError(f"The catalogue could not be copied ({error}).") from error
        finally:
            for left in path.parent.glob(f"{path.name}*"):
                left.unlink()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _explain(self, context: ExceptionContext) -> None:
        if self.disk.is_full_error(context.original_exception):
            raise DiskFullError from context.original_exception


def save_blob(connection: Connection, sha256: str, data: bytes) -> None:
    """Store original bytes under their hash, once."""
    connection.execute(insert(blobs).values(sha256=sha256, data=data).on_conflict_do_nothing())


def drop_unused_blobs(connection: Connection) -> None:
    """Delete the original bytes that belong to no document and to no waiting job."""
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
        "auto_vacuum = INCREMENTAL",  # only for a new file; others get it when they are rewritten
        "journal_mode = WAL",
        "synchronous = FULL",  # so that an acknowledged write survives a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # overwrites deleted text with zeros
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # SQLite's own lower() knows ASCII alone.
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    connection.create_function("vector_id", 1, vector_id, deterministic=True)
