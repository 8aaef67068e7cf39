"""Schema of an export: pydantic checks every field before anything is stored.

    manifest.json            format, version, and the size and SHA-256 of every other file
    library.json             collections, documents, preferences
    originals/HASH           original bytes, each once
    documents/NUMBER.json    a document's text, its pages, and its chunks as spans of the text
    documents/NUMBER.f16     the chunks' vectors, float16, row by row
    conversations/NUMBER.json

Unknown fields are ignored: nothing but the fields below reaches the library.
"""

import reprlib
import time
from itertools import pairwise
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from components.errors import ArchiveError
from components.types import Answer, Block, Chunk, Citation, Feedback, PageFailure, Turn

FORMAT = "footnote-export"
VERSION = 1
_ONE_DAY_S = 86_400
_MAX_TURN_CHARS = 1_000_000
_Plain = str | int | float | bool | None


def _is_past(seconds: float) -> float:
    if not 0 <= seconds <= time.time() + _ONE_DAY_S:
        raise PydanticCustomError("date", "Its date is not between 1970 and today")
    return seconds


Name = Annotated[str, Field(max_length=1_000, pattern=r"\S")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Date = Annotated[float, AfterValidator(_is_past)]
"""Seconds since 1970."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class FileEntry(_Strict):
    """Size in bytes and hash of a file in the export."""

    size: Annotated[int, Field(ge=0)]
    sha256: Sha256


class Header(_Strict):
    """The part of the manifest that every version has."""

    format: str
    version: int


class Manifest(Header):
    """Every other file of the export by its name."""

    files: dict[str, FileEntry]


class CollectionSettings(_Strict):
    """Settings that a person chose for a collection."""

    passage_tokens: int | None = None
    instructions: str = ""


class CollectionEntry(_Strict):
    """A collection and the parts that built its index."""

    name: Name
    embedder: str
    dimension: int
    splitter: str
    more: CollectionSettings = CollectionSettings()


class DocumentEntry(_Strict):
    """A document of the library. Conversations know it by `id`; an import computes a new one."""

    number: Annotated[int, Field(ge=0)]
    id: Annotated[str, Field(max_length=100)]
    collection: Name
    name: Name
    media_type: Annotated[str, Field(max_length=200)]
    sha256: Sha256
    status: Literal["ready", "failed"]
    reason: Annotated[str, Field(max_length=10_000)]
    locked: bool
    created: Date
    source: Annotated[str, Field(max_length=10_000, pattern="^(https?://|$)")] = ""


class Library(_Strict):
    """Collections, documents and preferences; `documents` are validated one by one."""

    collections: tuple[CollectionEntry, ...]
    documents: tuple[dict[str, Any], ...]
    preferences: dict[str, _Plain | dict[str, _Plain] | tuple[dict[str, _Plain], ...]]


class ChunkEntry(_Strict):
    """A chunk as a span of its document's text."""

    start: int
    end: int
    heading: tuple[str, ...]


class DocumentText(_Strict):
    """A document as it was read. Its spans lie within its text."""

    text: str
    pages: tuple[int, ...]
    page_failures: tuple[PageFailure, ...]
    chunks: tuple[ChunkEntry, ...]
    blocks: tuple[Block, ...] = ()

    @model_validator(mode="after")
    def _check_spans(self) -> Self:
        ends = (0, *(at for each in self.blocks for at in (each.start, each.end)), len(self.text))
        if any(one > other for one, other in pairwise(ends)):
            raise PydanticCustomError("blocks", "Its blocks are not in order within its text")
        borders = (0, *self.pages, len(self.text))
        if any(one > other for one, other in pairwise(borders)):
            raise PydanticCustomError(
                "pages", "Its page offsets are not in ascending order within its text"
            )
        if any(not 0 < failure.page <= len(self.pages) for failure in self.page_failures):
            raise PydanticCustomError("page", "A page that could not be read is none of its pages")
        if any(not 0 <= each.start < each.end <= len(self.text) for each in self.chunks):
            raise PydanticCustomError("span", "One of its passages does not lie in its text")
        if len({(each.start, each.end) for each in self.chunks}) != len(self.chunks):
            raise PydanticCustomError("twice", "Two of its passages are the same")
        return self


class TurnEntry(_Strict):
    """A question, its answer, and what the person thought of it."""

    question: Annotated[str, Field(max_length=_MAX_TURN_CHARS)]
    answer: Answer
    good: bool | None
    reason: Annotated[str, Field(max_length=_MAX_TURN_CHARS)] | None

    @model_validator(mode="after")
    def _check_spans(self) -> Self:
        answer = self.answer
        spans = [(each.start, each.end) for each in answer.sentences]
        spans += [each.short for each in answer.sentences if each.short]
        if any(not 0 <= start <= end <= len(answer.text) for start, end in spans):
            raise PydanticCustomError("sentence", "A sentence does not lie in its answer")
        quoted: list[Citation | Chunk] = [*answer.citations, *(hit.chunk for hit in answer.hits)]
        pages = [each.page for each in quoted if each.page is not None]
        if any(not 0 <= each.start <= each.end for each in quoted) or min(pages, default=1) < 1:
            raise PydanticCustomError("quote", "A quote has an impossible span or page")
        return self

    def turn(self) -> Turn:
        """Return the turn as the library has it."""
        feedback = None if self.good is None else Feedback(good=self.good, reason=self.reason or "")
        return Turn(question=self.question, answer=self.answer, feedback=feedback)


class ConversationEntry(_Strict):
    """A conversation with its turns, in order."""

    id: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    title: Annotated[str, Field(max_length=200)]
    collection: Name
    created: Date
    turns: tuple[TurnEntry, ...]


Entry = TypeVar("Entry", bound=BaseModel)


def parse(kind: type[Entry], data: bytes | dict[str, Any], name: str) -> Entry:
    """Validate a JSON file of an export, or a row of one. Raises ArchiveError."""
    try:
        if isinstance(data, bytes):
            return kind.model_validate_json(data)
        return kind.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        problem, field = first["msg"], ".".join(map(str, first["loc"]))
        if field:
            problem = f"{field} is {reprlib.repr(first['input'])}; {problem}"
        raise ArchiveError(f"The export’s file {name} cannot be used: {problem}.") from None
