"""How this person wants documents found and answered; kept in the catalogue."""

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import DatabaseError

from components.chat_models import choice_from
from components.errors import SettingsError, StoreError
from components.prices import PRICES, Price, prices_from
from components.stores.database import Database
from components.stores.tables import kept_answers, preferences
from components.types import ModelChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """The knobs of finding and answering. Raises SettingsError where a value cannot be.

    >>> Preferences(meaning=100).weights
    (0.0, 2.0)
    """

    passages: int = 10
    """Passages shown beside an answer."""
    read: int = 8
    """Of those, how many of the best an answer is taken from."""
    meaning: int = 50
    """Percent: 0 finds by words alone, 100 by meaning alone."""
    certainty: int = 42
    """Percent: the score from which a sentence counts as an answer."""
    sentences: int = 4
    """Most sentences in an answer."""
    reader: bool = True
    """Whether the reader reads the best passages, to rank them and to find what answers in them."""
    distinct: bool = True
    """Whether a passage that says the same as a better one is left out."""
    model: ModelChoice | None = None
    """The chat model that writes the answers; None: they are quotations."""
    prices: tuple[Price, ...] = PRICES
    """What chat models cost."""
    variants: bool = False
    """Whether a chat model words a question in other ways too, for the search."""
    cache: bool = False
    """Whether a chat model's answers are kept, and given again to the same question."""

    def __post_init__(self) -> None:
        for name, (least, most) in RANGES.items():
            value = getattr(self, name)
            if type(value) is not int or not least <= value <= most:
                raise SettingsError(
                    f"The setting {name!r} is {value!r}; "
                    f"it must be a whole number from {least} to {most}."
                )
        for name in SWITCHES:
            value = getattr(self, name)
            if type(value) is not bool:
                raise SettingsError(f"The setting {name!r} is {value!r}; it must be true or false.")

        # As JSON has them, or as they are.
        object.__setattr__(self, "model", choice_from(self.model))
        object.__setattr__(self, "prices", prices_from(self.prices))

    @property
    def weights(self) -> tuple[float, float]:
        """What a rank by words and a rank by meaning count; both 1 where they are balanced."""
        return (100 - self.meaning) / 50, self.meaning / 50


RANGES = {
    "passages": (1, 30),
    "read": (1, 30),
    "meaning": (0, 100),
    "certainty": (10, 90),
    "sentences": (1, 10),
}
"""Least and most of each number."""
SWITCHES = ("reader", "distinct", "variants", "cache")
"""What is on or off."""


class PreferenceStore:
    """The preferences in force, for every session at once, and over restarts.

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
        """In force from the next question on. Answers that are not to be kept any more go."""
        values = asdict(chosen)
        # What was not chosen follows what Footnote is started with, or knows.
        for name in ("model", "prices"):
            if getattr(chosen, name) == getattr(self._default, name):
                del values[name]
        rows = [{"name": name, "value": value} for name, value in values.items()]
        with self._database.write() as connection:
            connection.execute(delete(preferences))
            connection.execute(insert(preferences), rows)
            if not chosen.cache:
                connection.execute(delete(kept_answers))
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


def preferences_from(kept: dict[str, Any], default: Preferences | None = None) -> Preferences:
    """Those that are known and possible, each other at its default: nothing saved by an older or
    newer Footnote stands in the way of starting.
    """
    chosen = default or Preferences()
    for each in fields(Preferences):
        if each.name in kept:
            try:
                chosen = replace(chosen, **{each.name: kept[each.name]})
            except SettingsError:
                continue
    return chosen
