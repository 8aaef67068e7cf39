"""A question and the sentence that answers it → spans that may be the short answer."""

import pytest
from hypothesis import given, strategies as st

from components.training.pairs.weak_spans import weak_spans


def _spans(question: str, sentence: str) -> list[str]:
    return [sentence[start:end] for start, end in weak_spans(question, sentence)]


@pytest.mark.parametrize(
    ("question", "sentence", "among", "not_among"),
    [
        (
            "When was the lamp lit?",
            "The lamp was lit on 4 November 1861, by Wren.",
            ["4 November 1861", "1861"],
            ["Wren", "lit", "lamp", "1861, by Wren"],
        ),
        (
            "How many steps does it have?",
            "It has forty-two or 142 steps, and 3 doors.",
            ["142", "3 doors"],
            ["142 steps", "steps", "doors"],
        ),
        (
            "Who keeps the lamp?",
            "Since spring, Wren Tolland of the Bay keeps the lamp.",
            ["Wren Tolland", "Wren Tolland of the Bay", "Bay", "the Bay"],
            ["spring", "Wren Tolland of the", "of the Bay", "keeps"],
        ),
        (
            "What grows beside it?",
            "A tall elm grows beside it.",
            ["tall elm", "elm"],
            ["A tall elm", "grows", "it"],
        ),
    ],
)
def test_weak_spans_fit_the_kind_of_question(
    question: str, sentence: str, among: list[str], not_among: list[str]
) -> None:
    found = _spans(question, sentence)
    assert set(among) <= set(found)
    assert not set(not_among) & set(found)


def test_weak_spans_of_words_in_the_question_are_empty() -> None:
    assert _spans("Is the lamp lit?", "The lamp is lit.") == []
    assert _spans("When was it?", "It was long ago.") == []


@given(
    question=st.sampled_from(["Who keeps it?", "When was it lit?", "What is it made of?"]),
    sentence=st.text(alphabet="ab Wr18 .,(’-of", max_size=60),
)
def test_weak_spans_are_at_most_six_whole_words(question: str, sentence: str) -> None:
    for start, end in weak_spans(question, sentence):
        assert 0 <= start < end <= len(sentence)
        assert not sentence[start - 1 : start].isalnum()
        assert not sentence[end : end + 1].isalnum()
        assert len(sentence[start:end].split()) <= 6
