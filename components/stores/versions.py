"""Catalogues written by an older Footnote, brought to this one's tables when they are opened."""

from sqlalchemy import Connection, inspect

from components.errors import StoreError

_STEPS: tuple[tuple[str, ...], ...] = (
    (  # to 1: what a person thought of an answer
        "ALTER TABLE turns ADD COLUMN good BOOLEAN",
        "ALTER TABLE turns ADD COLUMN reason TEXT",
    ),
    (  # to 2: what a person wants of a collection; jobs other than a first indexing
        "ALTER TABLE collections ADD COLUMN passage_tokens INTEGER",
        "ALTER TABLE collections ADD COLUMN instructions TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'index'",
        "ALTER TABLE jobs ADD COLUMN target TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE jobs ADD COLUMN size INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN started FLOAT",
        "ALTER TABLE jobs ADD COLUMN ended FLOAT",
    ),
)
"""What brings a catalogue from each version, counted from 0, to the next."""

VERSION = len(_STEPS)


def migrate(connection: Connection) -> None:
    """Take the steps that the file has not taken, all or none; an empty file needs none.

    Raises StoreError where the file is newer than this Footnote.
    """
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found > VERSION:
        raise StoreError(
            f"The library was written by a newer Footnote (its catalogue has version {found}, this "
            f"program knows {VERSION}). Start the newer one, or choose another data folder."
        )
    if found == VERSION:
        return
    # sqlite3 opens a transaction by itself before rows are changed, and not before tables are.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    if inspect(connection).has_table("turns"):
        for statement in (each for step in _STEPS[found:] for each in step):
            connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
