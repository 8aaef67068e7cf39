"""The nouns that travel between the stages.

All are frozen, slotted, keyword-only and hold tuples, so one can be cached, compared and
sent between threads without a copy. Offsets count characters, are half-open, and point into
`Document.text`.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Scale = Literal["cosine", "bm25", "rrf", "relevance"]
DocumentStatus = Literal["pending", "reading", "ready", "failed"]
IndexStatus = Literal["indexed", "unchanged", "replaced", "renamed", "failed"]
Role = Literal["system", "user", "assistant"]
JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]
JobKind = Literal["index", "reindex", "fetch", "retitle"]

DEFAULT_COLLECTION = "documents"
FOUND: tuple[DocumentStatus, ...] = ("ready", "reading")
"""What is searched: whole documents, and the first pages of one that is still being read."""


def page_at(pages: Sequence[int], offset: int) -> int | None:
    """Page number, from 1, of the character at `offset`; None where there are no pages.

    >>> page_at((0, 100, 250), 100)
    2
    """
    return max(1, bisect_right(pages, offset)) if pages else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailure:
    """A page that could not be read, and why, in words for the person who uploaded it."""

    page: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file as read. `pages` holds the start offset of each page, empty where there are none."""

    id: str
    name: str
    media_type: str
    sha256: str
    text: str
    pages: tuple[int, ...] = ()
    page_failures: tuple[PageFailure, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Page number, from 1, of the character at `offset`."""
        return page_at(self.pages, offset)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageText:
    """A page of a document of which more is still to be read; `number` is from 1, of `total`.

    The texts of all pages, joined as `join_pages` does, are the document's.
    """

    media_type: str
    number: int
    total: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A span of a document: `text == document.text[start:end]`, always.

    `heading` is the path of headings above it, outermost first.
    """

    id: str
    document_id: str
    page: int | None
    start: int
    end: int
    text: str
    heading: tuple[str, ...] = ()


def chunk_id(document_id: str, start: int, end: int) -> str:
    """The id of the chunk that is this span of the document."""
    return f"{document_id}-{start}-{end}"


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
    """The exact place that supports a sentence: `quote == document.text[start:end]`.

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
class Within:
    """What a question was asked of: a collection, or some documents of it.

    The names say which they were, and find them again when a document was replaced.
    """

    collection: str
    document_ids: tuple[str, ...] = ()
    document_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """Tokens that an answer took. `estimated`: counted by us, for the model did not say."""

    tokens_in: int
    tokens_out: int
    estimated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """How a chat model wrote an answer.

    `provider` is an id of `chat_models.PROVIDERS`. `first_seconds`: from the request to the first
    word. `prompt`: all that the model was sent, as text. `dropped_markers`: how many of its
    footnotes pointed at no passage. `cached`: when it was written, in seconds since the epoch,
    where it is an earlier answer given again; `usage` then is of what was asked anew.
    """

    provider: str
    usage: Usage
    first_seconds: float
    prompt: str
    dropped_markers: int = 0
    cached: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person reads. Where `supported` is false, `text` says that nothing was found.

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
    within: Within | None = None
    complete: bool = True
    note: str = ""
    instead: tuple[str, ...] = ()
    writing: Writing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """The hits of a question, sent before the first word of the answer.

    `question` is the standalone question that was searched for.
    """

    question: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A piece of the answer's text, in order; all of them joined are the last `Answer.text`."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the person is told while nothing comes: why, and for how many seconds it holds."""

    text: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A part of what a chat model is sent."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What a chat model is sent. Passage number n in it is `hits[n - 1]`; `tokens` in all."""

    messages: tuple[Message, ...]
    hits: tuple[Hit, ...]
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """A chat model: whose, which, and where for those that a person serves.

    `provider`: an id of `chat_models.PROVIDERS`. `address`: of an OpenAI-compatible server or of
    Ollama; empty for the provider's own.
    """

    provider: str
    model: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What a chat model sends at a time: text, and near the end what it used and why it ended.

    `finish`: "stop" where it said all it wanted, "length" where a limit cut it, or the provider's
    own word.
    """

    text: str = ""
    usage: Usage | None = None
    finish: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reworded:
    """What a chat model made of a question: one question, several, or none that can be used."""

    questions: tuple[str, ...] = ()
    usage: Usage = Usage(tokens_in=0, tokens_out=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the person thought of an answer, and why, where they said so."""

    good: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and the answer it got."""

    question: str
    answer: Answer
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationRow:
    """What a list of conversations shows of one."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Turns in order. `title` is its first question, shortened, until it is renamed."""

    id: str
    title: str
    collection: str
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A set of documents searched together, and what its index was built with.

    `passage_tokens`: how large its passages are to be, where a person has said so. `instructions`:
    what a person wants of answers from it, of style, language or length.
    """

    name: str
    embedder: str
    dimension: int
    splitter: str
    passage_tokens: int | None = None
    instructions: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyDocument:
    """A document that can be found, whole or its first pages, in short."""

    id: str
    collection: str
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """What the library's table shows of a document; `created` is in seconds since the epoch.

    `locked`: it failed for want of the right password. `source`: the web address that it was
    fetched from, empty for a file.
    """

    id: str
    collection: str
    name: str
    media_type: str
    sha256: str
    size: int
    status: DocumentStatus
    reason: str
    locked: bool
    pages: int | None
    chunks: int
    created: float
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """What a person is told of a model. `size`: bytes on disk, None where it is not known."""

    name: str
    about: str
    languages: str
    licence: str
    reads: int
    """Tokens."""
    size: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was given. `password` opens a locked PDF and is never stored.

    `source`: the web address that it was fetched from. `again`: read and index it anew even where
    it is unchanged.
    """

    name: str
    data: bytes
    password: str | None = None
    source: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """A web address whose content is to be fetched and indexed."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A document with a new name, which is part of what its chunks are found by."""

    document_id: str


Addition = Upload | WebPage | Renamed
"""What can be put on its way into a collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one file is: `stage` in words, `done` of `total` units (0 where unknown).

    `searchable`: how many of its pages can be found already, while the rest is being read.
    """

    name: str
    stage: str
    done: int = 0
    total: int = 0
    searchable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """What became of one file. `reason` says why it failed, or what of it could not be read."""

    name: str
    status: IndexStatus
    pages: int | None = None
    chunks: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A row of the job table: one file on its way into a collection.

    `size` is in bytes, 0 where it is not known; the times are in seconds since the epoch.
    `searchable`: how many of its first pages can be found while the rest is being read.
    """

    id: int
    collection: str
    name: str
    status: JobStatus
    stage: str
    done: int
    total: int
    result: FileReport | None
    created: float
    kind: JobKind = "index"
    size: int = 0
    started: float | None = None
    ended: float | None = None
    searchable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of training. `parts`: what the loss is the sum of, by name."""

    number: int
    total: int
    loss: float
    parts: tuple[tuple[str, float], ...] = ()
