"""A queue of files and its worker thread, which outlives a click, a reload and any error.

`submit` returns when the files are on disk, so another process can go on where this one ended.
"""

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

from components.background.open_job import OpenJob, Work
from components.errors import DiskFullError, StoreError, sentence_for
from components.stores import JobTable
from components.stores.jobs import QueuedJob
from components.types import Addition, Job, Progress, Upload

_READ_AHEAD = 3
"""Files open at once: one is embedded while the next two are read, each in its own child."""
_MAX_OPEN = 5
"""Slow ones included. Every open file may use up to the memory limit of one file."""
_SLOW_S = 5.0
"""A file that took longer waits while there are others; most take less than a second."""
_IDLE_S = 1.0
_DISK_RETRY_S = 10.0
_PREPARE_RETRY_S = 60.0
_HOLD_TIMEOUT_S = 60


class JobQueue:
    """Files, web pages and renamed documents to index, in order; quick ones pass slow ones.

    jobs.start()
    ids = jobs.submit([Upload(name="a.pdf", data=data)], collection="documents")
    jobs.all()
    """

    def __init__(
        self,
        *,
        table: JobTable,
        begin: Callable[[Addition, str], Work],
        prepare: Callable[[], Generator[Progress]],
        tidy: Callable[[], None],
        slow_s: float = _SLOW_S,
    ) -> None:
        """Prepare before the first job and after each `refresh`; tidy every second without one."""
        self._table = table
        self._begin = begin
        self._prepare = prepare
        self._tidy = tidy
        self._slow_s = slow_s
        self._open: list[OpenJob] = []
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
        """Queue additions and return their jobs' ids. Raises DiskFullError."""
        ids = []
        for item in additions:
            ids.append(self._table.add(item, collection=collection))
            if isinstance(item, Upload) and item.password is not None:
                self._passwords[ids[-1]] = item.password
        self._wake()
        return ids

    def all(self) -> tuple[Job, ...]:
        """Return every job that was not cleared, with its progress, the oldest first."""
        running = {each.job.id: each for each in tuple(self._open)}
        jobs = self._table.all()
        return tuple(running[each.id].shown(each) if each.id in running else each for each in jobs)

    @property
    def notice(self) -> str:
        """A problem, or the worker's current task, that belongs to no single job."""
        if self.preparing:
            return f"{self.preparing.name}: {self.preparing.stage}"
        return next(iter(self._notices.values()), "")

    def cancel(self, job_id: int | None = None) -> None:
        """End a job, or every job, that has not ended; other files go on."""
        with self._changed:
            for each in self._open:
                if job_id in (None, each.job.id):
                    each.cancel()
            self._table.cancel(None if job_id is None else [job_id])
            self._changed.notify_all()

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

        Raises StoreError where it does not stop in time.
        """
        with self._changed:
            self._holders += 1
        try:
            if not self._working.acquire(timeout=_HOLD_TIMEOUT_S):
                raise StoreError(
                    "A file is still being indexed, and could not be interrupted for "
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
        with self._working, self._reporting("working"):
            self._put_back(*self._open)

    def _do_next(self) -> bool:
        """Do one step of the most urgent work; returns whether there may be more to do."""
        self._store_ended()
        is_prepared = time.monotonic() < self._prepare_at
        if is_prepared and time.monotonic() >= self._open_at:
            self._open_jobs()
        quick = self._quick()
        if not is_prepared and not quick:
            self._put_back(*self._open)
            self._get_ready()
            return True
        if self._open:
            current = (quick or self._open)[0]
            with self._pausing_on_full_disk(current):
                current.advance()
            return True
        with self._reporting("tidying"):
            self._tidy()
        return False

    def _quick(self) -> list[OpenJob]:
        # A slow web page stays first: another page could take its free name.
        slow_s = self._slow_s
        return [each for each in self._open if each.busy_s <= slow_s or each.job.kind == "fetch"]

    def _open_jobs(self) -> None:
        while len(self._open) < _MAX_OPEN and len(self._quick()) < _READ_AHEAD:
            with self._changed:  # so that `cancel` finds a job in the table or among the open ones
                job = self._table.next_queued(except_for=[each.job for each in self._open])
                if job is None:
                    return
                self._open.append(opened := OpenJob(job))
            with self._pausing_on_full_disk(opened):
                opened.begin(partial(self._begin_work, job))

    def _begin_work(self, job: QueuedJob) -> Work:
        addition = self._table.addition(job, password=self._passwords.get(job.id))
        return self._begin(addition, job.collection)

    def _store_ended(self) -> None:
        for each in [each for each in self._open if each.end]:
            each.close()
            status, report = each.end or ("cancelled", None)
            self._table.finish(each.job.id, status, report, started=each.started)
            if status == "done":
                self._notices.pop("disk", None)
            self._passwords.pop(each.job.id, None)
            self._open.remove(each)

    def _put_back(self, *unfinished: OpenJob) -> None:
        """Stop working on jobs, which stay queued."""
        for each in unfinished:
            if not each.end:
                self._open.remove(each)
            each.close()

    def _get_ready(self) -> None:
        self._prepare_at = float("inf")
        with self._reporting("preparing"):
            for step in self._prepare():
                self.preparing = step
                if self._is_closing or self._holders:
                    self._prepare_at = 0.0
                    break
        self.preparing = None
        if "preparing" in self._notices:
            self._prepare_at = min(self._prepare_at, time.monotonic() + _PREPARE_RETRY_S)

    @contextmanager
    def _pausing_on_full_disk(self, opened: OpenJob) -> Iterator[None]:
        try:
            yield
        except DiskFullError as error:
            self._notices["disk"] = str(error)
            self._open_at = time.monotonic() + _DISK_RETRY_S
            self._put_back(opened)

    @contextmanager
    def _reporting(self, activity: str) -> Iterator[None]:
        """Show the error of an activity as a notice, until it succeeds."""
        try:
            yield
        except Exception as error:  # noqa: BLE001  (nothing may end the worker)
            self._notices[activity] = sentence_for(error, f"Background work ({activity})")
        else:
            self._notices.pop(activity, None)
