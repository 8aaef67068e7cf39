import random

import pytest

from benchmarks.mutating import MUTATIONS, Surroundings
from benchmarks.rewriting import every, joined
from benchmarks.scoring import rouge_l, wilson_interval
from benchmarks.statements import declarative

AROUND = Surroundings(
    near="In 1893 the tower had 45 steps. It was Edison who met John Dee.",
    document="He met Edison in Paris and later Morgan in London.",
    hits=["The keeper of the light writes every visit of a ship in the log of the tower."],
    far=["The harbour office closes at noon on every last Friday of the month, save in May."],
    other=["Bread is baked."],
)
SENTENCE = (
    "Tesla was not the first to move to New York in 1884, and on May 3, 1884 all of his 28 miles "
    "of wire were with Westinghouse."
)


@pytest.mark.parametrize("kind", sorted(MUTATIONS))
def test_mutant_differs_from_its_sentence(kind: str) -> None:
    sentence = SENTENCE.replace(" not", "") if kind == "negation added" else SENTENCE
    mutant = MUTATIONS[kind](sentence, AROUND, random.Random(0))
    assert mutant
    assert mutant != sentence


def test_rewritings_differ_and_keep_their_figures() -> None:
    sentence = "In 1893, the company (founded earlier) built 1,200 houses in several cities."
    rewritten = dict(every(sentence))
    assert {"framed", "synonyms", "reordered", "shortened", "numbers"} <= set(rewritten)
    assert all("1893" in text for text in rewritten.values())
    assert "1200 houses" in rewritten["numbers"]


def test_questions_become_statements() -> None:
    assert declarative("Who built the tower?", "John Dee") == "John Dee built the tower."
    assert declarative("When did the tower fall?", "1893") == "The tower did fall in 1893."
    assert joined("A is b.", "The c is d.", random.Random(0)).startswith("A is b")  # type: ignore[union-attr]


def test_rouge_l_counts_tokens_in_order() -> None:
    assert rouge_l("the red house burns", "a red old house") == pytest.approx(2 / 3)


def test_wilson_interval_holds_at_the_ends() -> None:
    assert wilson_interval(0, 100) == pytest.approx((0.0, 0.037), abs=0.001)
    assert wilson_interval(50, 100) == pytest.approx((0.404, 0.596), abs=0.001)
