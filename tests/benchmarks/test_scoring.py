import pytest

from benchmarks.scoring import (
    Coverage,
    Passage,
    cites_gold,
    coverage,
    covered_characters,
    paired_interval,
    token_f1,
    within_budget,
)

REFERENCE = Passage("a.txt", 100, 200)


@pytest.mark.parametrize(
    ("retrieved", "covered"),
    [
        pytest.param([], 0, id="nothing retrieved"),
        pytest.param([Passage("a.txt", 0, 100)], 0, id="ends where the reference starts"),
        pytest.param([Passage("a.txt", 50, 150)], 50, id="half of it"),
        pytest.param([Passage("a.txt", 0, 900)], 100, id="all of it"),
        pytest.param([Passage("b.txt", 0, 900)], 0, id="another document"),
        pytest.param(
            [Passage("a.txt", 150, 200), Passage("a.txt", 100, 160)], 100, id="overlaps count once"
        ),
        pytest.param(
            [Passage("a.txt", 100, 190), Passage("a.txt", 120, 130)], 90, id="one inside another"
        ),
    ],
)
def test_covered_characters_count_once(retrieved: list[Passage], covered: int) -> None:
    assert covered_characters([REFERENCE], retrieved) == covered


def test_coverage_counts_overlaps_twice_in_what_was_retrieved() -> None:
    retrieved = [Passage("a.txt", 150, 350), Passage("a.txt", 150, 250), Passage("b.txt", 0, 100)]

    scores = coverage([REFERENCE], retrieved)

    assert scores == Coverage(recall=0.5, precision=50 / 400, iou=50 / (400 + 50))


def test_coverage_of_nothing_retrieved_is_zero() -> None:
    assert coverage([REFERENCE], []) == Coverage(recall=0, precision=0, iou=0)


def test_coverage_adds_up_references() -> None:
    references = [REFERENCE, Passage("b.txt", 0, 300)]

    assert coverage(references, [Passage("b.txt", 0, 300)]).recall == 0.75


def test_within_budget_cuts_the_last_passage() -> None:
    ranked = [Passage("a.txt", 0, 600), Passage("b.txt", 50, 650), Passage("c.txt", 0, 10)]

    assert within_budget(ranked, 1_000) == [Passage("a.txt", 0, 600), Passage("b.txt", 50, 450)]


def test_within_budget_keeps_everything_that_fits() -> None:
    ranked = [Passage("a.txt", 0, 600)]

    assert within_budget(ranked, 1_000) == ranked


@pytest.mark.parametrize(
    ("citations", "cites"),
    [
        pytest.param([Passage("a.txt", 150, 250)], True, id="exactly half"),
        pytest.param([Passage("a.txt", 151, 250)], False, id="less than half"),
        pytest.param([Passage("b.txt", 100, 200)], False, id="another document"),
        pytest.param(
            [Passage("a.txt", 100, 140), Passage("a.txt", 160, 200)],
            False,
            id="two halves do not add up",
        ),
        pytest.param([], False, id="no citation"),
    ],
)
def test_cites_gold_needs_half_of_a_reference(citations: list[Passage], cites: bool) -> None:
    assert cites_gold([REFERENCE], citations) is cites


@pytest.mark.parametrize(
    ("prediction", "answers", "score"),
    [
        pytest.param("The Rhine.", ["rhine"], 1.0, id="case, article and full stop"),
        pytest.param("river Rhine", ["Rhine"], 2 / 3, id="one word too many"),
        pytest.param("Rhine Rhine", ["Rhine"], 2 / 3, id="a repeated word matches once"),
        pytest.param("Elbe", ["Rhine", "the Elbe"], 1.0, id="the best of several"),
        pytest.param("", ["Rhine"], 0.0, id="a refusal"),
        pytest.param("U.S.", ["US"], 1.0, id="punctuation inside a word"),
    ],
)
def test_token_f1_takes_the_best_answer(prediction: str, answers: list[str], score: float) -> None:
    assert token_f1(prediction, answers) == pytest.approx(score)


def test_paired_interval_of_a_constant_difference_is_that_difference() -> None:
    assert paired_interval([0.5, 0.75, 1.0], [0.25, 0.5, 0.75]) == (0.25, 0.25)


def test_paired_interval_of_noise_holds_zero() -> None:
    low, high = paired_interval([1.0, 0.0] * 50, [0.0, 1.0] * 50)

    assert low < 0 < high
