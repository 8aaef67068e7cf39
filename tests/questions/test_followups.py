import pytest

from components.questions.followups import standalone
from components.types import Answer, Sentence, Turn


def _turn(question: str, *sentences: str, searched: str = "") -> Turn:
    text = " ".join(sentences)
    spans = []
    at = 0
    for sentence in sentences:
        spans.append(Sentence(start=at, end=at + len(sentence), markers=(1,)))
        at += len(sentence) + 1
    answer = Answer(
        text=text,
        sentences=tuple(spans),
        citations=(),
        hits=(),
        model="",
        supported=True,
        seconds=0.0,
        searched=searched,
    )
    return Turn(question=question, answer=answer)


EARNED = _turn("What did the trust earn from tickets in 2020?")
GAUGES = _turn(
    "Which gauges are there?",
    "The float gauge keeps the long record.",
    "The radar gauge reads every minute.",
    "The pole gauge is read by eye.",
)


@pytest.mark.parametrize(
    ("before", "question", "asked"),
    [
        (EARNED, "And in 2021?", "What did the trust earn from tickets in 2021?"),
        (EARNED, "What about the shop?", "What did the shop earn from tickets in 2020?"),
        (EARNED, "Who counted it?", "Who counted it? (trust earn tickets 2020)"),
        (EARNED, "And why?", "And why? (trust earn tickets 2020)"),
        (
            _turn("And in 2020?", searched="What did the trust earn in 2020?"),
            "And in 2021?",
            "What did the trust earn in 2021?",
        ),
        (
            _turn("How was it earned?", searched="How was it earned? (trust)"),
            "Who counted it?",
            "Who counted it? (earned)",
        ),
        (
            _turn("Who is Wren Tolland?"),
            "And Idris Calloway?",
            "Who is Idris Calloway?",
        ),
        (
            _turn("What is the fee in March?"),
            "How about for April?",
            "What is the fee in April?",
        ),
        (
            _turn("How far can the new lamp be seen?"),
            "What about the old lamp?",
            "How far can the old lamp be seen?",
        ),
        (_turn("How many of 12 came?"), "And of 30?", "How many of 30 came?"),
    ],
    ids=[
        "year",
        "the-thing",
        "pronoun",
        "why",
        "as-it-was-understood",
        "not-as-it-was-patched",
        "name",
        "month",
        "the-only-thing",
        "number",
    ],
)
def test_omitted_words_are_filled_in(before: Turn, question: str, asked: str) -> None:
    assert standalone(question, [before]) == asked


@pytest.mark.parametrize(
    ("before", "question", "asked"),
    [
        (
            _turn("What was earned in 2019 and 2020?"),
            "And in 2021?",
            "And in 2021? (earned)",
        ),
        (
            _turn("Does the crew of the boat sleep?"),
            "What about the cook?",
            "What about the cook? (crew boat sleep)",
        ),
    ],
    ids=["two-years", "two-things"],
)
def test_unclear_question_gets_earlier_words_in_brackets(
    before: Turn, question: str, asked: str
) -> None:
    assert standalone(question, [before]) == asked


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("The second one?", "What about “The radar gauge reads every minute”?"),
        ("And the last?", "What about “The pole gauge is read by eye”?"),
        (
            "Tell me more about the first one.",
            "Tell me more about “The float gauge keeps the long record”.",
        ),
    ],
    ids=["second", "last", "inside"],
)
def test_ordinal_means_a_sentence_of_the_answer(question: str, asked: str) -> None:
    assert standalone(question, [GAUGES]) == asked


def test_ordinal_past_the_answer_gets_earlier_words() -> None:
    assert standalone("The fifth one?", [GAUGES]) == "The fifth one? (gauges)"


@pytest.mark.parametrize(
    "question",
    [
        "How tall is the lighthouse tower?",
        "And who is the head keeper of the light?",
        "When does the harbour train leave?",
        "What is construction?",
    ],
)
def test_complete_question_stays_unchanged(question: str) -> None:
    assert standalone(question, [GAUGES]) == question


def test_question_without_turns_stays_unchanged() -> None:
    assert standalone("And in 2021?", ()) == "And in 2021?"
