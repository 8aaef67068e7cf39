"""Hits of a question, and the answer with its citations."""

from dataclasses import dataclass
from typing import Literal

from components.types.documents import Chunk

Scale = Literal["cosine", "bm25", "rrf", "relevance"]

MAX_QUESTION_CHARS = 4_000
"""About a page and a half; a longer text belongs in the library."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk that a retriever found. `score` is on `scale`; higher is better. `rank` is from 1."""

    chunk: Chunk
    document_name: str
    score: float
    scale: Scale
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """The exact span that supports a sentence: `quote == document.text[start:end]`.

    `support` runs from 0 to 1; a verbatim quotation has 1.
    """

    marker: int
    chunk_id: str
    document_id: str
    document_name: str
    page: int | None
    start: int
    end: int
    quote: str
    support: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of an answer, as a span of `Answer.text`, and the markers that stand behind it.

    `note` says what is wrong with its support, in words for the person; "" where nothing is.
    `short` are the few words of it that answer, also as a span of `Answer.text`.
    """

    start: int
    end: int
    markers: tuple[int, ...]
    note: str = ""
    short: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The documents that a question is about: a collection, or some documents of it.

    The names find documents again that were replaced.
    """

    collection: str
    document_ids: tuple[str, ...] = ()
    document_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens of an answer; `estimated` by us where the model reported none."""

    tokens_in: int
    tokens_out: int
    estimated: bool = False

    def __add__(self, other: "Usage") -> "Usage":
        """Return the tokens of both."""
        return Usage(
            tokens_in=self.tokens_in + other.tokens_in,
            tokens_out=self.tokens_out + other.tokens_out,
            estimated=self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """Details of an answer that a chat model wrote.

    `provider` is an id of `chat_models.PROVIDERS`. `first_seconds`: from the request to the first
    word. `prompt`: all that the model was sent, as text. `dropped_markers`: how many of its
    footnotes pointed at no passage.
    """

    provider: str
    usage: Usage
    first_seconds: float
    prompt: str
    dropped_markers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer; where it is not `supported`, `text` says that nothing was found.

    `seconds` is the wall time from question to answer. `searched` is the standalone question that
    was searched for, where it is not the one that was typed. Where `complete` is false the answer
    was stopped or failed, and `note` says so. `instead` holds questions that would be answered.
    `writing` is None where no chat model wrote it.
    """

    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    model: str
    supported: bool
    seconds: float
    searched: str = ""
    within: Scope | None = None
    complete: bool = True
    note: str = ""
    instead: tuple[str, ...] = ()
    writing: Generation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """The hits of a question, sent before the first word of the answer.

    `question` is the standalone question that was searched for.
    """

    question: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the text; all pieces joined are the last `Answer.text`."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The reason why a chat model keeps us waiting, and for how many seconds."""

    text: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """A follow-up question completed by a chat model; "" where its reply cannot be used."""

    question: str = ""
    usage: Usage = Usage(tokens_in=0, tokens_out=0)
