"""A queue of files and its worker thread, which outlives a click, a reload and any error.

`submit` returns when the files are on disk, so another process can go on where this one ended.
"""

import logging
import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Protocol

from components.errors import DiskFullError, FootnoteError, StoreError, is_disk_full
from components.stores import Catalogue, JobTable
from components.stores.jobs import QueuedJob
from components.types import (
    Addition,
    FileReport,
    Job,
    JobStatus,
    Progress,
    Renamed,
    Upload,
    WebPage,
)

_READ_AHEAD = 3
"""Files open at once: one is embedded while the next two are read, each in its own child."""
_MAX_OPEN = 5
"""Slow ones included. Every open file may use up to the memory limit of one file."""
_SLOW_S = 10.0
"""A file that took longer waits while there are others; most take less than a second."""
_IDLE_S = 1.0
_DISK_RETRY_S = 10.0
_PREPARE_RETRY_S = 60.0
_HOLD_TIMEOUT_S = 60
_UNEXPECTED = "An unexpected error occurred; the program's log has the details."

_log = logging.getLogger(__name__)


class Work(Protocol):
    """An addition being indexed; reading it starts when the object is made."""

    def steps(self) -> Generator[Progress | FileReport]:
        """Yield progress, then the report as the last item."""

    def stop(self) -> None:
        """Stop reading or fetching."""


Begin = Callable[[Addition, str], Work]
"""An addition and the name of its collection → the work on it."""


@dataclass(slots=True, eq=False)
class _OpenJob:
    job: QueuedJob
    work: Work | None = None
    steps: Generator[Progress | FileReport] | None = None
    started: float = field(default_factory=time.time)
    busy_s: float = 0.0
    progress: Progress | None = None
    end: tuple[JobStatus, FileReport | None] | None = None

    def close(self) -> None:
        if self.work:
            self.work.stop()
        if self.steps:
            self.steps.close()


class JobQueue:
    """Files, web pages and renamed documents that are to be indexed, in their order.

    A file that takes long waits while quicker ones are indexed.

    jobs.start()
    ids = jobs.submit([Upload(name="a.pdf", data=data)], collection="documents")
    jobs.all()
    """

    def __init__(
        self,
        *,
        table: JobTable,
        catalogue: Catalogue,
        begin: Begin,
        prepare: Callable[[], Generator[Progress]],
        tidy: Callable[[], None],
        slow_s: float = _SLOW_S,
    ) -> None:
        """Take the functions that the worker runs.

        `prepare` runs before the first job and after each `refresh`, `tidy` every second while
        there is no job. A file that kept the worker busy for `slow_s` seconds lets others pass.
        """
        self._table = table
        self._catalogue = catalogue
        self._begin = begin
        self._prepare = prepare
        self._tidy = tidy
        self._slow_s = slow_s
        self._open: list[_OpenJob] = []
        self._passwords: dict[int, str] = {}
        self._notices: dict[str, str] = {}
        self._working = threading.Lock()
        self._changed = threading.Condition()
        self._holders = 0
        self._is_closing = False
        self._worker: threading.Thread | None = None
        self._prepare_at = self._open_at = 0.0
        self.preparing: Progress | None = None
        """Progress of `prepare` while it runs."""

    def start(self) -> None:
        """Start the worker, unless it runs already."""
        with self._changed:
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="indexer", daemon=True)
                self._worker.start()

    def submit(self, additions: Iterable[Addition], *, collection: str) -> list[int]:
        """Queue additions and return their jobs' ids."""
        ids = [self._add(each, collection) for each in additions]
        self._wake()
        return ids

    def all(self) -> tuple[Job, ...]:
        """Return every job that was not cleared, with its progress, the oldest first."""
        is_open = {each.job.id: each for each in tuple(self._open)}
        return tuple(
            _with_progress(job, is_open[job.id])
            if job.status == "queued" and job.id in is_open
            else job
            for job in self._table.all()
        )

    @property
    def notice(self) -> str:
        """A problem, or what the worker does, that belongs to no single job."""
        if self.preparing:
            return f"{self.preparing.name}: {self.preparing.stage}"
        return next(iter(self._notices.values()), "")

    def cancel(self, job_id: int) -> None:
        """End a job, unless it has ended; other files go on."""
        with self._changed:
            running = next((each for each in self._open if each.job.id == job_id), None)
            if running is None:
                self._table.cancel([job_id])
            else:
                running.end = running.end or ("cancelled", None)
        self._wake()

    def cancel_all(self) -> None:
        """End every job that has not ended."""
        with self._changed:
            for each in self._open:
                each.end = each.end or ("cancelled", None)
            self._table.cancel()
        self._wake()

    def clear_ended(self, *, up_to: int) -> None:
        """Forget the jobs that ended, up to this id: nobody has seen later ones yet."""
        self._table.clear_ended(up_to=up_to)

    def refresh(self) -> None:
        """Prepare again, before the next file."""
        self._prepare_at = 0.0
        self._wake()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the worker idle during the block; files in progress start again afterwards.

        Raises StoreError where it does not stop in a minute.
        """
        with self._changed:
            self._holders += 1
        try:
            if not self._working.acquire(timeout=_HOLD_TIMEOUT_S):
                raise StoreError(
                    f"A file is still being indexed, and could not be interrupted for "
                    f"{_HOLD_TIMEOUT_S} seconds. Cancel it in the library, or try again later."
                )
            try:
                self._put_back(*self._open)
                yield
            finally:
                self._working.release()
        finally:
            with self._changed:
                self._holders -= 1
                self._changed.notify_all()

    def forget(self) -> None:
        """Drop what memory has of erased jobs; call it while the queue is held."""
        self._passwords.clear()
        self._notices.clear()

    def close(self) -> None:
        """Stop at the next step; unfinished files stay queued for the next process."""
        self._is_closing = True
        self._wake()
        if self._worker:
            self._worker.join(timeout=30)

    def _add(self, item: Addition, collection: str) -> int:
        if isinstance(item, WebPage):
            return self._table.add(
                collection=collection, name=item.address, kind="fetch", target=item.address
            )
        if isinstance(item, Renamed):
            place = self._catalogue.documents.location(item.document_id)
            return self._table.add(
                collection=collection,
                name=place[1] if place else item.document_id,
                kind="retitle",
                target=item.document_id,
            )
        job_id = self._table.add(
            collection=collection,
            name=item.name,
            kind="reindex" if item.again else "index",
            target=item.source,
            data=item.data,
            locked=item.password is not None,
        )
        if item.password is not None:
            self._passwords[job_id] = item.password
        return job_id

    def _addition(self, job: QueuedJob) -> Addition:
        if job.kind == "fetch":
            return WebPage(address=job.target)
        if job.kind == "retitle":
            return Renamed(document_id=job.target)
        return Upload(
            name=job.name,
            data=self._catalogue.documents.original(job.sha256),
            password=self._passwords.get(job.id),
            source=job.target,
            again=job.kind == "reindex",
        )

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _run(self) -> None:
        while not self._is_closing:
            is_busy = False
            if not self._holders:
                with self._working, self._reporting("working"):
                    is_busy = self._do_next()
            if not is_busy:
                with self._changed:
                    self._changed.wait(timeout=_IDLE_S)
        with self._working:
            self._put_back(*self._open)

    def _do_next(self) -> bool:
        """Do one step of what is most urgent; returns whether there may be more to do."""
        self._store_ended()
        is_prepared = time.monotonic() < self._prepare_at
        if is_prepared and time.monotonic() >= self._open_at:
            self._open_jobs()
        quick = [each for each in self._open if not self._is_slow(each)]
        if not is_prepared and not quick:
            self._put_back(*self._open)
            self._get_ready()
            return True
        if self._open:
            self._advance((quick or self._open)[0])
            return True
        with self._reporting("tidying"):
            self._tidy()
        return False

    def _open_jobs(self) -> None:
        while (
            len(self._open) < _MAX_OPEN
            and sum(not self._is_slow(each) for each in self._open) < _READ_AHEAD
        ):
            with self._changed:  # so that `cancel` finds a job in the table or among the open ones
                job = self._table.next_queued(except_for=[each.job for each in self._open])
                if job is None:
                    return
                opened = _OpenJob(job)
                self._open.append(opened)
            with self._blaming(opened):
                opened.work = self._begin(self._addition(job), job.collection)
                opened.steps = opened.work.steps()

    def _is_slow(self, opened: _OpenJob) -> bool:
        # A web page never waits: another page could take its free name.
        return opened.busy_s > self._slow_s and opened.job.kind != "fetch"

    def _advance(self, current: _OpenJob) -> None:
        began = time.monotonic()
        with self._blaming(current):
            if current.end or current.steps is None:
                return
            step = next(current.steps)
            if isinstance(step, FileReport):
                status: JobStatus = "failed" if step.status == "failed" else "done"
                current.end = current.end or (status, step)
                self._notices.pop("disk", None)
            else:
                current.progress = step
        current.busy_s += time.monotonic() - began

    @contextmanager
    def _blaming(self, current: _OpenJob) -> Iterator[None]:
        """Fail the job whose work raises; on a full disk, which is not its fault, retry later."""
        reason = ""
        try:
            yield
        except Exception as error:  # noqa: BLE001  (one bad file must not end the worker)
            if is_disk_full(error):
                self._notices["disk"] = str(DiskFullError())
                self._open_at = time.monotonic() + _DISK_RETRY_S
                self._put_back(current)
            elif isinstance(error, FootnoteError):
                reason = str(error)
            else:
                _log.exception("Indexing %r failed", current.job.name)
                reason = _UNEXPECTED
        if reason:
            report = FileReport(name=current.job.name, status="failed", reason=reason)
            current.end = current.end or ("failed", report)

    def _store_ended(self) -> None:
        for each in [each for each in self._open if each.end]:
            each.close()
            status, report = each.end or ("cancelled", None)
            self._table.finish(each.job.id, status, report, started=each.started)
            self._passwords.pop(each.job.id, None)
            self._open.remove(each)

    def _put_back(self, *unfinished: _OpenJob) -> None:
        """Stop working on jobs, which stay queued."""
        for each in unfinished:
            if not each.end:
                self._open.remove(each)
            each.close()

    def _get_ready(self) -> None:
        self._prepare_at = float("inf")
        try:
            with self._reporting("preparing"):
                for step in self._prepare():
                    self.preparing = step
                    if self._is_closing or self._holders:
                        self._prepare_at = 0.0
                        return
        finally:
            self.preparing = None
        if "preparing" in self._notices:
            self._prepare_at = min(self._prepare_at, time.monotonic() + _PREPARE_RETRY_S)

    @contextmanager
    def _reporting(self, activity: str) -> Iterator[None]:
        """Show the error of an activity as a notice, until it succeeds."""
        try:
            yield
        except FootnoteError as error:
            self._notices[activity] = str(error)
        except Exception:  # noqa: BLE001  (nothing may end the worker)
            _log.exception("Background work failed: %s", activity)
            self._notices[activity] = _UNEXPECTED
        else:
            self._notices.pop(activity, None)


def _with_progress(job: Job, running: _OpenJob) -> Job:
    job = replace(job, status="running", started=running.started)
    if (step := running.progress) is None:
        return job
    return replace(
        job, stage=step.stage, done=step.done, total=step.total, searchable=step.searchable
    )
