import pytest

from components.questions import standalone
from components.types import Answer, Turn

ANSWER = Answer(text="", sentences=(), citations=(), hits=(), model="", supported=True, seconds=0.0)
TURNS = (Turn(question="What did the trust earn from tickets in 2020?", answer=ANSWER),)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("And in 2021?", "And in 2021? (trust earn tickets)"),
        ("Who counted it?", "Who counted it? (trust earn tickets 2020)"),
        ("How tall is the lighthouse tower?", "How tall is the lighthouse tower?"),
    ],
    ids=["number-replaced", "pronoun", "stands-alone"],
)
def test_standalone(question: str, asked: str) -> None:
    assert standalone(question, TURNS) == asked


def test_without_turns_nothing_is_added() -> None:
    assert standalone("And in 2021?", ()) == "And in 2021?"
