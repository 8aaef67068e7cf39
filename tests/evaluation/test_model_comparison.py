"""A model against what is in use: real embedders, one of which knows nothing."""

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from components.embedders import BundledEmbedder, SentenceTransformerEmbedder
from components.evaluation.model_comparison import FEWEST, ComparisonResult, judge
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


def test_one_that_knows_nothing_is_worse_and_the_library_stays(
    services: Services, ignorant: SentenceTransformerEmbedder
) -> None:
    add(services, *DOCUMENTS)
    # Else the words find it, or the reader mends it.
    services.preference_store.save(replace(services.preferences(), meaning=100, reader=False))
    before = services.catalogue.collections.all()
    judged = _end(
        judge(services, lambda _: (), collection="documents", name="it", embedder=ignorant)
    )
    verdict = judged.verdict
    assert verdict is not None
    assert verdict.outcome == "worse"
    assert verdict.first[0] > verdict.first[1]
    assert verdict.questions == len(judged.places) >= FEWEST
    assert (verdict.asked, verdict.passages) == (0, verdict.of_passages)
    assert verdict.passage_seconds > 0
    assert services.catalogue.collections.all() == before
    assert services.embedder.name == before[0].embedder


def test_one_that_is_better_than_what_is_in_use_is_told_so(
    embedder: BundledEmbedder, tmp_path: Path
) -> None:
    folder = tiny_embedder(tmp_path / "tiny")
    with build(Settings(home=tmp_path / "home", embedder=str(folder))) as services:
        add(services, *DOCUMENTS)
        services.preference_store.save(replace(services.preferences(), meaning=100, reader=False))
        judged = _end(
            judge(services, lambda _: (), collection="documents", name="it", embedder=embedder)
        )
    assert judged.verdict is not None
    assert judged.verdict.outcome == "better"


def test_the_same_is_no_difference(services: Services, embedder: BundledEmbedder) -> None:
    add(services, *DOCUMENTS)
    judged = _end(
        judge(services, lambda _: (), collection="documents", name="it", embedder=embedder)
    )
    assert judged.verdict is not None
    assert judged.verdict.outcome == "same"
    assert judged.verdict.low == judged.verdict.high == 0


def test_the_questions_are_the_persons_own_first(
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
    judged = _end(
        judge(services, lambda _: turns, collection="documents", name="it", embedder=embedder)
    )
    assert judged.verdict is not None
    assert judged.verdict.asked == 1
    questions = [each.question for each in judged.places]
    assert questions[0] == "When did they build the mill?"
    assert not {"Was the mill built long ago?", "Who?"} & set(questions)


def test_too_few_questions_are_not_measured(services: Services, embedder: BundledEmbedder) -> None:
    add(services, *DOCUMENTS[:2])
    judged = _end(
        judge(services, lambda _: (), collection="documents", name="it", embedder=embedder)
    )
    assert judged.verdict is None
    assert 0 < judged.found < FEWEST
    nothing = _end(
        judge(services, lambda _: (), collection="elsewhere", name="it", embedder=embedder)
    )
    assert nothing.found == 0
