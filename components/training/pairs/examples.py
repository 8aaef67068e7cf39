"""What a reader is trained on: one question over several passages, some of which answer it."""

import json
import lzma
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from components.text.context import Span, heading_path, statements
from components.training.pairs.labelled import Labelled
from components.training.pairs.weak_spans import weak_spans
from components.types import Chunk

_FEWEST_CHARACTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPassage:
    """A passage under its question. Spans are characters of `text`.

    `statements` are its sentences and rows, `answering` the numbers of those that answer (None:
    some do, and nobody said which), `short` the spans of which one is the short answer. `cut`: it
    answered until that was taken out.
    """

    above: str
    text: str
    statements: tuple[Span, ...]
    answering: tuple[int, ...] | None = ()
    short: tuple[Span, ...] = ()
    cut: bool = False

    @property
    def answers(self) -> bool:
        """Whether the question is answered in it."""
        return self.answering is None or bool(self.answering)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingExample:
    """A question and passages; the first answers it, unless `like` says which question does.

    `like` is the question of which this one, that none of the passages answers, was made.
    """

    question: str
    passages: tuple[ReadPassage, ...]
    like: str = ""


def answered(question: Labelled, name: str, chunk: Chunk) -> ReadPassage | None:
    """The chunk as the passage that answers; None where the answer is not whole in it."""
    spans = _statements(chunk)
    short: tuple[Span, ...] = ()
    answering: tuple[int, ...] | None
    if question.exact:
        answering = tuple(
            number
            for number, span in enumerate(spans)
            if any(
                _overlap(span, each, chunk.start) * 2 > span[1] - span[0]
                or _overlap(span, each, chunk.start) * 2 > each[1] - each[0]
                for each in question.evidence
            )
        )
        if not answering:
            return None
        if question.short:
            start, end = (at - chunk.start for at in question.short)
            if start >= 0 and end <= len(chunk.text):
                short = ((start, end),)
        else:
            short = tuple(
                (spans[number][0] + start, spans[number][0] + end)
                for number in answering[:1]
                for start, end in weak_spans(
                    question.question, chunk.text[spans[number][0] : spans[number][1]]
                )
            )
    else:
        answering = None
    return _passage(name, chunk, spans, answering, short)


def unanswered(name: str, chunk: Chunk) -> ReadPassage:
    """The chunk as a passage that does not answer."""
    return _passage(name, chunk, _statements(chunk), (), ())


def without_answer(passage: ReadPassage) -> ReadPassage | None:
    """The passage with what answers cut out of it; None where too little is left."""
    if not passage.answering:
        return None
    left = without(passage, passage.answering)
    return None if left is None else replace(left, answering=(), short=(), cut=True)


def without(passage: ReadPassage, numbers: Sequence[int]) -> ReadPassage | None:
    """The passage without the statements of these numbers; None where too little is left."""
    text, last = "", 0
    kept: dict[int, Span] = {}
    moved: list[tuple[Span, int]] = []  # what is kept, and by how much it moves
    for number, (start, end) in enumerate(passage.statements):
        until = start if number in numbers else end
        moved.append(((last, until), len(text) - last))
        if number not in numbers:
            kept[number] = (len(text) + start - last, len(text) + end - last)
        text += passage.text[last:until]
        last = end
    text += passage.text[last:]
    if not kept or len(text.strip()) < _FEWEST_CHARACTERS:
        return None
    order = list(kept)
    return replace(
        passage,
        text=text,
        statements=tuple(kept.values()),
        answering=None
        if passage.answering is None
        else tuple(order.index(each) for each in passage.answering if each in kept),
        short=tuple(
            (start + by, end + by)
            for start, end in passage.short
            for (first, until), by in moved
            if first <= start and end <= until
        ),
    )


def write_examples(examples: Iterable[ReadingExample], path: Path) -> int:
    """One JSON line each, compressed; returns how many."""
    count = 0
    with lzma.open(path, "wt", encoding="utf-8", preset=1) as file:
        for example in examples:
            file.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")
            count += 1
    return count


def read_examples(path: Path) -> Iterator[ReadingExample]:
    """What `write_examples` wrote."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield _example(json.loads(line))


def shuffled(values: Sequence[Any], seed: int) -> list[Any]:
    """A new list in an order that the seed alone decides."""
    order = list(values)
    random.Random(seed).shuffle(order)
    return order


def _example(row: dict[str, Any]) -> ReadingExample:
    return ReadingExample(
        question=row["question"],
        like=row["like"],
        passages=tuple(
            ReadPassage(
                above=each["above"],
                text=each["text"],
                statements=tuple((start, end) for start, end in each["statements"]),
                answering=None if each["answering"] is None else tuple(each["answering"]),
                short=tuple((start, end) for start, end in each["short"]),
                cut=each["cut"],
            )
            for each in row["passages"]
        ),
    )


def _passage(
    name: str,
    chunk: Chunk,
    spans: tuple[Span, ...],
    answering: tuple[int, ...] | None,
    short: tuple[Span, ...],
) -> ReadPassage:
    return ReadPassage(
        above=" › ".join(heading_path(name, chunk.heading, chunk.text)),
        text=chunk.text,
        statements=spans,
        answering=answering,
        short=short,
    )


def _statements(chunk: Chunk) -> tuple[Span, ...]:
    return tuple((start, end) for start, end, _ in statements(chunk.text, chunk.heading))


def _overlap(span: Span, place: Span, offset: int) -> int:
    return max(0, min(span[1] + offset, place[1]) - max(span[0] + offset, place[0]))
