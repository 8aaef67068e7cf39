"""Files on their way into a collection, and what became of them."""

from dataclasses import dataclass
from typing import Literal

IndexStatus = Literal["indexed", "unchanged", "replaced", "renamed", "failed"]


JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]


JobKind = Literal["index", "reindex", "fetch", "retitle"]


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
