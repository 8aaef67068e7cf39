"""Words in a whole document: where they stand, how fast, and what is marked of them on a page."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.ui.document.find import MOST_MATCHES, among, find, first_from


@given(
    text=st.text(alphabet="abB İß\n.", max_size=60), word=st.text("aBß.", min_size=1, max_size=2)
)
def test_every_match_is_the_word_whatever_its_case(text: str, word: str) -> None:
    spans = find(text, word)
    assert all(text[start:end].casefold() == word.casefold() for start, end in spans)
    assert len(spans) >= text.count(word)


def test_words_are_found_across_a_line_and_signs_are_taken_as_they_are() -> None:
    assert find("the new\n  Lamp (a.b)", "NEW lamp") == ((4, 14),)
    assert find("the new\n  Lamp (a.b)", "a.b") == ((16, 19),)
    assert find("axb", "a.b") == ()
    assert find("anything", "  ") == ()


def test_from_a_page_on_and_round_again() -> None:
    found = ((5, 8), (20, 23))
    assert [first_from(found, at) for at in (0, 5, 6, 21)] == [1, 1, 2, 1]


def test_those_that_touch_a_page() -> None:
    found = ((0, 4), (8, 12), (20, 24))
    assert among(found, 10, 20) == [(2, (8, 12))]
    assert among(found, 12, 20) == []
    assert among(found, 0, 100) == [(1, (0, 4)), (2, (8, 12)), (3, (20, 24))]


@pytest.mark.parametrize("words", ["no such words", "keeper", "the lamp is lit"])
def test_twenty_million_characters_take_less_than_a_second(words: str) -> None:
    text = "The lamp is lit at dusk by the keeper on watch, and put out at dawn.\n" * 290_000
    began = time.perf_counter()
    spans = find(text, words)
    assert time.perf_counter() - began < 1
    assert len(spans) in (0, MOST_MATCHES)
