"""The words of a quote, found in another reading of the same page."""

import pytest
from hypothesis import given, strategies as st

from components.page_images.alignment import locate


def _found(quote: str, page: str, drawn: str) -> list[str]:
    start = page.index(quote)
    return [drawn[a:b] for a, b in locate((start, start + len(quote)), page, drawn)]


@pytest.mark.parametrize(
    ("quote", "page", "drawn", "found"),
    [
        ("the light", "See the light.", "See  the\r\nlight.", "the\r\nlight"),
        ("lighthouse", "A lighthouse", "A light-\x02\r\nhouse", "light-\x02\r\nhouse"),
        ("office", "An office", "An oﬃce", "oﬃce"),
        ("café", "A café", "A cafe\u0301.", "cafe"),
        ("Lamps", "Lamps", "LAMPS", "LAMPS"),
        ("(£12)", "cost (£12).", "cost (£12).", "(£12)"),
    ],
    ids=["spaces", "hyphen", "ligature", "accent", "case", "marks"],
)
def test_locate_ignores_differences_between_readers(
    quote: str, page: str, drawn: str, found: str
) -> None:
    assert _found(quote, page, drawn) == [found]


def test_locate_of_repeated_quote_prefers_the_same_neighbours() -> None:
    page = "Total 2023: 40 boats. Total 2024: 40 boats."
    start = page.rindex("40 boats")
    (found,) = locate((start, start + 8), page, page.replace(" ", "  "))
    assert found[0] > 30


def test_locate_of_repeated_quote_prefers_the_same_place() -> None:
    page = "\n".join(["lamp"] * 50)
    (found,) = locate((200, 204), page, page)
    assert found == (200, 204)


def test_locate_of_reordered_quote_gives_pieces() -> None:
    left, right = "The keeper lives in the tower", "and the boat lies in the harbour"
    assert sorted(
        _found(f"{left} {right}", f"{left} {right}", f"{right}. Other. {left}")
    ) == sorted([left, right])


def test_locate_accepts_a_short_piece_only_if_unique() -> None:
    row, cells = "North tower 1864 granite", "granite | 1864 | North tower"
    assert sorted(_found(row, row, cells)) == ["1864", "North tower", "granite"]
    assert "1864" not in _found(row, row, f"{cells} | 1864")


def test_locate_of_missing_quote_is_empty() -> None:
    assert not _found("An entirely different line", "An entirely different line", "Nothing alike")
    assert not _found("One", "One", "")
    assert not _found("...", "One...", "One...")


def test_locate_of_scattered_words_is_empty() -> None:
    quote = "The lighthouse stands on a headland in the north"
    assert not _found(quote, quote, "A lighthouse. It was painted white. A headland.")


@given(st.text(min_size=1), st.data())
def test_locate_in_the_same_text_finds_the_quote(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for found_start, found_end in locate((start, end), text, text):
        assert 0 <= found_start < found_end <= len(text)
    if any("a" <= each <= "z" for each in text[start:end]):
        assert locate((start, end), text, text)
