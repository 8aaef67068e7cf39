"""What was deleted leaves the files, not only the tables.

SQLite overwrites a deleted row, but its keyword index keeps the row's words until it is merged,
the write-ahead log keeps whole pages until it is folded in, and a page that was split may keep a
copy of what it handed over. Only a file written anew holds nothing but what is there.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError

from components.errors import StoreError
from components.stores.database import Database
from components.stores.tables import make_tables, metadata, upkeep

_PATIENCE = 30
"""Seconds to wait for those who are reading."""
_MERGE_KEYWORDS = "INSERT INTO keywords(keywords) VALUES ('optimize')"

# The job of a document that is gone still says its name; that of a web page says its address.
_FORGET_JOBS = """DELETE FROM jobs WHERE status IN ('done', 'failed') AND NOT EXISTS (
  SELECT 1 FROM documents
  WHERE documents.collection = jobs.collection AND (documents.name = jobs.name
    OR documents.name = json_extract(jobs.result, '$.name')
    OR documents.id IN (SELECT document_id FROM sources WHERE address = jobs.target)))"""


class Eraser:
    """Erases what the catalogue's file still holds of what was deleted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due_since(self) -> float | None:
        """Seconds since the epoch: when something was last deleted whose traces may be left."""
        with self._database.engine.connect() as connection:
            since = connection.scalar(select(func.max(upkeep.c.since)))
        return None if since is None else float(since)

    def is_put_off(self) -> bool:
        """Whether what was deleted is overwritten, and the files were not yet written anew."""
        with self._database.engine.connect() as connection:
            names = set(connection.scalars(select(upkeep.c.name)))
        return names == {"rewrite"}

    def overwrite(self) -> None:
        """Quick, however large the library: words out of the keyword index, the log folded in."""
        with self._database.write() as connection:
            connection.exec_driver_sql(_FORGET_JOBS)
            connection.exec_driver_sql(_MERGE_KEYWORDS)
            connection.exec_driver_sql(
                "INSERT OR REPLACE INTO upkeep(name, since, mark) "
                "SELECT 'rewrite', max(since), random() FROM upkeep HAVING count(*) > 0"
            )
            connection.execute(delete(upkeep).where(upkeep.c.name == "deleted"))
        self._fold()

    @contextmanager
    def rewritten(self) -> Iterator[None]:
        """Write the file anew, which also gives the disk its space back; the block does the same
        for what else is kept. Only then is nothing due any more, unless something was deleted
        meanwhile. Raises StoreError.
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
        """Everything. The tables are there afterwards, and empty. Raises StoreError."""
        with self._database.write() as connection:
            # sqlite3 opens a transaction by itself before rows are changed, not before tables are.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            connection.exec_driver_sql("DROP TABLE IF EXISTS keywords")
            for table in reversed(metadata.sorted_tables):
                # Without its triggers a table of any size is emptied at once.
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
                f"What was deleted could not be erased from the files ({error.orig}). It needs as "
                "much free disk space as the library takes, for a moment. Make room, then choose "
                "“Purge what was deleted” in the settings."
            ) from error
        self._fold()

    def _fold(self) -> None:
        end = time.monotonic() + _PATIENCE
        while not self._database.checkpoint():
            if time.monotonic() > end:
                raise StoreError(
                    "What was deleted is still in the library’s log, because something has been "
                    "reading it for half a minute. Try again in a moment."
                )
            time.sleep(0.05)
