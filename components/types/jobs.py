"""Files to be added to a collection, their progress and their outcome."""

from dataclasses import dataclass
from typing import Literal

IndexStatus = Literal["indexed", "unchanged", "replaced", "renamed", "failed"]
JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]
JobKind = Literal["index", "reindex", "fetch", "retitle"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to index; `again` even if it is unchanged.

    `password` opens a locked PDF and is never stored. `source` is the file's web address.
    """

    name: str
    data: bytes
    password: str | None = None
    source: str = ""
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """A web address to fetch and index."""

    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renamed:
    """A document with a new name, which is part of its keywords and vectors."""

    document_id: str


Addition = Upload | WebPage | Renamed
"""Everything that can be added to a collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Progress of one file: `done` of `total` units (0 if unknown) of a `stage`, in words.

    `searchable` pages can be found already, while the rest is being read.
    """

    name: str
    stage: str
    done: int = 0
    total: int = 0
    searchable: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """The outcome of one file; `reason` says why it, or a page, could not be read."""

    name: str
    status: IndexStatus
    pages: int | None = None
    chunks: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file in the job queue.

    `size` is in bytes, 0 if unknown; times are in seconds since 1970. `searchable` pages can be
    found already.
    """

    id: int
    collection: str
    name: str
    status: JobStatus
    stage: str = ""
    done: int = 0
    total: int = 0
    result: FileReport | None = None
    created: float
    kind: JobKind = "index"
    size: int = 0
    started: float | None = None
    ended: float | None = None
    searchable: int = 0
