"""Training examples of the reader: one question with several passages, some of which answer it."""

import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from components.text.context import Span, blocks_of, heading_path, statements
from components.training.pairs.labelled import LabelledQuestion, mostly_overlap, shift
from components.training.pairs.weak_spans import weak_spans
from components.types import Chunk

_MIN_CHARACTERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPassage:
    """A passage as the reader sees it. Spans are characters of `text`.

    `statements` are its sentences and rows; `answering` the indices of those that answer (None:
    some do, but it is not marked which); `short` the candidate spans of the short answer.
    `is_cut`: the sentences that answered were removed.
    """

    above: str
    text: str
    statements: tuple[Span, ...]
    answering: tuple[int, ...] | None = ()
    short: tuple[Span, ...] = ()
    is_cut: bool = False

    @property
    def answers(self) -> bool:
        """Return whether it answers the question."""
        return self.answering is None or bool(self.answering)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingExample:
    """A question with passages, of which the first answers it.

    Where `changed_from` names the question that this one was changed from, none of them does.
    """

    question: str
    passages: tuple[LabelledPassage, ...]
    changed_from: str = ""


_EXAMPLES = TypeAdapter(ReadingExample)


def unanswering_passage(document_name: str, chunk: Chunk) -> LabelledPassage:
    """Label the chunk as a passage that does not answer."""
    return LabelledPassage(
        above=" › ".join(heading_path(document_name, chunk.heading, chunk.text)),
        text=chunk.text,
        statements=tuple(
            (start, end)
            for start, end, _ in statements(chunk.text, chunk.heading, blocks_of(chunk))
        ),
    )


def answering_passage(question: LabelledQuestion, chunk: Chunk) -> LabelledPassage | None:
    """Label the chunk as the passage that answers; None where none of its sentences does."""
    passage = unanswering_passage(question.document, chunk)
    if not question.exact:
        return replace(passage, answering=None)
    evidence = shift(question.evidence, -chunk.start)
    answering = tuple(
        at
        for at, span in enumerate(passage.statements)
        if any(mostly_overlap(span, place) for place in evidence)
    )
    if not answering:
        return None
    if question.short is None:
        start, end = passage.statements[answering[0]]
        short = shift(weak_spans(question.question, chunk.text[start:end]), start)
    else:
        short = shift([question.short], -chunk.start)
        if short[0][0] < 0 or short[0][1] > len(chunk.text):
            short = ()
    return replace(passage, answering=answering, short=short)


def cut_answer(passage: LabelledPassage) -> LabelledPassage | None:
    """Remove the sentences that answer; None where there are none, or too little text is left."""
    if not passage.answering:
        return None
    rest = cut_statements(passage, passage.answering)
    return rest and replace(rest, answering=(), short=(), is_cut=True)


def cut_statements(passage: LabelledPassage, indices: Sequence[int]) -> LabelledPassage | None:
    """Remove the statements with these indices; None where too little text is left."""
    text, copied = "", 0
    moved: dict[int, Span] = {}  # index of each statement that stays → its new span
    for at, (start, end) in enumerate(passage.statements):
        stop = start if at in indices else end
        text += passage.text[copied:stop]
        if at not in indices:
            moved[at] = (len(text) - (end - start), len(text))
        copied = end
    text += passage.text[copied:]
    if not moved or len(text.strip()) < _MIN_CHARACTERS:
        return None
    new_index = {old: new for new, old in enumerate(moved)}
    answering = passage.answering
    if answering is not None:
        answering = tuple(new_index[at] for at in answering if at in moved)
    short = tuple(
        (start - first + moved[at][0], end - first + moved[at][0])
        for start, end in passage.short
        for at, (first, last) in enumerate(passage.statements)
        if at in moved and first <= start and end <= last
    )
    return replace(
        passage, text=text, statements=tuple(moved.values()), answering=answering, short=short
    )


def write_examples(examples: Iterable[ReadingExample], path: Path) -> int:
    """Write one line of JSON per example, compressed; return their number."""
    lines = [_EXAMPLES.dump_json(example) + b"\n" for example in examples]
    with lzma.open(path, "wb", preset=1) as file:
        file.writelines(lines)
    return len(lines)


def read_examples(path: Path) -> Iterator[ReadingExample]:
    """Yield the examples that `write_examples` wrote."""
    with lzma.open(path, "rb") as file:
        for line in file:
            yield _EXAMPLES.validate_json(line)
