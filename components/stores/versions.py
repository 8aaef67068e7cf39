"""Migrate a catalogue written by an older Footnote when it opens."""

from sqlalchemy import Connection, inspect

from components.errors import StoreError

_MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (  # to 1: feedback on an answer
        "ALTER TABLE turns ADD COLUMN good BOOLEAN",
        "ALTER TABLE turns ADD COLUMN reason TEXT",
    ),
    (  # to 2: preferences of a collection; jobs other than a first indexing
        "ALTER TABLE collections ADD COLUMN passage_tokens INTEGER",
        "ALTER TABLE collections ADD COLUMN instructions TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'index'",
        "ALTER TABLE jobs ADD COLUMN target TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN started FLOAT",
        "ALTER TABLE jobs ADD COLUMN ended FLOAT",
    ),
    (  # to 3: each distinct vector indexed once; no answer cache; deletions told apart
        "ALTER TABLE chunks ADD COLUMN vector TEXT NOT NULL DEFAULT ''",
        "UPDATE chunks SET vector = vector_id(embedding)",
        "CREATE INDEX chunks_by_vector ON chunks (vector)",
        "DROP TRIGGER IF EXISTS documents_deleted",
        "DROP TRIGGER IF EXISTS conversations_deleted",
        "DROP TRIGGER IF EXISTS conversations_deleted_answers",
        "DROP TABLE IF EXISTS kept_answer_documents",
        "DROP TABLE IF EXISTS kept_answers",
        "CREATE TABLE IF NOT EXISTS upkeep "
        "(name TEXT PRIMARY KEY NOT NULL, since INTEGER NOT NULL, mark INTEGER NOT NULL)",
        "INSERT OR REPLACE INTO upkeep SELECT 'vectors', since, mark FROM upkeep",
        "DELETE FROM upkeep WHERE name = 'rewrite'",
    ),
    (  # to 4: blocks that the reader gave
        "ALTER TABLE chunks ADD COLUMN blocks JSON NOT NULL DEFAULT '[]'",
    ),
)
"""The statements that bring a catalogue from each version, counted from 0, to the next."""

VERSION = len(_MIGRATIONS)


def migrate(connection: Connection) -> None:
    """Apply the migrations that the file lacks, all or none; an empty file needs none.

    Raises StoreError where the file is newer than this Footnote.
    """
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if version > VERSION:
        raise StoreError(
            f"The library was written by a newer Footnote (its catalogue has version {version}, "
            f"this program reads {VERSION}). Start the newer one, or choose another data folder."
        )
    if version == VERSION:
        return
    # sqlite3 opens a transaction on its own before rows change, but not before tables do.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    if inspect(connection).has_table("turns"):
        for statement in (each for step in _MIGRATIONS[version:] for each in step):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
