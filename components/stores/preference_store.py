"""The saved preferences, one row each in the catalogue."""

from dataclasses import asdict

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DatabaseError

from components.errors import StoreError
from components.preferences import Preferences, preferences_from
from components.stores.database import Database
from components.stores.tables import preferences
from components.types import ModelChoice


class PreferenceStore:
    """The saved preferences, shared by all sessions and kept over restarts.

    store.save(Preferences(sentences=2))
    store.get().sentences
    """

    def __init__(self, database: Database, *, model: ModelChoice | None = None) -> None:
        """`model`: the chat model until a person chooses one."""
        self._database = database
        self._default = Preferences(model=model)
        self._kept: Preferences | None = None

    def get(self) -> Preferences:
        """As saved last; the defaults where nothing was, or where what was saved cannot be."""
        if self._kept is None:
            self._kept = self._read()
        return self._kept

    def save(self, chosen: Preferences) -> None:
        """Save the preferences; they hold from the next question on."""
        values = asdict(chosen)
        # What was not chosen follows what Footnote is started with, or knows.
        for name in ("model", "prices"):
            if getattr(chosen, name) == getattr(self._default, name):
                del values[name]
        rows = [{"name": name, "value": value} for name, value in values.items()]
        with self._database.write() as connection:
            connection.execute(delete(preferences))
            connection.execute(insert(preferences), rows)
        self._kept = chosen

    def forget(self) -> None:
        """Read them again at the next use."""
        self._kept = None

    def _read(self) -> Preferences:
        try:
            with self._database.engine.connect() as connection:
                kept = {row.name: row.value for row in connection.execute(select(preferences))}
        except (DatabaseError, ValueError) as error:
            raise StoreError(f"The saved settings cannot be read ({error}).") from error
        return preferences_from(kept, self._default)
