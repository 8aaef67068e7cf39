"""Answers in the making, by an answerer that says one sentence at a time when it is told to."""

import threading
import time
from dataclasses import replace
from functools import partial

import pytest

from components.background.answer_runs import (
    STOPPED,
    STOPPED_EARLY,
    AnswerRequest,
    AnswerRun,
    AnswerRuns,
)
from components.pipelines.answering import answer
from components.pipelines.suggesting import suggest_instead
from components.services import Services
from components.types import (
    Conversation,
    Notice,
    Scope,
    Token,
    Upload,
)
from tests.library import add
from tests.pacing import PacedAnswerer, until

TEXT = "The lamp was first lit in 1864. Wren Tolland keeps the lamp."


def _live(services: Services, answerer: PacedAnswerer) -> AnswerRuns:
    deps = replace(services, answerer=answerer)
    return AnswerRuns(
        answer=partial(answer, deps),
        suggest_instead=partial(suggest_instead, deps),
        catalogue=services.catalogue,
        conversations=services.conversations,
        jobs=services.jobs,
    )


def _asked(services: Services, question: str = "Who keeps the lamp?") -> AnswerRequest:
    conversation_id = services.conversations.start(question, collection="documents")
    return AnswerRequest(
        question=question,
        conversation_id=conversation_id,
        at=0,
        within=Scope(collection="documents"),
    )


def _stored(services: Services, asked: AnswerRequest) -> Conversation:
    found = services.conversations.get(asked.conversation_id)
    assert found is not None
    return found


@pytest.fixture
def with_lamp(services: Services) -> Services:
    add(services, ("lamp.txt", TEXT))
    return services


def test_an_answer_grows_and_is_stored_when_it_is_whole(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.")
    answers, asked = _live(with_lamp, answerer), _asked(with_lamp)
    live = answers.start(asked)
    until(lambda: live.answer.hits)
    assert live.stage == "searching"
    answerer.say()
    until(lambda: live.answer.sentences)
    assert (live.stage, live.answer.text, live.answer.complete) == ("writing", "One.", False)
    assert not _stored(with_lamp, asked).turns
    answerer.say()
    assert live.wait(10)
    (turn,) = _stored(with_lamp, asked).turns
    assert (turn.question, turn.answer.text, turn.answer.complete) == (
        "Who keeps the lamp?",
        "One. Two.",
        True,
    )
    assert turn.answer.within == Scope(collection="documents")
    assert answers.of(asked.conversation_id) is None


def test_stopping_keeps_what_was_said_at_once(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.")
    answers, asked = _live(with_lamp, answerer), _asked(with_lamp)
    live = answers.start(asked)
    answerer.say()
    until(lambda: live.answer.sentences)
    began = time.monotonic()
    live.stop()
    (turn,) = _stored(with_lamp, asked).turns
    assert time.monotonic() - began < 1
    assert (turn.answer.text, turn.answer.complete, turn.answer.note) == ("One.", False, STOPPED)
    assert len(turn.answer.sentences) == 1
    answerer.say()
    assert answerer.closed.wait(10)
    assert len(_stored(with_lamp, asked).turns) == 1
    live.stop()
    assert len(_stored(with_lamp, asked).turns) == 1


def test_stopping_before_the_first_word_keeps_the_question(with_lamp: Services) -> None:
    answers, asked = _live(with_lamp, PacedAnswerer("One.")), _asked(with_lamp)
    answers.start(asked).stop()
    (turn,) = _stored(with_lamp, asked).turns
    assert (turn.answer.text, turn.answer.note) == ("", STOPPED_EARLY)


@pytest.mark.parametrize("error", ["", "The model is away. Try again."], ids=["empty", "away"])
def test_a_good_answer_is_not_lost_to_one_that_says_nothing(
    with_lamp: Services, error: str
) -> None:
    asked = _asked(with_lamp)
    first = PacedAnswerer("One.")
    first.say()
    assert _live(with_lamp, first).start(asked).wait(10)
    _live(with_lamp, PacedAnswerer("Two.")).start(asked).stop()
    answers = _live(with_lamp, PacedAnswerer(error=error))
    assert answers.start(asked).wait(10)
    (turn,) = _stored(with_lamp, asked).turns
    assert (turn.answer.text, turn.answer.complete) == ("One.", True)
    said = answers.take_notice(asked.conversation_id)
    assert said == (error or "The model gave an empty answer. Ask again, or in other words.")
    assert not answers.take_notice(asked.conversation_id)


def test_a_failure_keeps_what_was_said_and_why(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.", error="The line broke. Try again.")
    answers, asked = _live(with_lamp, answerer), _asked(with_lamp)
    live = answers.start(asked)
    answerer.say(2)
    assert live.wait(10)
    (turn,) = _stored(with_lamp, asked).turns
    assert turn.answer.text == "One. Two."
    assert (turn.answer.complete, turn.answer.note) == (False, "The line broke. Try again.")


def test_the_same_question_again_changes_nothing_and_another_comes_after(
    with_lamp: Services,
) -> None:
    answerer = PacedAnswerer("One.")
    answers, asked = _live(with_lamp, answerer), _asked(with_lamp)
    live = answers.start(asked)
    assert answers.start(asked) is live
    second = answers.start(replace(asked, question="When was it lit?", at=1))
    assert live.stage == "ended"
    answerer.say(2)
    assert second.wait(10)
    assert [turn.question for turn in _stored(with_lamp, asked).turns] == [
        "Who keeps the lamp?",
        "When was it lit?",
    ]


def test_a_question_waits_for_its_files_and_is_asked_of_them_alone(with_lamp: Services) -> None:
    add(with_lamp, ("other.txt", "Nobody keeps the lamp of the harbour."))
    with_lamp.jobs.start()
    job_ids = with_lamp.jobs.submit(
        [Upload(name="new.txt", data=b"Idris Calloway keeps the lamp of the pier.")],
        collection="documents",
    )
    asked = replace(_asked(with_lamp), job_ids=tuple(job_ids))
    live = with_lamp.answer_runs.start(asked)
    assert live.stage == "reading"
    assert live.wait(30)
    (turn,) = _stored(with_lamp, asked).turns
    assert "Idris Calloway" in turn.answer.text
    assert turn.answer.within is not None
    assert turn.answer.within.document_names == ("new.txt",)
    assert {hit.document_name for hit in turn.answer.hits} == {"new.txt"}


def test_a_file_that_cannot_be_read_is_said_in_place_of_an_answer(with_lamp: Services) -> None:
    with_lamp.jobs.start()
    job_ids = with_lamp.jobs.submit([Upload(name="bad.pdf", data=b"%PDF-")], collection="documents")
    asked = replace(_asked(with_lamp), job_ids=tuple(job_ids))
    assert with_lamp.answer_runs.start(asked).wait(30)
    (turn,) = _stored(with_lamp, asked).turns
    assert not turn.answer.complete
    assert "bad.pdf" in turn.answer.note


def test_closing_stops_all(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.")
    answers, asked = _live(with_lamp, answerer), _asked(with_lamp)
    live = answers.start(asked)
    answerer.say()
    until(lambda: live.answer.text)
    threading.Timer(0.2, answerer.say).start()
    answers.close()
    assert answerer.closed.is_set()
    assert _stored(with_lamp, asked).turns[0].answer.note == STOPPED


def test_a_live_answer_ends_once() -> None:
    kept: list[AnswerRun] = []
    asked = AnswerRequest(
        question="?", conversation_id="c", at=0, within=Scope(collection="documents")
    )
    live = AnswerRun(asked, kept.append)
    threads = [threading.Thread(target=live.stop) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [live]
    assert not live.take(Token(text="late"))
    assert live.answer.text == ""


def test_why_a_model_is_waited_for_is_said_as_long_as_it_holds(with_lamp: Services) -> None:
    live = AnswerRun(_asked(with_lamp), lambda _: None)
    assert live.take(Notice(text="It is asked too often.", seconds=0.4))
    assert live.notice == "It is asked too often. Trying again in 1 s."
    until(lambda: live.silence > 0.4)
    assert live.notice == ""
    live.take(Token(text="The"))
    assert live.silence < 0.3


def test_a_failure_takes_the_place_of_an_earlier_failure(with_lamp: Services) -> None:
    asked = _asked(with_lamp)
    for error in ("The key was refused.", "There is no such model."):
        live = _live(with_lamp, PacedAnswerer(error=error)).start(asked)
        assert live.wait(10)
    (turn,) = _stored(with_lamp, asked).turns
    assert turn.answer.note == "There is no such model."


def test_a_question_brings_its_answerer_along(with_lamp: Services) -> None:
    own, given = PacedAnswerer("One."), PacedAnswerer("Two.")
    live = _live(with_lamp, own).start(replace(_asked(with_lamp), answerer=given))
    assert live.answer.model == given.name
    given.say()
    assert live.wait(10)
    assert live.answer.text == "Two."


def test_start_from_many_tabs_leaves_one_answer_running(with_lamp: Services) -> None:
    answers, asked = _live(with_lamp, PacedAnswerer("One.")), _asked(with_lamp)
    tabs = 8
    together = threading.Barrier(tabs)
    runs: list[AnswerRun] = []

    def start(number: int) -> None:
        together.wait()
        runs.append(answers.start(replace(asked, question=f"Who keeps lamp {number}?")))

    threads = [threading.Thread(target=start, args=(number,)) for number in range(tabs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    running = [run for run in runs if run.stage != "ended"]
    assert running == [answers.of(asked.conversation_id)]
    answers.close()
