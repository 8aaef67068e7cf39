"""Questions changed in each way into similar ones that their passage does not answer."""

import random

import pytest

from components.training.pairs.unanswerable import unanswerable

EVIDENCE = "In 1861, Tobias Wren lit the northern lamp with whale oil."
PASSAGE = f"{EVIDENCE} Marina Moss kept the damp bell."


def _changes(question: str, *others: str) -> set[str | None]:
    """Return the changed questions of forty seeds."""
    return {
        unanswerable(question, EVIDENCE, PASSAGE, others, random.Random(seed)) for seed in range(40)
    }


def test_unanswerable_changes_a_number() -> None:
    changed = _changes("What burned in 1861 there?")
    years = {int(each.split()[3]) for each in changed if each}
    assert None not in changed
    assert 1861 not in years
    assert all(1831 <= year <= 1891 for year in years)


def test_unanswerable_uses_an_opposite() -> None:
    assert _changes("What lit the northern one first?") == {
        "What lit the southern one first?",
        "What lit the northern one last?",
    }


def test_unanswerable_negates_some_questions() -> None:
    # Not always: where nothing else comes to mind, it would be the mark of such questions.
    assert _changes("Where was it?") == {"Where wasn't it?", None}
    assert _changes("Where was it never?") == {None}


def test_unanswerable_uses_a_similar_word_of_the_passage() -> None:
    assert _changes("Who lit this lamp?") == {"Who lit this damp?"}
    assert _changes("Who met Wren then?") == {None}  # of the same ending there is no other name


def test_unanswerable_takes_the_end_of_another_question() -> None:
    others = ("Who sat in the harbour?", "Who sat on it?", "Who stood on the old pier in 1900?")
    assert _changes("Who came here in time?", *others) == {
        "Who came here in the harbour?",
        "Who came here in 1900?",
    }


def test_unanswerable_takes_names_and_subjects_of_other_questions() -> None:
    changed = _changes("When came Tobias here with whale oil?", "When came Silas?", "Who with tin?")
    assert "When came Silas here with whale oil?" in changed
    # What the answer says itself, or what ends otherwise, would make no likely question.
    assert _changes("When came Tobias?", "When came Wren?", "When came Anna?") == {None}


@pytest.mark.parametrize("question", ["", "?", "Why so", "What of 10²?"])
def test_unanswerable_without_a_possible_change_returns_none(question: str) -> None:
    assert _changes(question) == {None}


def test_unanswerable_with_the_same_seed_repeats_itself() -> None:
    question = "Did Tobias first light the northern lamp in 1861?"
    once, again = (
        [unanswerable(question, EVIDENCE, PASSAGE, (), random.Random(seed)) for seed in range(20)]
        for _ in range(2)
    )
    assert once == again
    assert len(set(once)) > 5
