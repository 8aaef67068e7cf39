"""A labelled question: the document it is asked about, and the place that answers it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from components.text.context import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledQuestion:
    """A question with spans of its document's text.

    `exact`: `evidence` is the sentences that answer; otherwise an answer lies somewhere in it.
    `short`: the few words that answer, where someone marked them.
    """

    question: str
    document: str
    evidence: tuple[Span, ...]
    exact: bool = True
    short: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Documents by name, and the questions asked about them.

    `per_document`: other documents may answer a question too, so it is searched in its own only.
    """

    name: str
    per_document: bool = False
    texts: Mapping[str, str] = field(repr=False)
    questions: tuple[LabelledQuestion, ...] = field(repr=False)


def shift(spans: Iterable[Span], by: int) -> tuple[Span, ...]:
    """Return the spans moved by so many characters."""
    return tuple((start + by, end + by) for start, end in spans)


def overlap(one: Span, other: Span) -> int:
    """Return the number of characters that two spans share."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def mostly_overlap(one: Span, other: Span) -> bool:
    """Return whether more than half of the shorter span lies in the other."""
    return overlap(one, other) * 2 > min(one[1] - one[0], other[1] - other[0])
