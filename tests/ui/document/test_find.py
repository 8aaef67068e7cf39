"""Search for words in a whole document."""

import re
import time

import pytest
from hypothesis import given, strategies as st

from components.ui.document.find import MAX_MATCHES, find, first_from, matches_within


@given(
    text=st.text(alphabet="abB İß\n.", max_size=60), word=st.text("aBß.", min_size=1, max_size=2)
)
def test_find_ignores_case(text: str, word: str) -> None:
    spans = find(text, word)
    assert all(text[start:end].casefold() == word.casefold() for start, end in spans)
    assert len(spans) >= text.count(word)


def test_find_crosses_lines_and_takes_punctuation_literally() -> None:
    assert find("the new\n  Lamp (a.b)", "NEW lamp") == ((4, 14),)
    assert find("the new\n  Lamp (a.b)", "a.b") == ((16, 19),)
    assert find("axb", "a.b") == ()
    assert find("anything", "  ") == ()


def test_first_from_wraps_around_after_the_last_match() -> None:
    found = ((5, 8), (20, 23))
    assert [first_from(found, at) for at in (0, 5, 6, 21)] == [1, 1, 2, 1]


def test_matches_within_returns_those_that_touch_the_span() -> None:
    found = ((0, 4), (8, 12), (20, 24))
    assert matches_within(found, 10, 20) == [(2, (8, 12))]
    assert matches_within(found, 12, 20) == []
    assert matches_within(found, 0, 100) == [(1, (0, 4)), (2, (8, 12)), (3, (20, 24))]


@pytest.mark.parametrize("words", ["no such words", "keeper", "the lamp is lit"])
def test_find_in_a_long_text_is_faster_than_an_inexact_search(words: str) -> None:
    text = "The lamp is lit at dusk by the keeper on watch, and put out at dawn.\n" * 290_000
    pattern = re.compile(words.replace(" ", r"\s+"), re.IGNORECASE)
    began = time.perf_counter()
    count = sum(1 for _ in pattern.finditer(text))
    inexact = time.perf_counter() - began
    began = time.perf_counter()
    spans = find(text, words)
    assert time.perf_counter() - began < inexact
    assert len(spans) == min(count, MAX_MATCHES)
