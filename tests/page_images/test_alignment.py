"""The words of a quote, found in another reading of the same page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
def test_what_readers_disagree_about_is_no_hindrance(
    quote: str, page: str, drawn: str, found: str
) -> None:
    assert _found(quote, page, drawn) == [found]


def test_of_several_the_one_with_the_same_neighbours_is_taken() -> None:
    page = "Total 2023: 40 boats. Total 2024: 40 boats."
    start = page.rindex("40 boats")
    (found,) = locate((start, start + 8), page, page.replace(" ", "  "))
    assert found[0] > 30


def test_of_several_with_no_neighbours_the_place_decides() -> None:
    page = "\n".join(["lamp"] * 50)
    (found,) = locate((200, 204), page, page)
    assert found == (200, 204)


def test_a_quote_whose_parts_stand_in_another_order_is_found_in_pieces() -> None:
    left, right = "The keeper lives in the tower", "and the boat lies in the harbour"
    assert sorted(
        _found(f"{left} {right}", f"{left} {right}", f"{right}. Other. {left}")
    ) == sorted([left, right])


def test_a_short_cell_counts_where_it_is_the_only_one() -> None:
    row, cells = "North tower 1864 granite", "granite | 1864 | North tower"
    assert sorted(_found(row, row, cells)) == ["1864", "North tower", "granite"]
    assert "1864" not in _found(row, row, f"{cells} | 1864")


def test_what_is_not_there_is_not_found() -> None:
    assert not _found("An entirely different line", "An entirely different line", "Nothing alike")
    assert not _found("One", "One", "")
    assert not _found("...", "One...", "One...")


def test_a_word_here_and_there_is_not_a_quote() -> None:
    quote = "The lighthouse stands on a headland in the north"
    assert not _found(quote, quote, "A lighthouse. It was painted white. A headland.")


@given(st.text(min_size=1), st.data())
def test_in_the_same_text_it_is_found_where_it_is(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for found_start, found_end in locate((start, end), text, text):
        assert 0 <= found_start < found_end <= len(text)
    if any("a" <= each <= "z" for each in text[start:end]):
        assert locate((start, end), text, text)
