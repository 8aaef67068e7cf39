"""A perfect reading costs nothing, a wrong one does, each part for itself."""

import random
from dataclasses import replace

import pytest
import torch

from components.rerankers.encoding import PassageEncoder
from components.training.trainers.reader import losses
from components.training.trainers.reader_model import Readings
from components.training.trainers.reading_batches import Batch, batches
from tests.training.trainers.reading import EXAMPLES

PARTS = ("relevance", "answers", "sentence", "sentences", "short")
SURE = 20.0


@pytest.fixture(scope="module")
def batch(encoder: PassageEncoder) -> Batch:
    (made,) = batches(EXAMPLES[:3], encoder, passages=99, rng=random.Random(0), mask_id=103)
    return made


def _perfect(batch: Batch) -> Readings:
    passages = (batch.answers * 2 - 1) * SURE
    labels = torch.cat([batch.statement_answers * 2 - 1, torch.zeros(1)])
    begins, ends = (torch.zeros(batch.ids.shape) for _ in range(2))
    for row, first, last in batch.spans.tolist():
        if not begins[row].any():  # of several that may be it, one
            begins[row, first] = ends[row, last] = SURE
    return Readings(passages, passages.clone(), labels[batch.piece_statement] * SURE, begins, ends)


def _values(readings: Readings, batch: Batch) -> dict[str, float]:
    return {name: float(part) for name, part in losses(readings, batch).items()}


def test_losses_of_a_perfect_reading_are_zero(batch: Batch) -> None:
    values = _values(_perfect(batch), batch)
    assert tuple(values) == PARTS
    assert all(0 <= value < 0.001 for value in values.values()), values


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        ("relevance", {"relevance"}),
        ("answers", {"answers"}),
        ("answering", {"sentence", "sentences"}),
        ("begins", {"short"}),
        ("ends", {"short"}),
    ],
)
def test_losses_of_a_wrong_output_rise_in_its_own_term(
    batch: Batch, field: str, parts: set[str]
) -> None:
    perfect = _perfect(batch)
    values = _values(replace(perfect, **{field: -getattr(perfect, field)}), batch)
    assert {name for name, value in values.items() if value > 1} == parts
    assert all(value < 0.001 for name, value in values.items() if name not in parts)


def test_losses_of_zero_logits_are_those_of_chance(batch: Batch) -> None:
    nothing = Readings(
        *(torch.zeros(len(batch.ids)) for _ in range(2)),
        *(torch.zeros(batch.ids.shape) for _ in range(3)),
    )
    values = _values(nothing, batch)
    assert values["relevance"] == pytest.approx((torch.tensor([3.0, 2.0]).log().mean()).item())
    assert values["answers"] == pytest.approx(2 * 0.6931, abs=2e-3)  # it counts twice
    assert values["short"] > 1


def test_losses_without_labels_are_zero(encoder: PassageEncoder) -> None:
    (made,) = batches(EXAMPLES[2:3], encoder, passages=99, rng=random.Random(0), mask_id=103)
    shape = made.ids.shape
    wild = Readings(
        *(torch.full((len(made.ids),), SURE) for _ in range(2)),
        *(torch.full(shape, SURE) for _ in range(3)),
    )
    values = _values(wild, made)
    assert {name for name, value in values.items() if value} == {"answers", "sentences"}
