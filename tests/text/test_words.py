import sqlite3
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, strategies as st

from components.retrievers.keyword import match_expression
from components.text.words import content_words, missing_names, stem, words


def test_content_words_drop_filler_and_keep_names() -> None:
    assert content_words("Who is the keeper of St. Mary's in the U.S.?") == [
        "keeper",
        "st",
        "mary's",
        "u.s",
    ]


def test_content_words_of_filler_alone_keep_it() -> None:
    assert content_words("Who are you?") == ["who", "are", "you"]


def test_words_keep_numbers_and_ranges_whole() -> None:
    assert words("It cost 1.5 in 2021-22") == ["it", "cost", "1.5", "in", "2021-22"]


@given(st.text(max_size=200))
def test_match_expression_of_any_question_is_valid_fts5(question: str) -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE keywords USING fts5(text)")
    match = match_expression(question)
    if match:
        connection.execute("SELECT * FROM keywords WHERE keywords MATCH ?", (match,)).fetchall()


def test_missing_names_lists_names_and_numbers_that_no_text_has() -> None:
    texts = ["Tesla moved to New York in 1884.", "The U.S. patent is his."]
    assert missing_names("Did Tesla’s friend in New York leave the U.S. in 1884?", texts) == []
    assert missing_names("When did Edison see Paris, 1889 or in 1884?", texts) == [
        "Edison",
        "Paris",
        "1889",
    ]
    assert missing_names("Edison?", texts) == []  # a first word has its capital anyway
    assert missing_names("where is paris, and can I?", texts) == []


@pytest.fixture
def busy_threads() -> Iterator[None]:
    """Let threads take turns after every few instructions."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("busy_threads")
def test_stem_in_many_threads_equals_stem_in_one() -> None:
    starts = [first + second for first in "abcdefghklmnprstvw" for second in "aeiou"]
    endings = ("nationalities", "fulnesses", "izations", "ousness", "ing", "s")
    vocabulary = [start + ending for start in starts for ending in endings]
    expected = [stem(word) for word in vocabulary]
    stem.cache_clear()
    with ThreadPoolExecutor(8) as threads:
        parts = [vocabulary[first::8] for first in range(8)]
        stems = list(threads.map(lambda part: [stem(word) for word in part], parts))
    assert stems == [expected[first::8] for first in range(8)]
