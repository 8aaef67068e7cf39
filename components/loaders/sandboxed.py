"""The Loader: every file is read in a child process, which is killed when it costs too much."""

import signal
import time
from collections.abc import Iterator
from queue import Empty
from threading import Lock
from types import TracebackType

from components.errors import LimitError, LoadError
from components.sandbox.limits import exceeded
from components.sandbox.process import ChildProcess
from components.settings import Limits
from components.types import Document, PageText, Progress, Upload

# How long a caller who wants to cancel waits at most, in seconds.
_HEARTBEAT_SECONDS = 0.5
# What a page may take beyond `Limits.page_seconds`: the child's own timer should end it first.
_GRACE_SECONDS = 5.0
# After so many files a child is replaced, for memory that libraries keep counts against its limit.
_FILES_PER_CHILD = 50


class SandboxedLoader:
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
        self._closed = False

    def load(self, upload: Upload) -> Iterator[Progress | PageText | Document]:
        """Progress at least twice a second, pages as they come, the document as the last item.

        Closing the iterator kills the child. Raises LoadError.
        """
        megabytes = len(upload.data) / 2**20
        if megabytes > self._limits.file_megabytes:
            raise exceeded(upload.name, f"has {megabytes:,.1f} MB", "file_megabytes", self._limits)
        child = self._take()
        reusable = False
        try:
            for item in self._follow(child, upload):
                if isinstance(item, LoadError):
                    reusable = not isinstance(item, LimitError)
                    raise item
                reusable = isinstance(item, Document)
                yield item
        finally:
            self._give_back(child, reusable)

    def close(self) -> None:
        """Kill every child. Loads under way raise LoadError; so do later ones."""
        with self._lock:
            self._closed = True
            children = [*self._idle, *self._busy]
            self._idle.clear()
        for child in children:
            child.kill()

    def __enter__(self) -> "SandboxedLoader":
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _follow(
        self, child: ChildProcess, upload: Upload
    ) -> Iterator[Progress | PageText | Document | LoadError]:
        replies = child.send(upload)
        file_end = time.monotonic() + self._limits.file_seconds
        page_end = file_end
        latest = Progress(name=upload.name, stage="reading")
        yield latest
        while True:
            if time.monotonic() > file_end:
                raise exceeded(upload.name, "took too long", "file_seconds", self._limits)
            try:
                item = replies.get(timeout=_HEARTBEAT_SECONDS)
            except Empty:
                if page_end < time.monotonic() <= file_end:
                    happened = f"hangs on page {latest.done + 1}"
                    raise exceeded(upload.name, happened, "page_seconds", self._limits) from None
                yield latest
                continue
            if item is None:
                raise self._ended(upload.name, child.end())
            yield item
            if isinstance(item, Document | LoadError):
                return
            if isinstance(item, Progress):
                latest = item
            if item.total:
                page_end = time.monotonic() + self._limits.page_seconds + _GRACE_SECONDS

    def _ended(self, name: str, status: int) -> LoadError:
        # The system's own answer to a lack of memory.
        if not self._closed and status == -getattr(signal, "SIGKILL", 0):
            return exceeded(name, "was stopped by the system", "memory_megabytes", self._limits)
        return LoadError(
            f"{name} ended the process that was reading it (exit status {status}), so it may be "
            "damaged. Open it in the program that made it and save it anew."
        )

    def _take(self) -> ChildProcess:
        with self._lock:
            if self._closed:
                raise LoadError("No more files are read, for Footnote is closing; start it again.")
            while self._idle:
                child = self._idle.pop()
                if child.is_alive:
                    break
                child.kill()
            else:
                child = ChildProcess(self._limits)
            self._busy.add(child)
        return child

    def _give_back(self, child: ChildProcess, reusable: bool) -> None:
        with self._lock:
            self._busy.discard(child)
            if reusable and not self._closed and child.files < _FILES_PER_CHILD:
                self._idle.append(child)
                return
        child.kill()
