"""One background worker and its job table: indexing outlives a click, a reload, a closed tab.

What is submitted is on disk, bytes and row, before `submit` returns; a process that ends is
taken up again by the next one.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from components.errors import FootnoteError, StoreError
from components.stores import Catalogue, JobTable
from components.stores.jobs import QueuedFile
from components.types import Addition, FileReport, Job, JobKind, Progress, Renamed, Upload, WebPage

Index = Callable[..., Generator[Progress | FileReport]]
Prepare = Callable[[], Generator[Progress]]
Tidy = Callable[[], None]

_PATIENCE = 60
"""Seconds to wait for the worker to let go of the file in its hands."""

_log = logging.getLogger(__name__)


class JobQueue:
    """Files on their way into collections, one at a time, in the order they came.

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
        self._held = 0
        self._working = threading.Lock()
        self._wake = threading.Condition()
        self._passwords: dict[int, str] = {}
        self._progress: dict[int, Progress] = {}
        self._cancelled: set[int] = set()
        self._closing = False
        self._worker: threading.Thread | None = None
        self._refresh_wanted = True
        self.notice = ""
        """What the worker has to say that belongs to no job."""
        self.preparing: Progress | None = None
        """How far it is with what belongs to no job."""

    def start(self) -> None:
        """Run jobs, those of an ended process first; the second call does nothing."""
        with self._wake:
            if self._worker is None:
                self._table.requeue_running()
                self._worker = threading.Thread(target=self._work, name="indexer", daemon=True)
                self._worker.start()

    def submit(self, additions: Iterable[Addition], *, collection: str) -> list[int]:
        """Queue files, web pages and renamed documents; returns their jobs' ids."""
        ids = [self._add(each, collection) for each in additions]
        with self._wake:
            self._wake.notify_all()
        return ids

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
        """Every job that has not been cleared, with its progress, the oldest first."""
        return tuple(
            replace(job, stage=at.stage, done=at.done, total=at.total, searchable=at.searchable)
            if job.status == "running" and (at := self._progress.get(job.id))
            else job
            for job in self._table.all()
        )

    def cancel(self, job_id: int) -> None:
        """End a job, begun or not; one that is over stays as it is."""
        if not self._table.cancel_queued(job_id):
            with self._wake:
                self._cancelled.add(job_id)
                self._wake.notify_all()

    def cancel_all(self) -> None:
        """End every job, begun or not."""
        self._table.cancel_all_queued()
        for job in self._table.all():
            if job.status == "running":
                self.cancel(job.id)

    def clear_ended(self, *, up_to: int) -> None:
        """Forget the jobs that are over, up to this id: what came later, nobody has seen yet."""
        self._table.clear_ended(up_to=up_to)

    def refresh(self) -> None:
        """Prepare again, before the next file; what is wanted is on disk already."""
        with self._wake:
            self._refresh_wanted = True
            self._wake.notify_all()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the worker off while the block lasts; a file in its hands is begun anew afterwards.

        Raises StoreError where it does not let go in a minute.
        """
        with self._wake:
            self._held += 1
        try:
            if not self._working.acquire(timeout=_PATIENCE):
                raise StoreError(
                    "A file is still being read, and did not let itself be interrupted for a "
                    "minute. Try again when it is done, or cancel it in the library."
                )
            try:
                yield
            finally:
                self._working.release()
        finally:
            with self._wake:
                self._held -= 1
                self._wake.notify_all()

    def forget(self) -> None:
        """Keep nothing in memory of jobs that were erased."""
        for each in (self._passwords, self._progress, self._cancelled):
            each.clear()
        self.notice = ""

    def close(self) -> None:
        """Stop at the next step; what was not finished is queued for the next process."""
        with self._wake:
            self._closing = True
            self._wake.notify_all()
        if self._worker:
            self._worker.join(timeout=30)

    def _work(self) -> None:
        while not self._closing:
            with self._wake:
                if self._held:
                    self._wake.wait(timeout=1)
                    continue
            with self._working:
                if self._refresh_wanted:
                    self._refresh_wanted = False
                    self._get_ready()
                    continue
                first = self._table.next_queued()
                if first is not None:
                    self._run(first)
                    continue
                self._tidy_up()
            with self._wake:
                self._wake.wait(timeout=1)

    def _tidy_up(self) -> None:
        try:
            self._tidy()
        except FootnoteError as error:
            self.notice = str(error)
        except Exception:  # noqa: BLE001  (the worker must live on; the log has it all)
            _log.exception("Tidying the library failed")

    def _get_ready(self) -> None:
        try:
            for step in self._prepare():
                self.preparing = step
                self.notice = f"{step.name}: {step.stage}"
                if self._closing or self._held:
                    self._refresh_wanted = True  # what it began is begun anew
                    return
        except FootnoteError as error:
            self.notice = str(error)
        except Exception:  # noqa: BLE001  (the worker must live on; the log has it all)
            _log.exception("Preparing the library failed")
            self.notice = "The library could not be checked; the log says more."
        else:
            self.notice = ""
        finally:
            self.preparing = None

    def _run(self, first: QueuedFile) -> None:
        """Index `first` and, reading ahead, those queued behind it for the same collection."""
        taken: deque[QueuedFile] = deque()
        steps = self._index(self._feed(first, taken), collection=first.collection)
        try:
            for step in steps:
                if isinstance(step, FileReport):
                    done = taken.popleft()
                    self._finish(done, "failed" if step.status == "failed" else "done", step)
                else:  # before any file is taken, the embedder is being prepared for the first
                    self._progress[(taken[0] if taken else first).id] = step
                if self._closing or self._held or any(each.id in self._cancelled for each in taken):
                    return
        except FootnoteError as error:
            self._fail(taken, str(error))
        except Exception:  # noqa: BLE001  (as above: one bad file must not end the worker)
            _log.exception("Indexing failed")
            self._fail(taken, "It failed in a way nobody foresaw; the log says more.")
        finally:
            steps.close()
            for each in list(taken):
                if each.id in self._cancelled:
                    taken.remove(each)
                    self._finish(each, "cancelled", None)
            self._table.requeue_running()

    def _feed(self, first: QueuedFile, taken: deque[QueuedFile]) -> Iterator[Addition]:
        file: QueuedFile | None = first
        while file is not None:
            taken.append(file)
            yield self._addition(file)
            if self._refresh_wanted:  # the rest waits for it
                return
            file = self._table.next_queued(collection=first.collection)

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

    def _fail(self, taken: deque[QueuedFile], reason: str) -> None:
        if taken:
            file = taken.popleft()
            self._finish(file, "failed", FileReport(name=file.name, status="failed", reason=reason))

    def _finish(self, file: QueuedFile, status: str, report: FileReport | None) -> None:
        self._table.finish(file.id, status, report)  # type: ignore[arg-type]
        self._passwords.pop(file.id, None)
        self._progress.pop(file.id, None)
        self._cancelled.discard(file.id)
