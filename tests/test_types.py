import dataclasses

import pytest

from components import types
from components.types import page_at


@pytest.mark.parametrize(
    ("offset", "page"), [(0, 1), (99, 1), (100, 2), (249, 2), (250, 3), (9_999, 3)]
)
def test_page_at_counts_from_one(offset: int, page: int) -> None:
    assert page_at((0, 100, 250), offset) == page


def test_page_at_without_pages_is_none() -> None:
    assert page_at((), 5) is None


def test_page_at_skips_an_empty_first_page() -> None:
    assert page_at((0, 0, 10), 3) == 2


def test_every_type_is_frozen_slotted_and_keyword_only() -> None:
    nouns = [each for each in vars(types).values() if dataclasses.is_dataclass(each)]
    assert len(nouns) > 10
    for noun in nouns:
        parameters = noun.__dataclass_params__
        assert parameters.frozen
        assert hasattr(noun, "__slots__")
        assert all(field.kw_only for field in dataclasses.fields(noun)), noun
