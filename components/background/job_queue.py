"""One background worker and its job table: indexing outlives a click, a reload, a closed tab.

Submitted files are on disk, bytes and row, before `submit` returns; the next process continues
what an ended one left unfinished.
"""

import logging
import math
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

from components.errors import DiskFullError, FootnoteError, StoreError, is_disk_full
from components.stores import Catalogue, JobTable
from components.stores.jobs import QueuedFile
from components.types import (
    Addition,
    FileReport,
    Job,
    JobKind,
    JobStatus,
    Progress,
    Renamed,
    Upload,
    WebPage,
)

Index = Callable[..., Generator[Progress | FileReport]]
Prepare = Callable[[], Generator[Progress]]
Tidy = Callable[[], None]

_HOLD_TIMEOUT_S = 60
_IDLE_POLL_S = 1.0
_FIRST_RETRY_S = 1.0
_LAST_RETRY_S = 30.0
"""Waits after an error of the worker itself, such as a full disk: doubled each time up to this."""
_PREPARE_RETRY_S = 60.0
"""An embedder out of reach may be back by then."""
_SLOW_AFTER_S = 20.0
_UNEXPECTED = "An unexpected error stopped this file; the program's log has the details. Try again."

_log = logging.getLogger(__name__)


class JobQueue:
    """The files waiting to enter a collection, indexed one at a time in the order they came.

    jobs.start()
    ids = jobs.submit([Upload(name="a.pdf", data=data)], collection="documents")
    jobs.all()
    """

    def __init__(
        self, *, table: JobTable, catalogue: Catalogue, index: Index, prepare: Prepare, tidy: Tidy
    ) -> None:
        """`index` takes uploads and `collection=`; `prepare` runs before the first job and after
        each `refresh`; `tidy` runs every second while there is no job.
        """
        self._table = table
        self._catalogue = catalogue
        self._index = index
        self._prepare = prepare
        self._tidy = tidy
        self._holders = 0
        self._working = threading.Lock()
        self._wake = threading.Condition()
        self._passwords: dict[int, str] = {}
        self._progress: dict[int, Progress] = {}
        self._cancelled: set[int] = set()
        self._slow: set[int] = set()
        self._closing = False
        self._worker: threading.Thread | None = None
        self._prepare_at = time.monotonic()
        self._notices: dict[str, str] = {}
        self.preparing: Progress | None = None
        """Progress of the preparation, which belongs to no job."""

    def start(self) -> None:
        """Start the worker, with the jobs of an ended process first; later calls do nothing."""
        with self._wake:
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="indexer", daemon=True)
                self._worker.start()

    def submit(self, additions: Iterable[Addition], *, collection: str) -> list[int]:
        """Queue files, web pages and renamed documents; return their jobs' ids."""
        ids = [self._add(each, collection) for each in additions]
        self._notify()
        return ids

    def _add(self, item: Addition, collection: str) -> int:
        if isinstance(item, WebPage):
            return self._table.add(
                collection=collection, name=item.address, kind="fetch", target=item.address
            )
        if isinstance(item, Renamed):
            location = self._catalogue.documents.location(item.document_id)
            return self._table.add(
                collection=collection,
                name=location[1] if location else item.document_id,
                kind="retitle",
                target=item.document_id,
            )
        kind: JobKind = "reindex" if item.again else "index"
        job_id = self._table.add(
            collection=collection,
            name=item.name,
            kind=kind,
            target=item.source,
            data=item.data,
            locked=item.password is not None,
        )
        if item.password is not None:
            self._passwords[job_id] = item.password
        return job_id

    def all(self) -> tuple[Job, ...]:
        """Return every job that has not been cleared, with its progress, the oldest first."""
        return tuple(
            replace(job, stage=at.stage, done=at.done, total=at.total, searchable=at.searchable)
            if job.status == "running" and (at := self._progress.get(job.id))
            else job
            for job in self._table.all()
        )

    @property
    def notice(self) -> str:
        """What the worker has to say that belongs to no job; "" while all is well."""
        return " ".join(filter(None, self._notices.values()))

    def cancel(self, job_id: int) -> None:
        """Cancel a job, started or not; one that has ended stays as it is."""
        if not self._table.cancel_queued(job_id):
            with self._wake:
                self._cancelled.add(job_id)
                self._wake.notify_all()

    def cancel_all(self) -> None:
        """Cancel every job, started or not."""
        self._table.cancel_all_queued()
        for job in self._table.all():
            if job.status == "running":
                self.cancel(job.id)

    def clear_ended(self, *, up_to: int) -> None:
        """Remove ended jobs up to this id from the list; later ones have not been seen yet."""
        self._table.clear_ended(up_to=up_to)

    def refresh(self) -> None:
        """Prepare again before the next file, after a change of settings."""
        with self._wake:
            self._prepare_at = time.monotonic()
        self._notify()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the worker from working during the block; it starts its current file again later.

        Raises StoreError if the worker does not stop within a minute.
        """
        with self._wake:
            self._holders += 1
        try:
            if not self._working.acquire(timeout=_HOLD_TIMEOUT_S):
                raise StoreError(
                    f"A file is still being read and did not stop within {_HOLD_TIMEOUT_S} "
                    "seconds. Try again when it is done, or cancel it in the library."
                )
            try:
                yield
            finally:
                self._working.release()
        finally:
            with self._wake:
                self._holders -= 1
            self._notify()

    def forget(self) -> None:
        """Drop what is in memory about jobs that were erased."""
        for each in (self._passwords, self._progress, self._cancelled):
            each.clear()
        self._slow.clear()
        self._notices.clear()

    def close(self) -> None:
        """Stop at the next step; unfinished files are queued for the next process."""
        with self._wake:
            self._closing = True
        self._notify()
        if self._worker:
            self._worker.join(timeout=30)

    def _notify(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def _work(self) -> None:
        """Run until closed: no error ends the worker, or files would wait until a restart."""
        retry_s = _FIRST_RETRY_S
        recovering = True  # an ended process left jobs that are marked as running
        while not self._closing:
            try:
                if recovering:
                    self._table.requeue_running()
                    recovering = False
                busy = self._step()
            except Exception as error:  # noqa: BLE001
                _log.exception("The indexing worker failed; it tries again in %.0f s", retry_s)
                self._notices["worker"] = _describe(error)
                recovering = True
                self._pause(retry_s)
                retry_s = min(2 * retry_s, _LAST_RETRY_S)
            else:
                self._notices.pop("worker", None)
                retry_s = _FIRST_RETRY_S
                if not busy:
                    self._pause(_IDLE_POLL_S)

    def _pause(self, seconds: float) -> None:
        with self._wake:
            if not self._closing:
                self._wake.wait(timeout=seconds)

    def _step(self) -> bool:
        """Do the most urgent thing; return False where there was nothing to do."""
        if self._holders:
            return False
        with self._working:
            if time.monotonic() >= self._prepare_at:
                self._get_ready()
            elif (first := self._table.next_queued(last=self._slow)) is not None:
                self._run(first)
            else:
                self._slow.clear()
                self._tidy_up()
                return False
        return True

    def _tidy_up(self) -> None:
        self._notices.pop("tidy", None)
        try:
            self._tidy()
        except FootnoteError as error:
            self._notices["tidy"] = str(error)

    def _get_ready(self) -> None:
        self._prepare_at = math.inf
        message = ""
        try:
            with closing(self._prepare()) as steps:
                for step in steps:
                    self.preparing = step
                    self._notices["prepare"] = f"{step.name}: {step.stage}"
                    if self._closing or self._holders:
                        self._prepare_at = time.monotonic()
                        return
        except Exception as error:
            self._prepare_at = time.monotonic() + _PREPARE_RETRY_S
            if not isinstance(error, FootnoteError) or is_disk_full(error):
                raise
            message = str(error)
        finally:
            self.preparing = None
            self._notices["prepare"] = message

    def _run(self, first: QueuedFile) -> None:
        """Index `first` and, reading ahead, those queued behind it for the same collection."""
        started: deque[QueuedFile] = deque()
        steps = self._index(self._feed(first, started), collection=first.collection)
        since = time.monotonic()
        try:
            for step in steps:
                if isinstance(step, FileReport):
                    done = started.popleft()
                    self._finish(done, "failed" if step.status == "failed" else "done", step)
                    since = time.monotonic()
                else:  # before any file is read, the embedder is being prepared for the first
                    self._progress[(started[0] if started else first).id] = step
                    if self._steps_back(started, step, time.monotonic() - since):
                        return
                # A file that was only read ahead is cancelled when its turn comes.
                cancelled = started and started[0].id in self._cancelled
                if self._closing or self._holders or cancelled:
                    return
        except Exception as error:
            if is_disk_full(error):
                raise  # the file is queued again and waits for room
            if not isinstance(error, FootnoteError):
                _log.exception("Indexing failed")
            reason = str(error) if isinstance(error, FootnoteError) else _UNEXPECTED
            self._fail(started.popleft() if started else first, reason)
        finally:
            steps.close()
            for each in started:
                if each.id in self._cancelled:
                    self._finish(each, "cancelled", None)
            self._table.requeue_running()

    def _steps_back(self, started: deque[QueuedFile], step: Progress, seconds: float) -> bool:
        """Return whether a slow file that nobody can search yet leaves its turn to quicker ones."""
        if not started or step.searchable or seconds < _SLOW_AFTER_S:
            return False
        slow = self._slow | {started[0].id}
        others = any(each.id not in slow for each in started)
        if not others and not self._table.has_queued(except_for=slow):
            return False
        self._slow = slow
        return True

    def _feed(self, first: QueuedFile, started: deque[QueuedFile]) -> Iterator[Addition]:
        file: QueuedFile | None = first
        while file is not None:
            try:
                addition = self._addition(file)
            except FootnoteError as error:
                self._fail(file, str(error))
            else:
                started.append(file)
                yield addition
            if time.monotonic() >= self._prepare_at:  # the others wait for it
                return
            file = self._table.next_queued(collection=first.collection, last=self._slow)

    def _addition(self, file: QueuedFile) -> Addition:
        if file.kind == "fetch":
            return WebPage(address=file.target)
        if file.kind == "retitle":
            return Renamed(document_id=file.target)
        return Upload(
            name=file.name,
            data=self._catalogue.documents.original(file.sha256),
            password=self._passwords.get(file.id),
            source=file.target,
            again=file.kind == "reindex",
        )

    def _fail(self, file: QueuedFile, reason: str) -> None:
        self._finish(file, "failed", FileReport(name=file.name, status="failed", reason=reason))

    def _finish(self, file: QueuedFile, status: JobStatus, report: FileReport | None) -> None:
        self._table.finish(file.id, status, report)
        self._passwords.pop(file.id, None)
        self._progress.pop(file.id, None)
        self._cancelled.discard(file.id)


def _describe(error: Exception) -> str:
    if is_disk_full(error):
        return str(DiskFullError())
    return f"Indexing is paused and tried again soon; the program's log has the details ({error})."
