"""Reading examples → batches of tensors."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from components.rerankers.encoding import Encoded, PassageEncoder
from components.training.pairs.examples import ReadingExample, ReadPassage, without

_WRONG = 2
"""Passages that do not answer, beside the one that does."""
_CUT = 0.4
"""How often the passage with its answer cut out stands beside them."""
_LIKE = 0.6
"""How often a changed question is asked in an epoch."""
_THINNED = 0.3
"""How often a passage loses a sentence that does not answer, so that none is known by gaps."""
_BARE = 0.3
"""How often a passage comes without what stands above it."""
_DROPPED = 0.04
"""Share of the question's and the headings' word pieces that are blanked out."""
_POOL = 64
"""Examples sorted by length at a time, in batches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """p passages of g questions, s statements and n word pieces at most.

    `question` (p,) and `statement_question` (s,) say whose each is; `piece_statement` (p, n) gives
    each word piece's statement, s where it stands in none. `spans` are (passage, first, last word
    piece) of what may be the short answer, `span_weight` (p,) what they count. `counts` (p,) is the
    weight of a passage in whether it answers, `ranked` (g,) and `judged` (g,) whether a question
    has a passage and a statement to be ranked first.
    """

    ids: Tensor
    types: Tensor
    mask: Tensor
    question: Tensor
    answers: Tensor
    counts: Tensor
    ranked: Tensor
    piece_statement: Tensor
    statement_question: Tensor
    statement_answers: Tensor
    statement_known: Tensor
    judged: Tensor
    spans: Tensor
    span_weight: Tensor
    readable: Tensor


def sampled(examples: Sequence[ReadingExample], chance: random.Random) -> list[ReadingExample]:
    """One epoch: each question once, over a few of its passages."""
    chosen = []
    for example in examples:
        if example.like:
            if chance.random() < _LIKE:
                chosen.append(replace(example, passages=_thin(example.passages[:1], chance)))
            continue
        right, *others = example.passages
        cut = [each for each in others if each.cut]
        wrong = [each for each in others if not each.cut]
        # The first are the likeliest to be mistaken.
        weights = [1 / (2 + rank) for rank in range(len(wrong))]
        drawn = chance.choices(wrong, weights, k=_WRONG) if wrong else []
        distinct = list({each.text: each for each in drawn}.values())
        kept = (right, *distinct, *(cut if chance.random() < _CUT else ()))
        chosen.append(replace(example, passages=_thin(kept, chance)))
    chance.shuffle(chosen)
    return chosen


def batches(
    examples: Sequence[ReadingExample],
    encoder: PassageEncoder,
    *,
    passages: int,
    chance: random.Random,
    blank: int,
) -> Iterator[Batch]:
    """Batches of about `passages` passages, of like lengths. `blank`: the id of a blanked piece."""
    pool: list[tuple[ReadingExample, list[Encoded]]] = []
    for example in examples:
        pool.append((example, _encoded(example, encoder, chance, blank)))
        if len(pool) == _POOL * passages // 4:
            yield from _dealt(pool, passages, chance)
            pool = []
    yield from _dealt(pool, passages, chance)


def _thin(passages: Sequence[ReadPassage], chance: random.Random) -> tuple[ReadPassage, ...]:
    thinned = []
    for passage in passages:
        loose = [
            number
            for number in range(len(passage.statements))
            if passage.answering is not None and number not in passage.answering
        ]
        if len(loose) > 1 and chance.random() < _THINNED:
            passage = without(passage, (chance.choice(loose),)) or passage
        if chance.random() < _BARE:
            passage = replace(passage, above="")
        thinned.append(passage)
    return tuple(thinned)


def _encoded(
    example: ReadingExample, encoder: PassageEncoder, chance: random.Random, blank: int
) -> list[Encoded]:
    every = encoder.encode(
        example.question, [(passage.above, passage.text) for passage in example.passages]
    )
    dropped = []
    for each in every:
        ids = list(each.ids)
        for at in range(1, each.first - 1):
            if each.types[at] == each.types[at + 1] and chance.random() < _DROPPED:
                ids[at] = blank
        dropped.append(replace(each, ids=tuple(ids)))
    return dropped


def _dealt(
    pool: list[tuple[ReadingExample, list[Encoded]]], passages: int, chance: random.Random
) -> Iterator[Batch]:
    pool.sort(key=lambda pair: max(len(each.ids) for each in pair[1]))
    groups: list[list[tuple[ReadingExample, list[Encoded]]]] = [[]]
    held = 0
    for pair in pool:
        if held + len(pair[1]) > passages and groups[-1]:
            groups.append([])
            held = 0
        groups[-1].append(pair)
        held += len(pair[1])
    chance.shuffle(groups)
    for group in groups:
        if group:
            yield _batch(group)


def _batch(group: Sequence[tuple[ReadingExample, list[Encoded]]]) -> Batch:
    encoded = [each for _, every in group for each in every]
    longest = max(len(each.ids) for each in encoded)
    shape = len(encoded), longest
    ids, types, mask = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
    readable = torch.zeros(shape, dtype=torch.bool)
    statements: list[tuple[int, bool, bool]] = []  # question, answers, known
    places: list[tuple[int, int, int, int]] = []  # passage, first, last piece, statement
    spans: list[tuple[int, int, int]] = []
    span_weight = torch.zeros(len(encoded))
    question, answers, counts = [], [], []
    row = 0
    for number, (example, every) in enumerate(group):
        for passage, each in zip(example.passages, every, strict=True):
            length = len(each.ids)
            ids[row, :length] = torch.tensor(each.ids)
            types[row, :length] = torch.tensor(each.types)
            mask[row, :length] = 1
            readable[row, each.first : each.first + len(each.spans)] = True
            question.append(number)
            answers.append(float(passage.answers))
            # What the search mistook may answer after all; what was cut or changed does not.
            counts.append(1.0 if passage.answers or passage.cut or example.like else 0.5)
            for at, (start, end) in enumerate(passage.statements):
                pieces = _pieces(each, start, end)
                if pieces:
                    places.append((row, *pieces, len(statements)))
                    known = passage.answering is not None
                    statements.append((number, at in (passage.answering or ()), known))
            marked = [
                (row, *pieces)
                for start, end in passage.short
                if (pieces := _pieces(each, start, end))
            ]
            spans += marked
            if marked:
                span_weight[row] = 2.0 if len(passage.short) == 1 else 1.0
            row += 1
    piece_statement = torch.full(shape, len(statements), dtype=torch.long)
    for at, first, last, statement in places:
        piece_statement[at, first : last + 1] = statement
    columns = list(zip(*statements, strict=True)) or [(), (), ()]
    statement_question = torch.tensor(columns[0], dtype=torch.long)
    statement_answers = torch.tensor(columns[1], dtype=torch.float)
    judged = torch.zeros(len(group), dtype=torch.bool)
    judged[statement_question[statement_answers > 0]] = True
    return Batch(
        ids=ids,
        types=types,
        mask=mask,
        question=torch.tensor(question),
        answers=torch.tensor(answers),
        counts=torch.tensor(counts),
        ranked=torch.tensor([not each.like and len(each.passages) > 1 for each, _ in group]),
        piece_statement=piece_statement,
        statement_question=statement_question,
        statement_answers=statement_answers,
        statement_known=torch.tensor(columns[2], dtype=torch.float),
        judged=judged,
        spans=torch.tensor(spans, dtype=torch.long).reshape(-1, 3),
        span_weight=span_weight,
        readable=readable,
    )


def _pieces(encoded: Encoded, start: int, end: int) -> tuple[int, int] | None:
    """First and last word piece, counted from the start of the input, of the characters."""
    inside = [at for at, (first, last) in enumerate(encoded.spans) if first < end and last > start]
    return (encoded.first + inside[0], encoded.first + inside[-1]) if inside else None
