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
        """Take the chat model to use until a person chooses one."""
        self._database = database
        self._default = Preferences(model=model)
        self._cache: Preferences | None = None

    def get(self) -> Preferences:
        """Return the saved preferences, with defaults for missing and impossible values."""
        if self._cache is None:
            self._cache = self._read()
        return self._cache

    def save(self, chosen: Preferences) -> None:
        """Save the preferences; the next question uses them."""
        values = asdict(chosen)
        # Defaults are not saved, so that they follow the environment and newer price lists.
        for name in ("model", "prices"):
            if getattr(chosen, name) == getattr(self._default, name):
                del values[name]
        rows = [{"name": name, "value": value} for name, value in values.items()]
        with self._database.write() as connection:
            connection.execute(delete(preferences))
            connection.execute(insert(preferences), rows)
        self._cache = chosen

    def forget(self) -> None:
        """Read the preferences again at the next use."""
        self._cache = None

    def _read(self) -> Preferences:
        try:
            saved = {row.name: row.value for row in self._database.all(select(preferences))}
        except (DatabaseError, ValueError) as error:
            raise StoreError(f"The saved settings cannot be read ({error}).") from error
        return preferences_from(saved, self._default)
