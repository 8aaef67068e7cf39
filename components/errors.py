"""Every error that a person can meet, as a sentence: what came, what was expected, what to do.

FootnoteError
├── SettingsError, FolderInUseError, QuestionError, PageImageError
├── LoadError
│   └── UnsupportedTypeError, PasswordError, NoTextError, LimitError, FetchError
├── EmbedderError, RerankerError, WeightsError, ModelError
├── PairsError, TrainingError
├── StoreError
│   └── DiskFullError
└── ArchiveError, NotFoundError, ConflictError
"""

import errno
import logging
from collections.abc import Iterator

_log = logging.getLogger(__name__)


class FootnoteError(Exception):
    """Base class of Footnote's errors; `str(error)` is the sentence to show."""


class SettingsError(FootnoteError):
    """A setting has an impossible value."""


class FolderInUseError(FootnoteError):
    """The data folder is used by another process."""


class LoadError(FootnoteError):
    """A file cannot be read."""


class UnsupportedTypeError(LoadError):
    """No loader reads this kind of file."""


class PasswordError(LoadError):
    """The file is locked, and the password, if there was one, does not open it."""


class NoTextError(LoadError):
    """The file has no text: it is a scan, or empty."""


class LimitError(LoadError):
    """The file needs more space, time or memory than the limits allow."""


class FetchError(LoadError):
    """A web address cannot be read, or must not be requested."""


class PageImageError(FootnoteError):
    """A page cannot be drawn as an image."""


class EmbedderError(FootnoteError):
    """The embedder's weights are missing, damaged or of another kind."""


class PairsError(FootnoteError):
    """Questions to train on cannot be read."""


class TrainingError(FootnoteError):
    """A model cannot be trained or written."""


class RerankerError(FootnoteError):
    """The reranker's weights are missing, damaged or of another kind."""


class WeightsError(FootnoteError):
    """A model cannot be downloaded or copied, or differs from what the model hub says."""


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
    """A file is not an export of Footnote, or is damaged or of another version."""


class NotFoundError(FootnoteError):
    """No document, collection or file has this name."""


class ConflictError(FootnoteError):
    """A name is taken or not allowed, or something is in use."""


def sentence_for(error: Exception, activity: str) -> str:
    """Return a sentence for the page; an error that is not ours goes to the log."""
    if isinstance(error, FootnoteError):
        return str(error)
    _log.error("%s failed", activity, exc_info=error)
    return "An unexpected error occurred; the program's log has the details. Try again."


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and its causes, outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def is_disk_full(error: BaseException | None) -> bool:
    """Return whether an error, or one of its causes, says that the disk is full."""
    return any(
        isinstance(cause, DiskFullError)
        or (isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT))
        # The errors of SQLite and Chroma have no errno.
        or any(words in str(cause) for words in ("disk is full", "No space left on device"))
        for cause in causes(error)
    )
