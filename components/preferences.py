"""The choices for search and answers that a person makes on the Settings page."""

from dataclasses import dataclass, fields, replace
from typing import Any

from components.chat_models.choices import choice_from
from components.chat_models.prices import PRICES, Price, prices_from
from components.errors import SettingsError
from components.types import ModelChoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Settings of search and answers. Raises SettingsError for an impossible value.

    >>> Preferences(meaning=100).weights
    (0.0, 2.0)
    """

    passages: int = 10
    """Passages shown next to an answer."""
    read: int = 8
    """Best passages from which an answer is made."""
    meaning: int = 50
    """Weight of the dense search in percent: 0 is keywords alone, 100 meaning alone."""
    certainty: int = 42
    """Threshold in percent from which a sentence counts as an answer."""
    sentences: int = 4
    """Maximum number of sentences in an answer."""
    reader: bool = True
    """Use the reader to rank the best passages and to find the answer in them."""
    model: ModelChoice | None = None
    """The chat model that writes answers; None for quotes from the documents."""
    prices: tuple[Price, ...] = PRICES
    """Prices of chat models."""

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
        """Weights of the keyword and the dense ranking; both 1 at 50 percent."""
        return (100 - self.meaning) / 50, self.meaning / 50


RANGES = {
    "passages": (1, 30),
    "read": (1, 30),
    "meaning": (0, 100),
    "certainty": (10, 90),
    "sentences": (1, 10),
}
"""Minimum and maximum of each number."""
SWITCHES = ("reader",)
"""Settings that are on or off."""


def preferences_from(saved: dict[str, Any], default: Preferences | None = None) -> Preferences:
    """Return the saved preferences, with the default for each that is unknown or impossible.

    So nothing saved by an older or newer Footnote prevents it from starting.
    """
    chosen = default or Preferences()
    for each in fields(Preferences):
        if each.name in saved:
            try:
                chosen = replace(chosen, **{each.name: saved[each.name]})
            except SettingsError:
                continue
    return chosen
