"""Train the reader: python -m components.training.trainers.reader EXAMPLES... TARGET --seed 0.

Losses are summed. Over a question's passages, and over all of their sentences, the one that answers
is to come first (softmax); each passage, and each sentence, says by itself whether it answers
(binary); in the passage that answers, first and last word of the short answer (softmax, summed over
the spans that may be it).
"""

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from components.embedders.bundled import verify_weights, weights_folder
from components.rerankers.encoding import PassageEncoder
from components.training.pairs.examples import ReadingExample, read_examples
from components.training.trainers.reader_model import ReaderModel, Readings
from components.training.trainers.reading_batches import Batch, batches, sampled
from components.types import Step

_PASSAGES = 32
"""In a step."""
_RATE = 8e-5
_RATE_OF_HEADS = 5e-4
_WARM_UP = 0.06
"""Share of the steps in which the learning rate rises."""
_BLANK = "[MASK]"
_NONE = -1e4
_SAVED_EVERY = 250
"""Steps, so that what was learnt is there when the training is ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitting:
    """How the reader is trained."""

    epochs: int = 1
    seed: int = 0


def fit(examples: Sequence[ReadingExample], target: Path, fitting: Fitting) -> Iterator[Step]:
    """Train on the examples, write the weights to `target`; a step at a time."""
    torch.manual_seed(fitting.seed)
    chance = random.Random(fitting.seed)
    folder = weights_folder()
    verify_weights(folder / "model.safetensors")
    encoder = PassageEncoder(folder / "tokenizer.json")
    model = ReaderModel(folder).train()
    heads = [*model.of_passage.parameters(), *model.of_pieces.parameters()]
    optimizer = torch.optim.AdamW(
        [
            {"params": model.encoder.parameters(), "lr": _RATE},
            {"params": heads, "lr": _RATE_OF_HEADS},
        ],
        weight_decay=0.01,
        fused=True,
    )
    drawn = [sampled(examples, chance) for _ in range(fitting.epochs)]
    total = sum(sum(len(each.passages) for each in epoch) for epoch in drawn) // _PASSAGES + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: _share(at, total))
    number = 0
    for epoch in drawn:
        for batch in batches(
            epoch,
            encoder,
            passages=_PASSAGES,
            chance=chance,
            blank=encoder.id_of(_BLANK),
        ):
            # Half precision where the chip multiplies it fast; the losses are whole.
            with torch.autocast("cpu", torch.bfloat16):
                readings = model(batch.ids, batch.types, batch.mask)
            parts = losses(readings, batch)
            loss = torch.stack(list(parts.values())).sum()
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            number += 1
            if number % _SAVED_EVERY == 0:
                torch.save(model.state_dict(), target)
            yield Step(
                number=min(number, total),
                total=total,
                loss=float(loss),
                parts=tuple((name, round(float(part), 4)) for name, part in parts.items()),
            )
    torch.save(model.state_dict(), target)


def losses(readings: Readings, batch: Batch) -> dict[str, Tensor]:
    """By name; each a mean over what it is about, 0 where the batch holds none of it."""
    groups = len(batch.ranked)
    statements = _of_statements(readings.answering, batch)
    return {
        "relevance": _first(
            readings.relevance, batch.question, batch.answers, groups, batch.ranked
        ),
        "answers": 2
        * _mean(
            functional.binary_cross_entropy_with_logits(
                readings.answers, batch.answers, reduction="none"
            ),
            batch.counts,
        ),
        "sentence": 0.5
        * _first(
            statements, batch.statement_question, batch.statement_answers, groups, batch.judged
        ),
        "sentences": 2
        * _mean(
            functional.binary_cross_entropy_with_logits(
                statements, batch.statement_answers, reduction="none"
            ),
            batch.statement_known,
        ),
        "short": 0.5 * _short(readings, batch),
    }


def _of_statements(logits: Tensor, batch: Batch) -> Tensor:
    """The mean over each statement's word pieces, (s,)."""
    count = len(batch.statement_answers)
    sums = torch.zeros(count + 1).index_add(0, batch.piece_statement.flatten(), logits.flatten())
    pieces = torch.zeros(count + 1).index_add(
        0, batch.piece_statement.flatten(), torch.ones(logits.numel())
    )
    return (sums / pieces.clamp(min=1))[:count]


def _first(scores: Tensor, group: Tensor, right: Tensor, groups: int, counted: Tensor) -> Tensor:
    """−log of the share of each group's softmax that falls on what is right."""
    if not counted.any():
        return scores.new_zeros(())
    of_group = torch.full((groups, len(scores)), _NONE)
    of_right = of_group.clone()
    columns = torch.arange(len(scores))
    of_group[group, columns] = scores
    of_right[group, columns] = torch.where(right > 0, scores, _NONE)
    missed = of_group.logsumexp(1) - of_right.logsumexp(1)
    return missed[counted].mean()


def _short(readings: Readings, batch: Batch) -> Tensor:
    if not len(batch.spans):
        return readings.begins.new_zeros(())
    hidden = ~batch.readable
    begins = readings.begins.masked_fill(hidden, _NONE).log_softmax(1)
    ends = readings.ends.masked_fill(hidden, _NONE).log_softmax(1)
    passage, first, last = batch.spans.unbind(1)
    rows = torch.full((len(begins), len(passage)), _NONE)
    rows[passage, torch.arange(len(passage))] = begins[passage, first] + ends[passage, last]
    marked = batch.span_weight > 0
    return _mean(-rows[marked].logsumexp(1), batch.span_weight[marked])


def _mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp(min=1)


def _share(at: int, total: int) -> float:
    """Of the learning rate: up in a line, then down in a line to a hundredth."""
    warm = max(1, math.ceil(total * _WARM_UP))
    if at < warm:
        return (at + 1) / warm
    return max(0.01, (total - at) / max(1, total - warm))


def main() -> None:
    """Train on files of examples, a line of JSON a step."""
    parser = argparse.ArgumentParser(prog="python -m components.training.trainers.reader")
    parser.add_argument("examples", type=Path, nargs="+")
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    every = [each for path in given.examples for each in read_examples(path)]
    began = time.monotonic()
    for step in fit(every, given.target, Fitting(epochs=given.epochs, seed=given.seed)):
        seconds = round(time.monotonic() - began, 1)
        print(json.dumps(asdict(step) | {"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
