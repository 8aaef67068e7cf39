"""Train the reader: python -m components.training.trainers.reader EXAMPLES... WEIGHTS --seed 0.

The loss is a sum. Among a question's passages, and among all of their sentences, the one that
answers should come first (softmax). For each passage, and each sentence, the reader decides whether
it answers (binary). In the passage that answers, it finds the first and last word of the short
answer (softmax, summed over the candidate spans).
"""

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from components.embedders.bundled import verify_weights, weights_folder
from components.rerankers.encoding import PassageEncoder
from components.training.pairs.examples import ReadingExample, read_examples
from components.training.trainers.reader_model import ReaderModel, Readings
from components.training.trainers.reading_batches import Batch, batches, sample_epoch
from components.types import Step

_BATCH_PASSAGES = 32
_LEARNING_RATE = 8e-5
_HEADS_LEARNING_RATE = 5e-4
_WARM_UP_SHARE = 0.06
_MASKED_LOGIT = -1e4
_SAVE_INTERVAL_STEPS = 250
"""Saving now and then keeps the weights of a training that is ended early."""


def train(
    examples: Sequence[ReadingExample], target: Path, *, epochs: int = 1, seed: int = 0
) -> Iterator[Step]:
    """Train on the examples and write the weights to `target`; yield each step."""
    torch.manual_seed(seed)
    rng = random.Random(seed)
    folder = weights_folder()
    verify_weights(folder / "model.safetensors")
    encoder = PassageEncoder(folder / "tokenizer.json")
    mask_id = encoder.id_of("[MASK]")
    model = ReaderModel(folder).train()
    heads = [*model.of_passage.parameters(), *model.of_pieces.parameters()]
    optimizer = torch.optim.AdamW(
        [
            {"params": model.encoder.parameters(), "lr": _LEARNING_RATE},
            {"params": heads, "lr": _HEADS_LEARNING_RATE},
        ],
        weight_decay=0.01,
        fused=True,
    )
    samples = [sample_epoch(examples, rng) for _ in range(epochs)]
    passages = sum(len(example.passages) for epoch in samples for example in epoch)
    total = passages // _BATCH_PASSAGES + 1
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: _rate_factor(at, total))
    number = 0
    for epoch in samples:
        for batch in batches(epoch, encoder, passages=_BATCH_PASSAGES, rng=rng, mask_id=mask_id):
            # Half precision where the CPU multiplies it fast; the losses are in full precision.
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
            if number % _SAVE_INTERVAL_STEPS == 0:
                torch.save(model.state_dict(), target)
            yield Step(
                number=min(number, total),
                total=total,
                loss=float(loss),
                parts=tuple((name, round(float(part), 4)) for name, part in parts.items()),
            )
    torch.save(model.state_dict(), target)


def losses(readings: Readings, batch: Batch) -> dict[str, Tensor]:
    """Return the weighted terms of the loss by name; a term without labels in the batch is 0."""
    binary = functional.binary_cross_entropy_with_logits
    statements = _statement_logits(readings.answering, batch)
    passage_answers = binary(readings.answers, batch.answers, reduction="none")
    statement_answers = binary(statements, batch.statement_answers, reduction="none")
    return {
        "relevance": _ranking_loss(
            readings.relevance, batch.question, batch.answers, batch.is_ranked
        ),
        "answers": 2 * _weighted_mean(passage_answers, batch.answers_weight),
        "sentence": 0.5
        * _ranking_loss(
            statements, batch.statement_question, batch.statement_answers, batch.has_answer
        ),
        "sentences": 2 * _weighted_mean(statement_answers, batch.statement_weight),
        "short": 0.5 * _short_answer_loss(readings, batch),
    }


def _statement_logits(logits: Tensor, batch: Batch) -> Tensor:
    """Return the mean logit of each statement's word pieces, shape (s,)."""
    count = len(batch.statement_answers)
    index = batch.piece_statement.flatten()
    sums = torch.zeros(count + 1).index_add(0, index, logits.flatten())
    pieces = torch.zeros(count + 1).index_add(0, index, torch.ones(logits.numel()))
    return (sums / pieces.clamp(min=1))[:count]


def _ranking_loss(scores: Tensor, question: Tensor, answers: Tensor, included: Tensor) -> Tensor:
    """Return −log of the softmax share of what answers, averaged over the included questions."""
    if not included.any():
        return scores.new_zeros(())
    everything = torch.full((len(included), len(scores)), _MASKED_LOGIT)
    right = everything.clone()
    columns = torch.arange(len(scores))
    everything[question, columns] = scores
    right[question, columns] = torch.where(answers > 0, scores, _MASKED_LOGIT)
    return (everything.logsumexp(1) - right.logsumexp(1))[included].mean()


def _short_answer_loss(readings: Readings, batch: Batch) -> Tensor:
    """Return −log of the probability of a passage's candidate spans, averaged by their weight."""
    if not len(batch.spans):
        return readings.begins.new_zeros(())
    begins = readings.begins.masked_fill(~batch.is_passage, _MASKED_LOGIT).log_softmax(1)
    ends = readings.ends.masked_fill(~batch.is_passage, _MASKED_LOGIT).log_softmax(1)
    passage, first, last = batch.spans.unbind(1)
    spans = torch.full((len(begins), len(passage)), _MASKED_LOGIT)
    spans[passage, torch.arange(len(passage))] = begins[passage, first] + ends[passage, last]
    is_labelled = batch.span_weight > 0
    return _weighted_mean(-spans[is_labelled].logsumexp(1), batch.span_weight[is_labelled])


def _weighted_mean(values: Tensor, weights: Tensor) -> Tensor:
    return (values * weights).sum() / weights.sum().clamp(min=1)


def _rate_factor(step: int, total: int) -> float:
    """Return the factor of the learning rate: linear warm-up, then linear decay to 1 %."""
    warm_up = max(1, math.ceil(total * _WARM_UP_SHARE))
    if step < warm_up:
        return (step + 1) / warm_up
    return max(0.01, (total - step) / max(1, total - warm_up))


def main() -> None:
    """Train on files of examples and print a line of JSON per step."""
    parser = argparse.ArgumentParser(prog="python -m components.training.trainers.reader")
    parser.add_argument("examples", type=Path, nargs="+")
    parser.add_argument("target", type=Path)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    examples = [each for path in arguments.examples for each in read_examples(path)]
    began = time.monotonic()
    for step in train(examples, arguments.target, epochs=arguments.epochs, seed=arguments.seed):
        seconds = round(time.monotonic() - began, 1)
        print(json.dumps(asdict(step) | {"seconds": seconds}), flush=True)


if __name__ == "__main__":
    main()
