import pytest
from hypothesis import given, strategies as st

from components.citations.markers import MarkerFilter
from tests.citations.passages import pieces


def _read(text: str, hits: int = 3) -> tuple[str, list[tuple[int, ...]], int]:
    reader = MarkerFilter(hits)
    shown = reader.feed(text) + reader.feed("", last=True)
    return shown, [each.numbers for each in reader.markers], reader.dropped


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("Paid leave is 18 days [1].", [(1,)]),
        ("Paid leave is 18 days.[1]", [(1,)]),
        ("Paid leave is 18 days [1][2].", [(1,), (2,)]),
        ("Paid leave is 18 days [1, 3].", [(1, 3)]),
        ("Paid leave is 18 days [1-3].", [(1, 2, 3)]),
        ("Paid leave is 18 days 【1】.", [(1,)]),
        ("Paid leave is 18 days【2†source】.", [(2,)]),
        ("Paid leave is 18 days [^2].", [(2,)]),
        ("Paid leave is 18 days [source 2].", [(2,)]),
        ("Paid leave is 18 days [Passage #2].", [(2,)]),
        ("Paid leave is 18 days (source 2).", [(2,)]),
        ("Paid leave is 18 days (1).", [(1,)]),
        ("Paid leave is 18 days.¹", [(1,)]),
        ("Paid leave is 18 days [1](https://x.example/a).", [(1,)]),
    ],
)
def test_markers_are_read_and_removed(written: str, numbers: list[tuple[int, ...]]) -> None:
    assert _read(written) == ("Paid leave is 18 days.", numbers, 0)


def test_markers_of_no_hit_are_dropped_and_counted() -> None:
    assert _read("It is so [7]. And so [1, 9]. And [n].") == ("It is so. And so. And.", [(1,)], 3)


@pytest.mark.parametrize(
    "text",
    [
        "Read `a[1]` first.",
        "```\nx[1] = 3\n```\n",
        "As she said [sic] in [2019].",
        "(1) first, (2) second.",
        "It covers 3 m² of floor.",
        "An open [bracket",
        "Tabs \t and  spaces stay.",
    ],
)
def test_text_that_resembles_a_marker_stays(text: str) -> None:
    assert _read(text) == (text, [], 0)


@given(
    st.text(alphabet=" .[](1)2ab\n-`!?¹²】【,†:^t", max_size=60),
    st.lists(st.integers(0, 9), max_size=20),
)
def test_text_in_pieces_equals_the_whole(text: str, lengths: list[int]) -> None:
    reader = MarkerFilter(3)
    shown = "".join(reader.feed(each) for each in pieces(text, lengths)) + reader.feed(
        "", last=True
    )
    assert (shown, [each.numbers for each in reader.markers], reader.dropped) == _read(text)
