"""Comparisons of real embedders, one of which has random weights."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from components.embedders import BundledEmbedder, SentenceTransformerEmbedder
from components.evaluation.model_comparison import MIN_QUESTIONS, ComparisonResult, compare
from components.services import Services, build
from components.settings import Settings
from components.types import Feedback, Progress, Turn
from tests.library import add, ask
from tests.tiny_retrievers import tiny_embedder

pytestmark = pytest.mark.slow

SUBJECTS = (
    "lighthouse tower", "harbour wall", "village school", "railway station", "timber bridge",
    "fish market", "town library", "cider mill", "weather mast", "rowing club", "bell foundry",
    "ferry landing", "glass house", "brick kiln", "county museum",
)  # fmt: skip
DOCUMENTS = tuple(
    (f"{subject}.txt", f"The {subject} was built in {1800 + 7 * at}. It is open on Sundays.")
    for at, subject in enumerate(SUBJECTS)
)


def _end(steps: Generator[Progress, None, ComparisonResult]) -> ComparisonResult:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


@pytest.fixture(scope="module")
def ignorant(tmp_path_factory: pytest.TempPathFactory) -> SentenceTransformerEmbedder:
    folder = tiny_embedder(tmp_path_factory.mktemp("embedders") / "ignorant")
    return SentenceTransformerEmbedder(str(folder))


def test_embedder_of_random_weights_is_worse_and_the_library_stays(
    services: Services, ignorant: SentenceTransformerEmbedder
) -> None:
    add(services, *DOCUMENTS)
    # Else the words find it, or the reader mends it.
    services.preference_store.save(replace(services.preferences(), meaning=100, reader=False))
    before = services.catalogue.collections.all()
    result = _end(
        compare(services, lambda _: (), collection="documents", name="it", embedder=ignorant)
    )
    comparison = result.comparison
    assert comparison is not None
    assert comparison.outcome == "worse"
    assert comparison.first[0] > comparison.first[1]
    assert comparison.questions == len(result.ranks) >= MIN_QUESTIONS
    assert (comparison.asked, comparison.passages) == (0, comparison.of_passages)
    assert comparison.passage_seconds > 0
    assert services.catalogue.collections.all() == before
    assert services.embedder.name == before[0].embedder


def test_better_embedder_than_the_one_in_use_is_better(
    embedder: BundledEmbedder, tmp_path: Path
) -> None:
    folder = tiny_embedder(tmp_path / "tiny")
    with build(Settings(home=tmp_path / "home", embedder=str(folder))) as services:
        add(services, *DOCUMENTS)
        services.preference_store.save(replace(services.preferences(), meaning=100, reader=False))
        result = _end(
            compare(services, lambda _: (), collection="documents", name="it", embedder=embedder)
        )
    assert result.comparison is not None
    assert result.comparison.outcome == "better"


def test_same_embedder_makes_no_difference(services: Services, embedder: BundledEmbedder) -> None:
    add(services, *DOCUMENTS)
    result = _end(
        compare(services, lambda _: (), collection="documents", name="it", embedder=embedder)
    )
    assert result.comparison is not None
    assert result.comparison.outcome == "same"
    assert result.comparison.low == result.comparison.high == 0


def test_questions_the_person_asked_come_first(
    services: Services, embedder: BundledEmbedder
) -> None:
    add(services, *DOCUMENTS)
    answered = ask(services, "When was the cider mill built?")
    assert answered.supported
    bad = Feedback(good=False, reason="")
    turns = (
        Turn(question="When did they build the mill?", answer=answered),
        Turn(question="Was the mill built long ago?", answer=answered, feedback=bad),
        Turn(question="Who?", answer=replace(answered, supported=False)),
    )
    result = _end(
        compare(services, lambda _: turns, collection="documents", name="it", embedder=embedder)
    )
    assert result.comparison is not None
    assert result.comparison.asked == 1
    questions = [each.question for each in result.ranks]
    assert questions[0] == "When did they build the mill?"
    assert not {"Was the mill built long ago?", "Who?"} & set(questions)


def test_too_few_questions_give_no_comparison(
    services: Services, embedder: BundledEmbedder
) -> None:
    add(services, *DOCUMENTS[:2])
    result = _end(
        compare(services, lambda _: (), collection="documents", name="it", embedder=embedder)
    )
    assert result.comparison is None
    assert 0 < result.question_count < MIN_QUESTIONS
    nothing = _end(
        compare(services, lambda _: (), collection="elsewhere", name="it", embedder=embedder)
    )
    assert nothing.question_count == 0
