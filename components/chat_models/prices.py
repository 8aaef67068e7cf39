"""Prices of tokens by model, in a table that a person can change."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from components.errors import SettingsError
from components.types import Usage

_DATE = re.compile(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest)$")
_MAX_PRICES, _MAX_PATTERN_CHARS, _MAX_DOLLARS = 200, 200, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars for a million tokens, read (`tokens_in`) and written (`tokens_out`).

    `model` is a model's name without a date at its end; `*` matches any letters. Raises
    SettingsError.
    """

    model: str
    tokens_in: float
    tokens_out: float

    def __post_init__(self) -> None:
        if not isinstance(self.model, str) or not 0 < len(self.model.strip()) <= _MAX_PATTERN_CHARS:
            raise SettingsError(
                f"A price is for the model {self.model!r}; it must be a name of at most "
                f"{_MAX_PATTERN_CHARS} characters."
            )
        for value in (self.tokens_in, self.tokens_out):
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not math.isfinite(value) or not 0 <= value <= _MAX_DOLLARS:
                raise SettingsError(
                    f"A price of {self.model} is {value!r}; it must be a number of dollars from 0 "
                    f"to {_MAX_DOLLARS:,}."
                )


AS_OF = "late 2025"
"""Date of the table below."""

PRICES = tuple(
    Price(model=model, tokens_in=tokens_in, tokens_out=tokens_out)
    for model, tokens_in, tokens_out in (
        ("gpt-5", 1.25, 10.0),
        ("gpt-5-mini", 0.25, 2.0),
        ("gpt-5-nano", 0.05, 0.4),
        ("gpt-4.1", 2.0, 8.0),
        ("gpt-4.1-mini", 0.4, 1.6),
        ("gpt-4o", 2.5, 10.0),
        ("gpt-4o-mini", 0.15, 0.6),
        ("claude-haiku-4-5", 1.0, 5.0),
        ("claude-sonnet-4-5", 3.0, 15.0),
        ("claude-opus-4-5", 5.0, 25.0),
        ("gemini-2.5-pro", 1.25, 10.0),
        ("gemini-2.5-flash", 0.3, 2.5),
        ("gemini-2.5-flash-lite", 0.1, 0.4),
        ("mistral-small", 0.1, 0.3),
        ("mistral-medium", 0.4, 2.0),
    )
)
"""List prices for short prompts, without discounts; the page says that they change."""


def cost(usage: Usage, model: str, prices: Iterable[Price]) -> float | None:
    """Return the cost in US dollars; None if no price is known.

    If several prices match, the one with the longest name counts.

    >>> cost(Usage(tokens_in=1_000_000, tokens_out=100_000), "gpt-5-mini-2025-08-07", PRICES)
    0.45
    >>> cost(Usage(tokens_in=1, tokens_out=1), "qwen3:4b", PRICES)
    """
    name = model.strip().casefold()
    names = (name, _DATE.sub("", name))
    fitting = [
        each
        for each in prices
        if any(fnmatchcase(either, each.model.strip().casefold()) for either in names)
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda each: len(each.model.strip().replace("*", "")))
    dollars = usage.tokens_in * best.tokens_in + usage.tokens_out * best.tokens_out
    return dollars / 1_000_000


def money(dollars: float | None) -> str:
    """Return an amount as the pages show it.

    >>> money(None), money(0.0), money(0.00042), money(0.31), money(1234.5)
    ('no price', '$0', '$0.00042', '$0.31', '$1,234.50')
    """
    if dollars is None:
        return "no price"
    if dollars == 0:
        return "$0"
    if dollars < 0.1:
        return f"${dollars:.2g}" if dollars >= 0.0001 else "under $0.0001"
    return f"${dollars:,.2f}"


def prices_from(stored: object) -> tuple[Price, ...]:
    """Return prices that were stored as JSON. Raises SettingsError."""
    if not isinstance(stored, list | tuple) or len(stored) > _MAX_PRICES:
        raise SettingsError(f"The prices must be a list of at most {_MAX_PRICES}.")
    found = []
    for each in stored:
        if isinstance(each, Price):
            found.append(each)
        elif isinstance(each, dict) and each.keys() == {"model", "tokens_in", "tokens_out"}:
            found.append(Price(**each))
        else:
            raise SettingsError(f"{each!r} is not a price: a model, tokens_in and tokens_out.")
    return tuple(found)
