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
from components.training.pairs.labelled import Corpus, LabelledQuestion

TEXTS = {
    "north.txt": "The northern tower has 142 steps. Wren Tolland keeps its lamp. Rain is rare.",
    "south.txt": "The southern tower has 97 steps. Ann Marsh keeps its lamp. Snow is rarer still.",
    "boats.txt": "Boats sail from the old stone pier at noon. Silas Vane steers the first of them.",
}


def _question(
    question: str, document: str, evidence: str, short: str | None = None
) -> LabelledQuestion:
    def place(words: str) -> tuple[int, int]:
        at = TEXTS[document].index(words)
        return at, at + len(words)

    return LabelledQuestion(
        question=question,
        document=document,
        evidence=(place(evidence),),
        short=place(short) if short else None,
    )


QUESTIONS = (
    _question(
        "Who keeps the lamp of the northern tower?",
        "north.txt",
        "Wren Tolland keeps its lamp.",
        "Wren Tolland",
    ),
    _question("How many steps has it?", "south.txt", "The southern tower has 97 steps."),
    _question("Who steers the first boat?", "boats.txt", "Silas Vane steers the first of them."),
)


@pytest.fixture
def deps(services: Services) -> Dependencies:
    return services.under(Preferences(reader=False))


def _corpus(name: str = "lights", *, per_document: bool = False) -> Corpus:
    return Corpus(name=name, per_document=per_document, texts=TEXTS, questions=QUESTIONS)


def _mined(steps: Generator[Any, None, list[ReadingExample]]) -> list[ReadingExample]:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return list(end.value)


def test_mining_gives_right_mistaken_and_cut_passages(
    deps: Dependencies,
) -> None:
    examples = _mined(mine(deps, _corpus()))
    asked = {each.question: each for each in examples if not each.changed_from}
    assert set(asked) == {each.question for each in QUESTIONS}
    for question in QUESTIONS:
        right, *others = asked[question.question].passages
        start, end = question.evidence[0]
        evidence = TEXTS[question.document][start:end]
        assert right.text == TEXTS[question.document]
        (number,) = right.answering or ()
        assert right.text[slice(*right.statements[number])] == evidence
        assert all(evidence not in each.text and not each.answers for each in others)
        (cut,) = (each for each in others if each.is_cut)
        assert cut.text == right.text.replace(evidence, "", 1)
        wrong = {each.text for each in others if not each.is_cut}
        assert wrong < set(TEXTS.values())
        assert wrong
    keeper = asked[QUESTIONS[0].question].passages
    assert [keeper[0].text[start:end] for start, end in keeper[0].short] == ["Wren Tolland"]
    assert keeper[1].text == TEXTS["south.txt"]  # the likeliest mistake comes first


def test_mining_adds_changed_questions_without_an_answer(deps: Dependencies) -> None:
    changed = [each for each in _mined(mine(deps, _corpus())) if each.changed_from]
    assert changed
    originals = {each.question for each in QUESTIONS}
    for each in changed:
        assert each.changed_from in originals
        assert each.question not in originals
        assert not any(passage.answers or passage.short for passage in each.passages)


def test_mining_per_document_searches_one_document(deps: Dependencies) -> None:
    for each in _mined(mine(deps, _corpus(per_document=True))):
        (text,) = {passage.text for passage in each.passages if not passage.is_cut}
        assert text in TEXTS.values()


def test_mining_with_limit_and_seed_repeats_itself(deps: Dependencies) -> None:
    few = _mined(mine(deps, _corpus(), limit=2, seed=4))
    assert len([each for each in few if not each.changed_from]) == 2
    assert _mined(mine(deps, _corpus(), limit=2, seed=4)) == few


def test_mining_of_an_unindexable_text_names_it(deps: Dependencies) -> None:
    corpus = Corpus(name="bad", texts={"empty.txt": " "}, questions=())
    with pytest.raises(PairsError, match=r"empty\.txt of bad was not indexed"):
        _mined(mine(deps, corpus))
