import pytest
from hypothesis import given, strategies as st

from components.citations.claims import needs_support
from components.citations.segments import Segment, Segmenter
from tests.citations.passages import pieces


def _cut(text: str, lengths: list[int] | None = None) -> list[Segment]:
    segmenter = Segmenter()
    found = [segment for piece in pieces(text, lengths or []) for segment in segmenter.feed(piece)]
    return [*found, *segmenter.feed("", last=True)]


def _shown(text: str) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in _cut(text)]


def test_lines_are_cut_by_their_kind() -> None:
    text = (
        "# Leave\n\nDr. Smith gets 3.5 days. They lapse\nin March.\n- One day.\n- Two\n"
        "| a | b |\n```\nx = 1. And\n```\nDone"
    )
    assert _shown(text) == [
        ("heading", "# Leave"),
        ("prose", "Dr. Smith gets 3.5 days."),
        ("prose", "They lapse\nin March."),
        ("item", "- One day."),
        ("item", "- Two"),
        ("row", "| a | b |"),
        ("code", "```\nx = 1. And\n```"),
        ("prose", "Done"),
    ]


def test_sentence_ends_when_the_next_begins() -> None:
    segmenter = Segmenter()
    assert segmenter.feed("Leave is 18 days. It") == []
    (segment,) = segmenter.feed(" lapses")
    assert segmenter.text[segment.start : segment.end] == "Leave is 18 days."


def test_chinese_and_arabic_full_stops_end_sentences() -> None:
    assert len(_cut("假期为十八天。三月到期。")) == 2
    assert [text for _, text in _shown("هل هذا صحيح؟ نعم هو كذلك.")][-1].endswith(".")


@given(
    st.text(alphabet="abcAB .!?:\n-1|`#“”)(é。", max_size=80),
    st.lists(st.integers(0, 9), max_size=30),
)
def test_text_in_pieces_equals_the_whole(text: str, lengths: list[int]) -> None:
    assert _cut(text, lengths) == _cut(text)


@given(st.text(alphabet="abcAB .!?:\n-1|`#“”)(é。", max_size=80))
def test_segments_leave_out_only_white_space(text: str) -> None:
    kept = "".join(text[each.start : each.end] for each in _cut(text))
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "Hello!",
        "Here is what I found:",
        "Based on the documents, the key points are:",
        "Would you like to know more?",
        "I don’t know.",
        "The documents do not mention a pension.",
        "Let me know if you have questions.",
    ],
)
def test_sentence_without_a_claim_needs_no_support(text: str) -> None:
    assert not needs_support(text, "prose")


@pytest.mark.parametrize(
    "text",
    [
        "Staff get 18 days of leave.",
        "18 days.",
        "Sure, the office closes at noon on Fridays.",
        "In 2019 Ford bought the yard for the following price: £3m",
        "Thanks to Edison, the city had light in 1882.",
    ],
)
def test_sentence_with_a_claim_needs_support(text: str) -> None:
    assert needs_support(text, "prose")
