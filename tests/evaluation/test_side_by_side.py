"""Two answers side by side, by answerers that say one sentence at a time when they are told to."""

import pytest

from components.background.answer_run import STOPPED, STOPPED_EARLY
from components.errors import ConflictError
from components.evaluation.side_by_side import SideBySideRuns
from components.services import Services
from components.types import Conversation, Turn
from tests.library import add, ask
from tests.pacing import PacedAnswerer, until

QUESTION = "Who keeps the lamp?"


@pytest.fixture
def conversation_id(services: Services) -> str:
    """Start a conversation with one answer of quotes."""
    add(services, ("lamp.txt", "The lamp was first lit in 1864. Wren Tolland keeps the lamp."))
    made = services.conversations.start(QUESTION, collection="documents")
    turn = Turn(question=QUESTION, answer=ask(services, QUESTION))
    services.conversations.append(made, turn)
    return made


@pytest.fixture
def runs(services: Services) -> SideBySideRuns:
    return services.side_by_side_runs


def _stored(services: Services, conversation_id: str) -> Conversation:
    found = services.conversations.get(conversation_id)
    assert found is not None
    return found


def test_two_models_answer_from_the_same_passages_and_one_answer_is_kept(
    services: Services, runs: SideBySideRuns, conversation_id: str
) -> None:
    (before,) = _stored(services, conversation_id).turns
    first, second = PacedAnswerer("One."), PacedAnswerer("Two.", "Three.")
    made = runs.start(conversation_id, (first, second))
    second.say()
    until(lambda: made.sides[1].answer.text == "Two.")
    assert made.sides[0].answer.text == ""
    first.say()
    second.say()
    until(lambda: made.ended)
    assert [each.answer.hits for each in made.sides] == [before.answer.hits] * 2
    assert all(each.answer.complete for each in made.sides)
    assert _stored(services, conversation_id).turns == (before,)
    runs.keep(conversation_id, side=1)
    (kept,) = _stored(services, conversation_id).turns
    assert (kept.question, kept.answer.text) == (QUESTION, "Two. Three.")
    assert runs.of(conversation_id) is None


def test_existing_answer_can_be_one_side(
    services: Services, runs: SideBySideRuns, conversation_id: str
) -> None:
    (before,) = _stored(services, conversation_id).turns
    other = PacedAnswerer("Two.")
    made = runs.start(conversation_id, (None, other))
    assert made.sides[0].answer == before.answer
    assert not made.ended
    other.say()
    until(lambda: made.ended)
    runs.keep(conversation_id, side=0)
    assert _stored(services, conversation_id).turns == (before,)


def test_stop_ends_both_sides_and_keeps_their_text(
    runs: SideBySideRuns, conversation_id: str
) -> None:
    first, second = PacedAnswerer("One.", "More."), PacedAnswerer("Two.")
    made = runs.start(conversation_id, (first, second))
    first.say()
    until(lambda: made.sides[0].answer.text)
    made.stop()
    assert made.ended
    assert [each.answer.note for each in made.sides] == [STOPPED, STOPPED_EARLY]
    assert made.sides[0].answer.text == "One."
    first.say()  # so that their threads end
    second.say()


def test_error_on_one_side_leaves_the_other_side_running(
    runs: SideBySideRuns, conversation_id: str
) -> None:
    other = PacedAnswerer("Two.")
    made = runs.start(conversation_id, (PacedAnswerer(error="The key was refused."), other))
    other.say()
    until(lambda: made.ended)
    assert made.sides[0].answer.note == "The key was refused."
    assert made.sides[1].answer.complete


def test_conversation_with_a_newer_turn_stays_unchanged(
    services: Services, runs: SideBySideRuns, conversation_id: str
) -> None:
    other = PacedAnswerer("Two.")
    made = runs.start(conversation_id, (None, other))
    other.say()
    until(lambda: made.ended)
    (turn,) = _stored(services, conversation_id).turns
    services.conversations.append(conversation_id, turn)
    with pytest.raises(ConflictError, match="has continued"):
        runs.keep(conversation_id, side=1)
    assert _stored(services, conversation_id).turns == (turn, turn)


def test_question_without_an_answer_cannot_be_compared(
    services: Services, runs: SideBySideRuns
) -> None:
    empty = services.conversations.start("?", collection="documents")
    with pytest.raises(ConflictError, match="no answer yet"):
        runs.start(empty, (None, None))
