"""A job that the worker has opened: its work so far, its progress and its end."""

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from components.errors import DiskFullError, is_disk_full, sentence_for
from components.stores.jobs import QueuedJob
from components.types import FileReport, Job, JobStatus, Progress


class Work(Protocol):
    """An addition being indexed; reading it starts when the object is made."""

    def steps(self) -> Generator[Progress | FileReport]:
        """Yield progress, then the report as the last item."""

    def stop(self) -> None:
        """Stop reading or fetching."""


class OpenJob:
    """Runs the work of one job step by step; an error ends this job and no other.

    Raises DiskFullError, which is not the job's fault: close it, and open it again later.
    """

    def __init__(self, job: QueuedJob) -> None:
        self.job = job
        self.end: tuple[JobStatus, FileReport | None] | None = None
        """The last status and the report, once the job has ended."""
        self.started = time.time()
        self.busy_s = 0.0
        self._work: Work | None = None
        self._steps: Generator[Progress | FileReport] | None = None
        self._progress: Progress | None = None

    def begin(self, make: Callable[[], Work]) -> None:
        """Make the work, which starts to read ahead."""
        with self._errors_as_end():
            self._work = make()
            self._steps = self._work.steps()

    def advance(self) -> None:
        """Do the next step."""
        began = time.monotonic()
        with self._errors_as_end():
            if self._steps and not self.end:
                step = next(self._steps)
                if isinstance(step, FileReport):
                    self._end("failed" if step.status == "failed" else "done", step)
                else:
                    self._progress = step
        self.busy_s += time.monotonic() - began

    def cancel(self) -> None:
        """Let it end, unless it has ended; any thread may call this."""
        self._end("cancelled", None)

    def close(self) -> None:
        """Stop the work; nothing half indexed stays."""
        if self._work:
            self._work.stop()
        if self._steps:
            self._steps.close()

    def shown(self, job: Job) -> Job:
        """Return the row of this job with its progress."""
        job = replace(job, status="running", started=self.started)
        if (step := self._progress) is None:
            return job
        return replace(
            job, stage=step.stage, done=step.done, total=step.total, searchable=step.searchable
        )

    def _end(self, status: JobStatus, report: FileReport | None) -> None:
        self.end = self.end or (status, report)

    @contextmanager
    def _errors_as_end(self) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if is_disk_full(error):
                raise DiskFullError from error
            reason = sentence_for(error, f"Indexing {self.job.name!r}")
            self._end("failed", FileReport(name=self.job.name, status="failed", reason=reason))
