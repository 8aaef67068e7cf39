"""Read every file in a child process, which is killed when it costs too much."""

import signal
from collections.abc import Iterator
from contextlib import AbstractContextManager
from threading import Lock

from components.errors import LimitError, LoadError
from components.loaders.limits import check_size, limit_error, seconds_for
from components.loaders.messages import Item, item_in, request_for
from components.sandbox import ChildError, ChildMemoryError, ChildProcess, ChildTimeoutError
from components.settings import Limits
from components.types import Document, Progress, Upload

# A page may take this much longer than `Limits.page_seconds`: the child's own timer comes first.
_GRACE_S = 5.0
# Memory that libraries do not free counts against a child's limit, so it is replaced in time.
_FILES_PER_CHILD = 50
# Twice the text in UTF-8 (page by page, and whole) at four bytes a character, and the fields.
_BYTES_PER_CHARACTER = 8
_MAX_FIELD_BYTES = 8_000_000


class SandboxedLoader(AbstractContextManager["SandboxedLoader"]):
    """Reads files within `limits`; safe to use from several threads at once.

    >>> with SandboxedLoader(Limits()) as loader:
    ...     *_, document = loader.load(Upload(name="note.txt", data=b"Tents cost 120 euros."))
    >>> document.text
    'Tents cost 120 euros.'
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._lock = Lock()
        self._idle: list[ChildProcess] = []
        self._busy: set[ChildProcess] = set()
        self._is_closed = False

    def load(self, upload: Upload) -> Iterator[Item]:
        """Yield progress at least twice a second, pages as they are read, then the document.

        Closing the iterator kills the child. Raises LoadError.
        """
        check_size(upload.name, len(upload.data), self._limits)
        child = self._take()
        try:
            yield from self._read(child, upload)
        except ChildMemoryError as error:
            problem = "needs more memory than it may have"
            raise limit_error(upload.name, problem, "memory_megabytes", self._limits) from error
        except ChildTimeoutError as error:
            raise limit_error(upload.name, "took too long", "file_seconds", self._limits) from error
        except ChildError as error:
            raise self._ended(upload.name, error.status) from error
        finally:
            self._give_back(child)

    def close(self) -> None:
        """Kill every child. Loads under way raise LoadError; so do later ones."""
        with self._lock:
            self._is_closed = True
            children = [*self._idle, *self._busy]
            self._idle.clear()
        for child in children:
            child.kill()

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, child: ChildProcess, upload: Upload) -> Iterator[Item]:
        limits = self._limits
        replies = child.call(
            request_for(upload, limits),
            seconds=limits.file_seconds,
            max_bytes=_BYTES_PER_CHARACTER * limits.characters + _MAX_FIELD_BYTES,
        )
        page_end, pages_read = float("inf"), 0
        result: Document | LoadError | None = None
        progress = Progress(name=upload.name, stage="reading")
        yield progress
        for reply in replies:
            if child.waited_s > seconds_for(len(upload.data), pages_read, limits):
                raise ChildTimeoutError
            if reply is None:
                if child.waited_s > page_end:
                    problem = f"hangs on page {progress.done + 1}"
                    raise limit_error(upload.name, problem, "page_seconds", limits)
                yield progress
                continue
            try:
                item = item_in(reply, upload)
            except (LookupError, TypeError, ValueError) as error:
                raise ChildError from error
            if isinstance(item, Document | LoadError):
                result = item
                continue
            if isinstance(item, Progress):
                progress = item
            elif item.text:
                pages_read += 1
            if item.total:
                page_end = child.waited_s + limits.page_seconds + _GRACE_S
            yield item
        if result is None:
            raise ChildError
        if isinstance(result, LimitError):
            child.kill()  # a file that large may have used up its memory
        if isinstance(result, LoadError):
            raise result
        yield result

    def _ended(self, name: str, status: int | None) -> LoadError:
        # The system kills a process when memory runs out.
        if not self._is_closed and status == -getattr(signal, "SIGKILL", 0):
            return limit_error(name, "was stopped by the system", "memory_megabytes", self._limits)
        return LoadError(
            f"{name} ended the process that was reading it (exit status {status}), so it may be "
            "damaged. Open it in the program that made it and save it again."
        )

    def _take(self) -> ChildProcess:
        with self._lock:
            if self._is_closed:
                raise LoadError("Footnote is closing and reads no more files; start it again.")
            while self._idle:
                child = self._idle.pop()
                if child.is_ready:
                    break
                child.kill()
            else:
                child = ChildProcess(
                    "components.loaders.reading:serve", megabytes=self._limits.memory_megabytes
                )
            self._busy.add(child)
        return child

    def _give_back(self, child: ChildProcess) -> None:
        with self._lock:
            self._busy.discard(child)
            if child.is_ready and child.calls < _FILES_PER_CHILD and not self._is_closed:
                self._idle.append(child)
                return
        child.kill()
