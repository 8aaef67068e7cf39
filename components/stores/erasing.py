"""Erase deleted text from the files, not only from the tables.

SQLite overwrites deleted rows with zeros (`secure_delete`), and FTS5 removes their words from
SQLite 3.42 on. The write-ahead log keeps old pages until a checkpoint. Where rows were moved to
another page, a copy may stay in unused space (we saw it for 2 of 1,750 deleted conversations):
only writing the whole file again removes every trace.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError

from components.errors import StoreError
from components.stores.database import Database
from components.stores.tables import CAN_ERASE_KEYWORDS, make_tables, metadata, upkeep

_READER_PATIENCE_S = 30
_MERGE_KEYWORDS = "INSERT INTO keywords(keywords) VALUES ('optimize')"

# The job of a deleted document has its name, or the address of its web page.
_FORGET_JOBS = """DELETE FROM jobs WHERE status IN ('done', 'failed') AND NOT EXISTS (
  SELECT 1 FROM documents
  WHERE documents.collection = jobs.collection AND (documents.name = jobs.name
    OR documents.name = json_extract(jobs.result, '$.name')
    OR documents.id IN (SELECT document_id FROM sources WHERE address = jobs.target)))"""


class Eraser:
    """Cleans the files after deletions.

    eraser.clean_log()  # quick, after every deletion
    with eraser.rewrite():  # writes the catalogue again; the block does the vector index
        vectors.rewrite()
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self) -> set[str]:
        """Return which files need cleaning: the "log", the "vectors", both or none."""
        return {row.name for row in self._database.all(select(upkeep.c.name))}

    def last_deletion(self) -> float:
        """Return when something was last deleted, in seconds since the epoch."""
        return float(self._database.scalar(select(func.max(upkeep.c.since))) or 0)

    def clean_log(self) -> None:
        """Remove deleted text from the log, and deleted words from an old SQLite's index."""
        documents_deleted = "vectors" in self.due()
        with self._database.write() as connection:
            connection.exec_driver_sql(_FORGET_JOBS)
            if documents_deleted and not CAN_ERASE_KEYWORDS:
                connection.exec_driver_sql(_MERGE_KEYWORDS)
            connection.execute(delete(upkeep).where(upkeep.c.name == "log"))
        self._checkpoint()

    @contextmanager
    def rewrite(self) -> Iterator[None]:
        """Write the catalogue's file again, which also frees disk space.

        The block does the same for the vector index; nothing is due afterwards, unless something
        was deleted in the meantime. Raises StoreError.
        """
        with self._database.write() as connection:
            marks = connection.scalars(select(upkeep.c.mark)).all()
            connection.exec_driver_sql(_FORGET_JOBS)
            connection.exec_driver_sql(_MERGE_KEYWORDS)
        self._vacuum()
        yield
        with self._database.write() as connection:
            connection.execute(delete(upkeep).where(upkeep.c.mark.in_(marks)))

    def erase(self) -> None:
        """Empty every table and write the file again. Raises StoreError."""
        with self._database.write() as connection:
            # sqlite3 opens a transaction on its own before rows change, but not before tables do.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("DROP TABLE IF EXISTS keywords")
            for table in reversed(metadata.sorted_tables):
                # A table of any size is dropped at once; deleting its rows would run its triggers.
                connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table.name}")
            make_tables(connection)
        self._vacuum()

    def _vacuum(self) -> None:
        engine = self._database.engine.execution_options(isolation_level="AUTOCOMMIT")
        try:
            with self._database.write_lock(), engine.connect() as connection:
                connection.exec_driver_sql("VACUUM")
        except OperationalError as error:
            raise StoreError(
                f"Deleted data could not be erased from the files ({error.orig}). This needs as "
                "much free disk space as the library takes, for a moment. Free some space, then "
                "purge the deleted data in the settings."
            ) from error
        self._checkpoint()

    def _checkpoint(self) -> None:
        end = time.monotonic() + _READER_PATIENCE_S
        while not self._database.checkpoint():
            if time.monotonic() > end:
                raise StoreError(
                    "Deleted data is still in the library's log, because something has been "
                    f"reading it for {_READER_PATIENCE_S} seconds. Try again in a moment."
                )
            time.sleep(0.05)
