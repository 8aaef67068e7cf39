"""The job table: what was queued survives the process."""

import hashlib
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, insert, select, tuple_, update

from components.stores.database import Database, save_blob
from components.stores.tables import jobs
from components.types import FileReport, Job, JobKind, JobStatus

# Only the queue knows which jobs run; an older Footnote stored "running" too.
_WAITING = jobs.c.status.in_(("queued", "running"))


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedJob:
    """The part of a job that the worker needs to run it."""

    id: int
    collection: str
    name: str
    sha256: str
    kind: JobKind
    target: str


class JobTable:
    """Jobs by id, in the order in which they were submitted."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last_id = 0

    def add(
        self,
        *,
        collection: str,
        name: str,
        kind: JobKind,
        target: str = "",
        data: bytes | None = None,
        locked: bool = False,
    ) -> int:
        """Store a queued job and its bytes, and return its id.

        An equal job that still waits is returned instead: a browser that lost its connection may
        send a file twice. Raises DiskFullError.
        """
        sha256 = "" if data is None else hashlib.sha256(data).hexdigest()
        self._database.disk.require_room(len(data or b""))
        with self._database.write() as connection:
            equal = select(jobs.c.id).where(
                jobs.c.collection == collection,
                jobs.c.name == name,
                jobs.c.sha256 == sha256,
                jobs.c.kind == kind,
                jobs.c.target == target,
                jobs.c.locked.is_(False),
                _WAITING,
            )
            if not locked and (waiting := connection.execute(equal).scalar()) is not None:
                return int(waiting)
            if data is not None:
                save_blob(connection, sha256, data)
            # SQLite would reuse the id of a cleared job, and a late click meant for that job
            # would cancel this one.
            highest = connection.execute(select(func.max(jobs.c.id))).scalar() or 0
            self._last_id = max(self._last_id, highest) + 1
            connection.execute(
                insert(jobs).values(
                    id=self._last_id,
                    collection=collection,
                    name=name,
                    sha256=sha256,
                    locked=locked,
                    status="queued",
                    created=time.time(),
                    kind=kind,
                    target=target,
                    size=len(data or b""),
                )
            )
            return self._last_id

    def next_queued(self, *, except_for: Collection[QueuedJob] = ()) -> QueuedJob | None:
        """Return the oldest queued job; never two of the same name, which keep their order."""
        busy = [(each.collection, each.name) for each in except_for]
        columns = (getattr(jobs.c, name) for name in QueuedJob.__slots__)
        query = select(*columns).where(_WAITING).order_by(jobs.c.id).limit(1)
        if busy:
            query = query.where(tuple_(jobs.c.collection, jobs.c.name).not_in(busy))
        row = self._database.first(query)
        return QueuedJob(**row._mapping) if row else None

    def finish(
        self,
        job_id: int,
        status: JobStatus,
        result: FileReport | None = None,
        *,
        started: float | None = None,
    ) -> None:
        """Store a job's last status, its result and when it was started (seconds since 1970)."""
        with self._database.write() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id)
                .values(
                    status=status,
                    result=asdict(result) if result else None,
                    started=started,
                    ended=time.time(),
                )
            )

    def cancel(self, job_ids: Iterable[int] | None = None) -> None:
        """Cancel queued jobs: those of the ids, or all."""
        chosen = _WAITING if job_ids is None else _WAITING & jobs.c.id.in_(job_ids)
        with self._database.write() as connection:
            connection.execute(
                update(jobs).where(chosen).values(status="cancelled", ended=time.time())
            )

    def clear_ended(self, *, up_to: int) -> None:
        """Delete the jobs that ended, up to this id."""
        with self._database.write() as connection:
            connection.execute(delete(jobs).where(~_WAITING, jobs.c.id <= up_to))

    def all(self) -> tuple[Job, ...]:
        """Return every job, the oldest first."""
        return tuple(
            Job(
                id=row.id,
                collection=row.collection,
                name=row.name,
                status="queued" if row.status == "running" else row.status,
                result=FileReport(**row.result) if row.result else None,
                created=row.created,
                kind=row.kind,
                size=row.size,
                started=row.started,
                ended=row.ended,
            )
            for row in self._database.all(select(jobs).order_by(jobs.c.id))
        )
