"""Answers being written by an answerer that says its next sentence when told to."""

import threading
from dataclasses import replace
from functools import partial

import pytest

from components.background.answer_run import STOPPED, STOPPED_EARLY, AnswerRequest, AnswerRun
from components.background.answer_runs import AnswerRuns
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


def _runs(services: Services, answerer: PacedAnswerer) -> AnswerRuns:
    deps = replace(services, answerer=answerer)
    return AnswerRuns(
        answer=partial(answer, deps),
        suggest_instead=partial(suggest_instead, deps),
        catalogue=services.catalogue,
        conversations=services.conversations,
        jobs=services.jobs,
    )


def _request(services: Services, question: str = "Who keeps the lamp?") -> AnswerRequest:
    conversation_id = services.conversations.start(question, collection="documents")
    return AnswerRequest(
        question=question,
        conversation_id=conversation_id,
        at=0,
        within=Scope(collection="documents"),
    )


def _stored(services: Services, request: AnswerRequest) -> Conversation:
    found = services.conversations.get(request.conversation_id)
    assert found is not None
    return found


@pytest.fixture
def with_lamp(services: Services) -> Services:
    add(services, ("lamp.txt", TEXT))
    return services


def test_answer_is_saved_when_it_is_complete(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.")
    runs, request = _runs(with_lamp, answerer), _request(with_lamp)
    run = runs.start(request)
    until(lambda: run.answer.hits)
    assert run.stage == "searching"
    answerer.say()
    until(lambda: run.answer.sentences)
    assert (run.stage, run.answer.text, run.answer.complete) == ("writing", "One.", False)
    assert not _stored(with_lamp, request).turns
    answerer.say()
    assert run.wait(10)
    (turn,) = _stored(with_lamp, request).turns
    assert (turn.question, turn.answer.text, turn.answer.complete) == (
        "Who keeps the lamp?",
        "One. Two.",
        True,
    )
    assert turn.answer.within == Scope(collection="documents")
    assert runs.of(request.conversation_id) is None


def test_stop_saves_the_text_so_far_at_once(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.")
    runs, request = _runs(with_lamp, answerer), _request(with_lamp)
    run = runs.start(request)
    answerer.say()
    until(lambda: run.answer.sentences)
    run.stop()
    (turn,) = _stored(with_lamp, request).turns
    assert (turn.answer.text, turn.answer.complete, turn.answer.note) == ("One.", False, STOPPED)
    assert len(turn.answer.sentences) == 1
    answerer.say()
    assert answerer.closed.wait(10)
    assert len(_stored(with_lamp, request).turns) == 1
    run.stop()
    assert len(_stored(with_lamp, request).turns) == 1


def test_stop_before_the_first_word_saves_the_question(with_lamp: Services) -> None:
    runs, request = _runs(with_lamp, PacedAnswerer("One.")), _request(with_lamp)
    runs.start(request).stop()
    (turn,) = _stored(with_lamp, request).turns
    assert (turn.answer.text, turn.answer.note) == ("", STOPPED_EARLY)


@pytest.mark.parametrize("error", ["", "The model is away. Try again."], ids=["empty", "away"])
def test_empty_answer_does_not_replace_a_good_one(with_lamp: Services, error: str) -> None:
    request = _request(with_lamp)
    first = PacedAnswerer("One.")
    first.say()
    assert _runs(with_lamp, first).start(request).wait(10)
    _runs(with_lamp, PacedAnswerer("Two.")).start(request).stop()
    runs = _runs(with_lamp, PacedAnswerer(error=error))
    assert runs.start(request).wait(10)
    (turn,) = _stored(with_lamp, request).turns
    assert (turn.answer.text, turn.answer.complete) == ("One.", True)
    said = runs.take_notice(request.conversation_id)
    assert said == (error or "The model gave an empty answer. Ask again, or rephrase the question.")
    assert not runs.take_notice(request.conversation_id)


def test_failure_saves_the_text_so_far_and_the_reason(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.", error="The line broke. Try again.")
    runs, request = _runs(with_lamp, answerer), _request(with_lamp)
    run = runs.start(request)
    answerer.say(2)
    assert run.wait(10)
    (turn,) = _stored(with_lamp, request).turns
    assert turn.answer.text == "One. Two."
    assert (turn.answer.complete, turn.answer.note) == (False, "The line broke. Try again.")


def test_start_of_the_running_question_returns_its_run(
    with_lamp: Services,
) -> None:
    answerer = PacedAnswerer("One.")
    runs, request = _runs(with_lamp, answerer), _request(with_lamp)
    run = runs.start(request)
    assert runs.start(request) is run
    second = runs.start(replace(request, question="When was it lit?", at=1))
    assert run.stage == "ended"
    answerer.say(2)
    assert second.wait(10)
    assert [turn.question for turn in _stored(with_lamp, request).turns] == [
        "Who keeps the lamp?",
        "When was it lit?",
    ]


def test_question_with_files_waits_and_searches_only_them(with_lamp: Services) -> None:
    add(with_lamp, ("other.txt", "Nobody keeps the lamp of the harbour."))
    with_lamp.jobs.start()
    job_ids = with_lamp.jobs.submit(
        [Upload(name="new.txt", data=b"Idris Calloway keeps the lamp of the pier.")],
        collection="documents",
    )
    request = replace(_request(with_lamp), job_ids=tuple(job_ids))
    run = with_lamp.answer_runs.start(request)
    assert run.stage == "reading"
    assert run.wait(30)
    (turn,) = _stored(with_lamp, request).turns
    assert "Idris Calloway" in turn.answer.text
    assert turn.answer.within is not None
    assert turn.answer.within.document_names == ("new.txt",)
    assert {hit.document_name for hit in turn.answer.hits} == {"new.txt"}


def test_question_about_an_unreadable_file_gets_the_reason(with_lamp: Services) -> None:
    with_lamp.jobs.start()
    job_ids = with_lamp.jobs.submit([Upload(name="bad.pdf", data=b"%PDF-")], collection="documents")
    request = replace(_request(with_lamp), job_ids=tuple(job_ids))
    assert with_lamp.answer_runs.start(request).wait(30)
    (turn,) = _stored(with_lamp, request).turns
    assert not turn.answer.complete
    assert "bad.pdf" in turn.answer.note


def test_close_stops_every_answer(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.", "Two.")
    runs, request = _runs(with_lamp, answerer), _request(with_lamp)
    run = runs.start(request)
    answerer.say()
    until(lambda: run.answer.text)
    threading.Timer(0.2, answerer.say).start()
    runs.close()
    assert answerer.closed.is_set()
    assert _stored(with_lamp, request).turns[0].answer.note == STOPPED


def test_stop_by_many_threads_saves_once() -> None:
    kept: list[AnswerRun] = []
    request = AnswerRequest(
        question="?", conversation_id="c", at=0, within=Scope(collection="documents")
    )
    run = AnswerRun(request, kept.append)
    threads = [threading.Thread(target=run.stop) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept == [run]
    assert not run.add(Token(text="late"))
    assert run.answer.text == ""


def test_notice_of_a_waiting_model_expires(with_lamp: Services) -> None:
    run = AnswerRun(_request(with_lamp), lambda _: None)
    assert run.add(Notice(text="It is asked too often.", seconds=0.4))
    assert run.notice == "It is asked too often. Trying again in 1 s."
    until(lambda: run.silence > 0.4)
    assert run.notice == ""
    run.add(Token(text="The"))
    assert run.silence < 0.3


def test_failure_replaces_an_earlier_failure(with_lamp: Services) -> None:
    request = _request(with_lamp)
    for error in ("The key was refused.", "There is no such model."):
        run = _runs(with_lamp, PacedAnswerer(error=error)).start(request)
        assert run.wait(10)
    (turn,) = _stored(with_lamp, request).turns
    assert turn.answer.note == "There is no such model."


def test_request_overrides_the_answerer(with_lamp: Services) -> None:
    own, given = PacedAnswerer("One."), PacedAnswerer("Two.")
    run = _runs(with_lamp, own).start(replace(_request(with_lamp), answerer=given))
    assert run.answer.model == given.name
    given.say()
    assert run.wait(10)
    assert run.answer.text == "Two."


def test_questions_from_two_tabs_at_once_get_a_turn_each(with_lamp: Services) -> None:
    answerer = PacedAnswerer("One.")
    runs, request = _runs(with_lamp, answerer), replace(_request(with_lamp), at=None)
    questions = [f"Question {number}?" for number in range(8)]
    barrier = threading.Barrier(len(questions))

    def ask(question: str) -> None:
        barrier.wait()
        runs.start(replace(request, question=question))

    tabs = [threading.Thread(target=ask, args=(question,)) for question in questions]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    runs.close()
    saved = [turn.question for turn in _stored(with_lamp, request).turns]
    assert sorted(saved) == questions
