"""Stars around bold and italic words are taken out; all other stars stay."""

import pytest
from hypothesis import example, given, strategies as st

from components.text.emphasis import EmphasisFilter
from tests.citations.passages import pieces


def _filtered(text: str) -> str:
    return EmphasisFilter().feed(text, last=True)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The **tower** has *142* steps.", "The tower has 142 steps."),
        ("***All*** of “**it**”, (*really*).", "All of “it”, (really)."),
        ("| **Name** | *Age* |", "| Name | Age |"),
        ("* **Leave**: 18 days [1].", "* Leave: 18 days [1]."),
        ("这是**重要**的。", "这是重要的。"),
        (r"It is 2\*\*128.", "It is 2**128."),
    ],
)
def test_feed_takes_out_emphasis(text: str, shown: str) -> None:
    assert _filtered(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2**128 and 3**64 are large.",
        "Pass **kwargs, and *args before it: f(*args, **kwargs).",
        "a * b * c, a*b*c, 5 ** 2",
        "src/*.py and lib/*.md",
        "`__init__` calls `**kwargs` and ``2 ** `n` ** 3``",
        "__init__ and _private_ names",
        "```python\nx = **a**\n```",
        "~~~\n*x*\n```\n*y*\n~~~",
        "** not closed",
        "price* (* without tax)",
    ],
)
def test_feed_keeps_other_stars_and_underscores(text: str) -> None:
    assert _filtered(text) == text


@given(
    st.lists(st.sampled_from(["*", "**", "`", "_", "a", " ", "\n", ".", "\\", "字", "```", "x"])),
    st.lists(st.integers(min_value=0, max_value=4)),
)
@example(["*", "`", "*", " "], [])
@example(["a", " ", "*", "`", "x", "*", " "], [1] * 8)
def test_feed_in_pieces_equals_feed_of_the_whole(parts: list[str], lengths: list[int]) -> None:
    text = "".join(parts)
    emphasis = EmphasisFilter()
    streamed = "".join(emphasis.feed(piece) for piece in pieces(text, lengths))
    assert streamed + emphasis.feed("", last=True) == _filtered(text)


def test_feed_does_not_hold_back_closed_emphasis() -> None:
    emphasis = EmphasisFilter()
    assert emphasis.feed("The **tower** is ") == "The tower is "
    assert emphasis.feed("**hi") == ""
    assert emphasis.feed("gh** and") == "high and"
