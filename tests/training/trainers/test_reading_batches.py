"""The tensors of a batch hold each statement and span at its own word pieces."""

import random
from dataclasses import replace

import torch

from components.rerankers.encoding import Encoded, PassageEncoder
from components.training.pairs.examples import LabelledPassage, ReadingExample
from components.training.trainers.reading_batches import Batch, batches, sample_epoch
from tests.training.trainers.reading import EXAMPLES, KEEPER, LIT, STEPS, passage


class _Never(random.Random):
    """A generator that makes every random change stay out."""

    def random(self) -> float:
        return 0.999


def _batch(encoder: PassageEncoder, *examples: ReadingExample) -> Batch:
    (batch,) = batches(examples, encoder, passages=99, rng=_Never(), mask_id=0)
    return batch


def _rows(
    encoder: PassageEncoder, batch: Batch, example: ReadingExample
) -> list[tuple[int, LabelledPassage, Encoded]]:
    """Return the batch row, passage and encoding of each of the example's passages."""
    encoded = encoder.encode(example.question, [(p.above, p.text) for p in example.passages])
    ids = [
        tuple(row[:length].tolist())
        for row, length in zip(batch.ids, batch.mask.sum(1).tolist(), strict=True)
    ]
    return [(ids.index(e.ids), p, e) for p, e in zip(example.passages, encoded, strict=True)]


def _characters(encoded: Encoded, pieces: list[int]) -> tuple[int, int]:
    """Return the characters that the word pieces, counted from the input's start, cover."""
    spans = [encoded.spans[each - encoded.first] for each in pieces]
    return spans[0][0], spans[-1][1]


def test_batch_holds_every_passage_with_its_labels(encoder: PassageEncoder) -> None:
    batch = _batch(encoder, *EXAMPLES)
    assert len(batch.ids) == sum(len(each.passages) for each in EXAMPLES)
    seen = 0
    for example in EXAMPLES:
        rows = _rows(encoder, batch, example)
        (question,) = {int(batch.question[row]) for row, *_ in rows}
        assert bool(batch.is_ranked[question]) == (not example.changed_from)
        for row, said, encoded in rows:
            assert tuple(batch.types[row, : len(encoded.types)].tolist()) == encoded.types
            readable = batch.is_passage[row].nonzero().flatten().tolist()
            assert readable == list(range(encoded.first, encoded.first + len(encoded.spans)))
            assert bool(batch.answers[row]) == said.answers
            sure = said.answers or said.is_cut or bool(example.changed_from)
            assert float(batch.answers_weight[row]) == (1.0 if sure else 0.5)
            seen += 1
    assert seen == len(batch.ids)


def test_batch_holds_statements_at_their_word_pieces(encoder: PassageEncoder) -> None:
    batch = _batch(encoder, *EXAMPLES)
    none = len(batch.statement_answers)
    assert none == sum(len(each.statements) for one in EXAMPLES for each in one.passages)
    for example in EXAMPLES:
        rows = _rows(encoder, batch, example)
        for row, said, encoded in rows:
            numbers = batch.piece_statement[row]
            standing = [each for each in dict.fromkeys(numbers.tolist()) if each != none]
            assert len(standing) == len(said.statements)
            for at, number in enumerate(standing):
                pieces = (numbers == number).nonzero().flatten().tolist()
                assert _characters(encoded, pieces) == said.statements[at]
                known = said.answering is not None
                assert bool(batch.statement_weight[number]) == known
                assert bool(batch.statement_answers[number]) == (at in (said.answering or ()))
                assert batch.statement_question[number] == batch.question[row]
        (question,) = {int(batch.question[row]) for row, *_ in rows}
        assert bool(batch.has_answer[question]) == any(each.answering for each in example.passages)


def test_batch_holds_candidate_short_answers(encoder: PassageEncoder) -> None:
    batch = _batch(encoder, *EXAMPLES)
    found = 0
    for example in EXAMPLES:
        for row, said, encoded in _rows(encoder, batch, example):
            here = [(first, last) for at, first, last in batch.spans.tolist() if at == row]
            assert tuple(_characters(encoded, [*each]) for each in here) == said.short
            assert float(batch.span_weight[row]) == {0: 0.0, 1: 2.0, 2: 1.0}[len(said.short)]
            found += len(here)
    assert found == len(batch.spans) == 3


def test_batch_leaves_out_text_past_the_limit(encoder: PassageEncoder) -> None:
    far = passage(*(f"The tower has {n} steps." for n in range(100)), LIT, answering=(100,))
    far = replace(far, short=((len(far.text) - 5, len(far.text) - 1),))
    batch = _batch(encoder, ReadingExample(question="When?", passages=(far,)))
    assert batch.ids.shape[1] <= 320
    assert len(batch.statement_answers) < 101
    assert not batch.statement_answers.any()
    assert not batch.has_answer.any()
    assert batch.spans.shape == (0, 3)


def test_batches_have_at_most_the_requested_passages(encoder: PassageEncoder) -> None:
    made = list(batches(EXAMPLES * 6, encoder, passages=8, rng=random.Random(0), mask_id=103))
    assert sum(len(each.ids) for each in made) == 6 * 8
    assert all(len(each.ids) <= 8 for each in made)
    assert all(each.ids.shape[1] == int(each.mask.sum(1).max()) for each in made)


def test_batches_mask_words_of_question_and_headings_only(
    encoder: PassageEncoder,
) -> None:
    blank = encoder.id_of("[MASK]")
    plain = _batch(encoder, EXAMPLES[0])
    blanked = 0
    for seed in range(60):
        (batch,) = batches(
            EXAMPLES[:1], encoder, passages=99, rng=random.Random(seed), mask_id=blank
        )
        changed = batch.ids != plain.ids
        assert torch.all(batch.ids[changed] == blank)
        assert not (changed & plain.is_passage).any()
        assert not (changed & (plain.ids == encoder.id_of("[SEP]"))).any()
        assert not changed[:, 0].any()
        blanked += int(changed.sum())
    assert blanked


def test_epoch_has_each_question_once_and_some_changed_ones() -> None:
    epochs = [sample_epoch(EXAMPLES, random.Random(seed)) for seed in range(40)]
    for epoch in epochs:
        asked = [each.question for each in epoch]
        assert len(set(asked)) == len(asked)
        assert {each.question for each in EXAMPLES if not each.changed_from} <= set(asked)
        for each in epoch:
            assert each.passages[0].answers == (not each.changed_from)
            assert not any(other.answers for other in each.passages[1:])
    changed = sum(any(each.changed_from for each in epoch) for epoch in epochs)
    with_cut = sum(any(p.is_cut for each in epoch for p in each.passages) for epoch in epochs)
    bare = sum(
        not each.passages[0].above
        for epoch in epochs
        for each in epoch
        if each.question == EXAMPLES[0].question
    )
    assert all(5 < count < 35 for count in (changed, with_cut, bare))
    assert sample_epoch(EXAMPLES, random.Random(3)) == sample_epoch(EXAMPLES, random.Random(3))


def test_epoch_drops_only_sentences_that_do_not_answer() -> None:
    lengths = set()
    for seed in range(40):
        for each in sample_epoch(EXAMPLES[:1], random.Random(seed)):
            right = each.passages[0]
            assert KEEPER in right.text
            assert [right.text[start:end] for start, end in right.short] == ["Wren Tolland"]
            lengths.add(len(right.statements))
    assert lengths == {2, 3}
    assert STEPS in EXAMPLES[0].passages[0].text
