"""Questions that take the contrary of a sentence for granted."""

import pytest

from components.citations import is_contrary
from tests.citations.passages import hit


@pytest.mark.parametrize(
    ("question", "sentence", "contrary"),
    [
        (
            "What happens if the deadline is met?",
            "If the deadline is not met, a fine is due.",
            True,
        ),
        ("What happens if the deadline is not met?", "If the deadline is not met, pay.", False),
        ("Why can the ferry not land in fog?", "The ferry can land in fog by radar.", True),
        ("When did the fees rise?", "The fees fell in 2021.", True),
        ("When did the fees fall?", "The fees fell in 2021.", False),
        ("How many lamps were unsold?", "Of the lamps 14 were sold.", True),  # WordNet's
        ("Which lamps were sold?", "Of the lamps 14 were sold and 3 unsold.", False),
        ("How far can the new lamp be seen?", "The new lamp is seen for 18 miles.", False),
        ("Who keeps the light?", "Ann keeps the light, not far from Skail.", False),
    ],
)
def test_contrary_question_is_recognised(question: str, sentence: str, contrary: bool) -> None:
    found = hit(f"Of the station. {sentence}")
    start = len("Of the station. ")
    assert is_contrary(question, found, start, start + len(sentence)) is contrary
