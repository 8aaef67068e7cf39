"""Questions with their answers, and with what our own search mistakes for them."""

from collections.abc import Generator
from typing import Any

import pytest

from components.errors import PairsError
from components.pipelines.dependencies import Dependencies
from components.preferences import Preferences
from components.services import Services
from components.training.mining import mine
from components.training.pairs.examples import ReadingExample
from components.training.pairs.labelled import Corpus, Labelled

TEXTS = {
    "north.txt": "The northern tower has 142 steps. Wren Tolland keeps its lamp. Rain is rare.",
    "south.txt": "The southern tower has 97 steps. Ann Marsh keeps its lamp. Snow is rarer still.",
    "boats.txt": "Boats sail from the old stone pier at noon. Silas Vane steers the first of them.",
}


def _asked(question: str, document: str, evidence: str, short: str | None = None) -> Labelled:
    def place(words: str) -> tuple[int, int]:
        at = TEXTS[document].index(words)
        return at, at + len(words)

    return Labelled(
        question=question,
        document=document,
        evidence=(place(evidence),),
        short=place(short) if short else None,
    )


QUESTIONS = (
    _asked(
        "Who keeps the lamp of the northern tower?",
        "north.txt",
        "Wren Tolland keeps its lamp.",
        "Wren Tolland",
    ),
    _asked("How many steps has it?", "south.txt", "The southern tower has 97 steps."),
    _asked("Who steers the first boat?", "boats.txt", "Silas Vane steers the first of them."),
)


@pytest.fixture
def deps(services: Services) -> Dependencies:
    return services.under(Preferences(reader=False))


def _corpus(name: str = "lights", *, apart: bool = False) -> Corpus:
    return Corpus(name=name, apart=apart, texts=TEXTS, questions=QUESTIONS)


def _mined(steps: Generator[Any, None, list[ReadingExample]]) -> list[ReadingExample]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return list(end.value)


def test_the_right_passage_the_mistaken_ones_and_the_one_with_its_answer_cut_out(
    deps: Dependencies,
) -> None:
    examples = _mined(mine(deps, _corpus()))
    asked = {each.question: each for each in examples if not each.like}
    assert set(asked) == {each.question for each in QUESTIONS}
    for question in QUESTIONS:
        right, *others = asked[question.question].passages
        start, end = question.evidence[0]
        evidence = TEXTS[question.document][start:end]
        assert right.text == TEXTS[question.document]
        (number,) = right.answering or ()
        assert right.text[slice(*right.statements[number])] == evidence
        assert all(evidence not in each.text and not each.answers for each in others)
        (cut,) = (each for each in others if each.cut)
        assert cut.text == right.text.replace(evidence, "", 1)
        wrong = {each.text for each in others if not each.cut}
        assert wrong < set(TEXTS.values())
        assert wrong
    keeper = asked[QUESTIONS[0].question].passages
    assert [keeper[0].text[start:end] for start, end in keeper[0].short] == ["Wren Tolland"]
    assert keeper[1].text == TEXTS["south.txt"]  # the likeliest mistake comes first


def test_changed_questions_that_nothing_answers(deps: Dependencies) -> None:
    changed = [each for each in _mined(mine(deps, _corpus())) if each.like]
    assert changed
    originals = {each.question for each in QUESTIONS}
    for each in changed:
        assert each.like in originals
        assert each.question not in originals
        assert not any(passage.answers or passage.short for passage in each.passages)


def test_a_question_of_one_document_is_mined_in_it_alone(deps: Dependencies) -> None:
    for each in _mined(mine(deps, _corpus(apart=True))):
        assert {passage.text for passage in each.passages if not passage.cut} < set(TEXTS.values())
        assert len({passage.text for passage in each.passages if not passage.cut}) == 1


def test_so_many_and_the_same_by_the_same_seed(deps: Dependencies) -> None:
    few = _mined(mine(deps, _corpus(), most=2, seed=4))
    assert len([each for each in few if not each.like]) == 2
    assert _mined(mine(deps, _corpus(), most=2, seed=4)) == few


def test_a_text_that_cannot_be_indexed_is_said(deps: Dependencies) -> None:
    corpus = Corpus(name="bad", texts={"empty.txt": " "}, questions=())
    with pytest.raises(PairsError, match=r"empty\.txt of bad was not indexed"):
        _mined(mine(deps, corpus))
