"""Every error that a person can meet, as a sentence: what came, what was expected, what to do.

FootnoteError
├── SettingsError            a knob has a value it cannot have
├── FolderInUseError         another process owns the data folder
├── LoadError                a file could not be read
│   ├── UnsupportedTypeError its content is of a kind that no loader reads
│   ├── PasswordError        it is locked, or the password given does not open it
│   ├── NoTextError          it was read, and holds no text (a scan, an empty file)
│   ├── LimitError           it is larger, slower or hungrier than the limits allow
│   └── FetchError           a web address leads to nothing that can be read, or must not be asked
├── PageImageError           a page could not be drawn
├── EmbedderError            weights are missing, damaged or of another kind
├── RerankerError            the same, of a reranker
├── WeightsError             a model cannot be fetched, or is not what the hub says it is
├── PairsError               questions to train on cannot be read
├── TrainingError            a model cannot be trained or written
├── QuestionError            a question is too long to be answered
├── ModelError               a chat model cannot be used, or failed while it answered
├── StoreError               the catalogue or the vector index cannot be used
│   └── DiskFullError        the disk of the data folder has no room left
├── ArchiveError             an export is not one, or not whole
├── NotFoundError            a name that is not there
└── ConflictError            a name that is taken or cannot be one, or something that is in use
"""

import errno
from collections.abc import Iterator


class FootnoteError(Exception):
    """Base of all of them; `str(error)` is the sentence to show."""


class SettingsError(FootnoteError):
    """A knob has a value it cannot have."""


class FolderInUseError(FootnoteError):
    """The data folder is used by another process."""


class LoadError(FootnoteError):
    """A file could not be read."""


class UnsupportedTypeError(LoadError):
    """The file's content is of a kind that no loader reads."""


class PasswordError(LoadError):
    """The file is locked, or the password given does not open it."""


class NoTextError(LoadError):
    """The file was read and holds no text."""


class LimitError(LoadError):
    """The file is larger, slower or hungrier than the limits allow."""


class FetchError(LoadError):
    """A web address leads to nothing that can be read, or to where nothing may be asked."""


class PageImageError(FootnoteError):
    """A page could not be drawn as an image."""


class EmbedderError(FootnoteError):
    """The embedder's weights are missing, damaged or of another kind."""


class PairsError(FootnoteError):
    """Questions to train on cannot be read."""


class TrainingError(FootnoteError):
    """A model cannot be trained or written."""


class RerankerError(FootnoteError):
    """The reranker's weights are missing, damaged or of another kind."""


class WeightsError(FootnoteError):
    """A model cannot be fetched or taken in, or is not what the model hub says it is."""


class QuestionError(FootnoteError):
    """A question is too long to be answered."""


class ModelError(FootnoteError):
    """A chat model cannot be used, or failed while it answered.

    `passing`: the same request may succeed later, after `wait` seconds where the server said so.
    """

    def __init__(self, sentence: str, *, passing: bool = False, wait: float | None = None) -> None:
        super().__init__(sentence)
        self.passing = passing
        self.wait = wait


class StoreError(FootnoteError):
    """The catalogue or the vector index cannot be used."""


class DiskFullError(StoreError):
    """The disk of the data folder has no room left."""

    def __init__(self, state: str = "is full") -> None:
        super().__init__(
            f"The disk {state}. Delete documents in the library, or make room on the disk. Files "
            "that are waiting are indexed as soon as there is room."
        )


class ArchiveError(FootnoteError):
    """An export is not one, damaged, or of another version."""


class NotFoundError(FootnoteError):
    """A name that is not there."""


class ConflictError(FootnoteError):
    """A name that is taken or cannot be one, or something that is in use."""


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and, outermost first, the errors that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an error, or one that led to it, says that the disk is full."""
    return any(
        isinstance(cause, DiskFullError)
        or (isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT))
        # SQLite's and Chroma's errors carry no number of the system's.
        or any(words in str(cause) for words in ("disk is full", "No space left on device"))
        for cause in causes(error)
    )
