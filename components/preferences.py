"""Preferences: the knobs of finding and answering that a person sets on the Settings page."""

from dataclasses import dataclass, fields, replace
from typing import Any

from components.chat_models.choices import choice_from
from components.chat_models.prices import PRICES, Price, prices_from
from components.errors import SettingsError
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
    model: ModelChoice | None = None
    """The chat model that writes the answers; None: they are quotations."""
    prices: tuple[Price, ...] = PRICES
    """What chat models cost."""

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
SWITCHES = ("reader",)
"""What is on or off."""


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
