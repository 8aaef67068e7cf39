"""Turn reading examples into batches of tensors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from components.rerankers.encoding import Encoded, PassageEncoder
from components.training.pairs.examples import LabelledPassage, ReadingExample, cut_statements

_MISTAKES = 2
"""Passages that do not answer, per question and epoch."""
_CUT_SHARE = 0.4
"""Share of questions that also see the passage with its answer cut out."""
_CHANGED_SHARE = 0.6
"""Share of changed questions used in an epoch."""
_THINNED_SHARE = 0.3
"""Share of passages that lose a sentence that does not answer, so that gaps give nothing away."""
_BARE_SHARE = 0.3
"""Share of passages without their headings."""
_MASKED_SHARE = 0.04
"""Share of masked word pieces in questions and headings."""
_POOL_BATCHES = 16
"""Batches whose examples are sorted by length together."""
_Encodings = tuple[ReadingExample, list[Encoded]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Tensors for p passages of q questions, with s statements and at most n word pieces.

    ids, types, mask    (p, n) inputs of the encoder
    is_passage          (p, n) word pieces of the passage itself
    question            (p,) index of each passage's question
    answers             (p,) 1 where the passage answers; `answers_weight` (p,) weights that loss
    is_ranked           (q,) questions with one passage to rank first
    piece_statement     (p, n) index of each word piece's statement, s for none
    statement_question  (s,) index of each statement's question
    statement_answers   (s,) 1 where it answers; `statement_weight` is 0 where that is not labelled
    has_answer          (q,) questions with a statement to rank first
    spans               (m, 3) passage, first and last word piece of candidate short answers
    span_weight         (p,) counts the short answers of each passage in the loss
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    is_passage: Tensor
    question: Tensor
    answers: Tensor
    answers_weight: Tensor
    is_ranked: Tensor
    piece_statement: Tensor
    statement_question: Tensor
    statement_answers: Tensor
    statement_weight: Tensor
    has_answer: Tensor
    spans: Tensor
    span_weight: Tensor


def sample_epoch(examples: Sequence[ReadingExample], rng: random.Random) -> list[ReadingExample]:
    """Return each question once, with a few of its passages, in random order."""
    epoch = []
    for example in examples:
        right, *others = example.passages
        passages = [right]
        if example.changed_from:
            if rng.random() >= _CHANGED_SHARE:
                continue
        else:
            wrong = [each for each in others if not each.is_cut]
            # The search's first hits are the likeliest mistakes.
            weights = [1 / (2 + rank) for rank in range(len(wrong))]
            drawn = rng.choices(wrong, weights, k=_MISTAKES) if wrong else []
            passages += {each.text: each for each in drawn}.values()
            if rng.random() < _CUT_SHARE:
                passages += (each for each in others if each.is_cut)
        epoch.append(replace(example, passages=tuple(_vary(each, rng) for each in passages)))
    rng.shuffle(epoch)
    return epoch


def batches(
    examples: Sequence[ReadingExample],
    encoder: PassageEncoder,
    *,
    passages: int,
    rng: random.Random,
    mask_id: int,
) -> Iterator[Batch]:
    """Yield batches of about `passages` passages of similar length."""
    pool_size = _POOL_BATCHES * passages
    for start in range(0, len(examples), pool_size):
        pool = [
            (example, _encode(example, encoder, rng, mask_id))
            for example in examples[start : start + pool_size]
        ]
        pool.sort(key=lambda pair: max(len(encoded.ids) for encoded in pair[1]))
        groups: list[list[_Encodings]] = [[]]
        for pair in pool:
            size = sum(len(encodings) for _, encodings in groups[-1])
            if groups[-1] and size + len(pair[1]) > passages:
                groups.append([])
            groups[-1].append(pair)
        rng.shuffle(groups)
        yield from map(_batch, groups)


def _vary(passage: LabelledPassage, rng: random.Random) -> LabelledPassage:
    """Drop a sentence that does not answer, and the headings, now and then."""
    answering = passage.answering
    removable = [
        at for at in range(len(passage.statements)) if answering is not None and at not in answering
    ]
    if len(removable) > 1 and rng.random() < _THINNED_SHARE:
        passage = cut_statements(passage, (rng.choice(removable),)) or passage
    return replace(passage, above="") if rng.random() < _BARE_SHARE else passage


def _encode(
    example: ReadingExample, encoder: PassageEncoder, rng: random.Random, mask_id: int
) -> list[Encoded]:
    """Encode the passages, with some word pieces of the question and headings masked."""
    texts = [(passage.above, passage.text) for passage in example.passages]
    masked = []
    for encoded in encoder.encode(example.question, texts):
        ids = list(encoded.ids)
        for at in range(1, encoded.first - 1):
            is_separator = encoded.types[at] != encoded.types[at + 1]
            if not is_separator and rng.random() < _MASKED_SHARE:
                ids[at] = mask_id
        masked.append(replace(encoded, ids=tuple(ids)))
    return masked


def _batch(group: Sequence[_Encodings]) -> Batch:
    rows = [
        (number, example, passage, encoded)
        for number, (example, encodings) in enumerate(group)
        for passage, encoded in zip(example.passages, encodings, strict=True)
    ]
    shape = len(rows), max(len(encoded.ids) for *_, encoded in rows)
    ids, types, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    is_passage = torch.zeros(shape, dtype=torch.bool)
    piece_statement = torch.full(shape, -1)
    statements: list[tuple[int, bool, bool]] = []  # question, answers, is labelled
    spans: list[tuple[int, int, int]] = []
    span_weight = torch.zeros(len(rows))
    for row, (number, _, passage, encoded) in enumerate(rows):
        length = len(encoded.ids)
        ids[row, :length] = torch.tensor(encoded.ids)
        types[row, :length] = torch.tensor(encoded.types)
        mask[row, :length] = 1
        is_passage[row, encoded.first : encoded.first + len(encoded.spans)] = True
        for at, statement in enumerate(passage.statements):
            pieces = _pieces(encoded, *statement)
            if pieces:
                piece_statement[row, pieces[0] : pieces[1] + 1] = len(statements)
                answering = passage.answering
                statements.append((number, at in (answering or ()), answering is not None))
        short = [pieces for span in passage.short if (pieces := _pieces(encoded, *span))]
        spans += ((row, *pieces) for pieces in short)
        if short:
            # A marked short answer counts twice as much as guessed ones.
            span_weight[row] = 2.0 if len(passage.short) == 1 else 1.0
    piece_statement[piece_statement < 0] = len(statements)
    columns = list(zip(*statements, strict=True)) or [(), (), ()]
    statement_question = torch.tensor(columns[0], dtype=torch.long)
    statement_answers = torch.tensor(columns[1], dtype=torch.float)
    has_answer = torch.zeros(len(group), dtype=torch.bool)
    has_answer[statement_question[statement_answers > 0]] = True
    return Batch(
        ids=ids,
        types=types,
        mask=mask,
        is_passage=is_passage,
        question=torch.tensor([number for number, *_ in rows]),
        answers=torch.tensor([float(passage.answers) for *_, passage, _ in rows]),
        # A mistake of the search may answer after all; a cut passage or changed question does not.
        answers_weight=torch.tensor(
            [
                1.0 if passage.answers or passage.is_cut or example.changed_from else 0.5
                for _, example, passage, _ in rows
            ]
        ),
        is_ranked=torch.tensor(
            [not each.changed_from and len(each.passages) > 1 for each, _ in group]
        ),
        piece_statement=piece_statement,
        statement_question=statement_question,
        statement_answers=statement_answers,
        statement_weight=torch.tensor(columns[2], dtype=torch.float),
        has_answer=has_answer,
        spans=torch.tensor(spans, dtype=torch.long).reshape(-1, 3),
        span_weight=span_weight,
    )


def _pieces(encoded: Encoded, start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last word piece, counted from the input's start, of the characters."""
    inside = [at for at, (first, last) in enumerate(encoded.spans) if first < end and last > start]
    return (encoded.first + inside[0], encoded.first + inside[-1]) if inside else None
