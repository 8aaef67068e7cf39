"""Prices of models and costs of answers."""

import pytest

from components.chat_models.prices import PRICES, Price, cost, prices_from
from components.errors import SettingsError
from components.preferences import Preferences
from components.types import Usage

USED = Usage(tokens_in=2_000_000, tokens_out=1_000_000)


def _price(model: str, dollars: float) -> Price:
    return Price(model=model, tokens_in=dollars, tokens_out=0)


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("gpt-5-mini", 0.5 + 2.0),
        ("gpt-5-mini-2025-08-07", 0.5 + 2.0),
        ("claude-haiku-4-5-20251001", 2.0 + 5.0),
        ("mistral-small-latest", 0.2 + 0.3),
        ("GPT-5", 2.5 + 10.0),
        ("gpt-5-pro", None),
        ("qwen3:4b", None),
        ("", None),
    ],
)
def test_cost_finds_the_price_of_a_model(model: str, dollars: float | None) -> None:
    found = cost(USED, model, PRICES)
    assert found == (None if dollars is None else pytest.approx(dollars))


def test_longest_matching_name_sets_the_price() -> None:
    prices = (_price("*", 1), _price("gpt-*", 2), _price("gpt-5*", 3))
    assert cost(USED, "gpt-5-mini", prices) == 6
    assert cost(USED, "gpt-4", prices) == 4
    assert cost(USED, "other", prices) == 2


@pytest.mark.parametrize(
    "kept",
    [
        None,
        "free",
        [{"model": "m", "tokens_in": -1, "tokens_out": 0}],
        [{"model": "m", "tokens_in": float("nan"), "tokens_out": 0}],
        [{"model": "m", "tokens_in": "1", "tokens_out": 0}],
        [{"model": "m", "tokens_in": True, "tokens_out": 0}],
        [{"model": "", "tokens_in": 1, "tokens_out": 0}],
        [{"model": None, "tokens_in": 1, "tokens_out": 0}],
        [{"model": "m", "tokens_in": 1}],
        [{"model": "m", "tokens_in": 1, "tokens_out": None}],
        [_price("m", 1)] * 201,
    ],
)
def test_bad_price_is_refused(kept: object) -> None:
    with pytest.raises(SettingsError):
        prices_from(kept)
    with pytest.raises(SettingsError):
        Preferences(prices=kept)  # type: ignore[arg-type]
