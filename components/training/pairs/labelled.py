"""A question, the document it is asked of, and where that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from components.text.context import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """Offsets are characters of the text of `document`.

    `exact`: `evidence` are the sentences that answer; else somewhere in it is an answer.
    `short`: the few words that answer, where someone marked them.
    """

    question: str
    document: str
    evidence: tuple[Span, ...]
    exact: bool = True
    short: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Documents by name, and the questions asked of them.

    `apart`: a question is asked of its own document alone, and others may answer it as well.
    """

    name: str
    apart: bool = False
    texts: Mapping[str, str] = field(repr=False)
    questions: tuple[Labelled, ...] = field(repr=False)
