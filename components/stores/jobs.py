"""Rows of the job table, so that what was queued outlives the process."""

import hashlib
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, insert, select, update

from components.stores.database import Database, save_blob
from components.stores.tables import jobs
from components.types import FileReport, Job, JobKind, JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedFile:
    """What the worker needs to run a job."""

    id: int
    collection: str
    name: str
    sha256: str
    locked: bool
    kind: JobKind
    target: str


class JobTable:
    """Jobs by id, in the order in which they were asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = 0

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
        """A queued job, its bytes, where it has any, kept with it; returns its id.

        The same job once more, while it waits or runs, is no second one: a browser that lost its
        connection may send what it was given again.
        """
        sha256 = "" if data is None else hashlib.sha256(data).hexdigest()
        with self._database.write() as connection:
            same = select(jobs.c.id).where(
                jobs.c.collection == collection,
                jobs.c.name == name,
                jobs.c.sha256 == sha256,
                jobs.c.kind == kind,
                jobs.c.target == target,
                jobs.c.locked.is_(False),
                jobs.c.status.in_(("queued", "running")),
            )
            if not locked and (waiting := connection.execute(same).scalar()) is not None:
                return int(waiting)
            if data is not None:
                save_blob(connection, sha256, data)
            # SQLite would give the id of a cleared job again, and a click that was meant for that
            # one would end this one.
            highest = connection.execute(select(func.max(jobs.c.id))).scalar() or 0
            self._last = max(self._last, highest) + 1
            connection.execute(
                insert(jobs).values(
                    id=self._last,
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
            return self._last

    def next_queued(
        self, *, collection: str | None = None, last: Collection[int] = ()
    ) -> QueuedFile | None:
        """Mark the oldest queued job (of a collection) as running and return it.

        Jobs whose ids are in `last` come after all the others.
        """
        query = (
            select(jobs)
            .where(jobs.c.status == "queued")
            .order_by(jobs.c.id.in_(last), jobs.c.id)
            .limit(1)
        )
        if collection is not None:
            query = query.where(jobs.c.collection == collection)
        with self._database.write() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            connection.execute(
                update(jobs)
                .where(jobs.c.id == row.id)
                .values(status="running", started=time.time())
            )
        return QueuedFile(
            id=row.id,
            collection=row.collection,
            name=row.name,
            sha256=row.sha256,
            locked=row.locked,
            kind=row.kind,
            target=row.target,
        )

    def has_queued(self, *, except_for: Collection[int]) -> bool:
        """Return whether a job waits whose id is not one of these."""
        query = select(jobs.c.id).where(jobs.c.status == "queued", jobs.c.id.not_in(except_for))
        return self._database.first(query.limit(1)) is not None

    def finish(self, job_id: int, status: JobStatus, result: FileReport | None = None) -> None:
        """The job's last status, and what became of its file."""
        with self._database.write() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id)
                .values(
                    status=status,
                    result=asdict(result) if result else None,
                    ended=time.time(),
                )
            )

    def cancel_queued(self, job_id: int) -> bool:
        """Whether it was still queued, and now is cancelled."""
        with self._database.write() as connection:
            changed = connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id, jobs.c.status == "queued")
                .values(status="cancelled", ended=time.time())
            )
            return changed.rowcount == 1

    def cancel_all_queued(self) -> None:
        """End every job that has not begun."""
        with self._database.write() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.status == "queued")
                .values(status="cancelled", ended=time.time())
            )

    def requeue_running(self) -> int:
        """Queue again what an ended process was running; returns how many."""
        with self._database.write() as connection:
            changed = connection.execute(
                update(jobs).where(jobs.c.status == "running").values(status="queued", started=None)
            )
            return int(changed.rowcount)

    def clear_ended(self, *, up_to: int) -> None:
        """Forget the jobs that are over, up to this id."""
        ended = jobs.c.status.not_in(("queued", "running"))
        with self._database.write() as connection:
            connection.execute(delete(jobs).where(ended, jobs.c.id <= up_to))

    def all(self) -> tuple[Job, ...]:
        """Every job, the oldest first."""
        with self._database.engine.connect() as connection:
            rows = connection.execute(select(jobs).order_by(jobs.c.id)).all()
        return tuple(
            Job(
                id=row.id,
                collection=row.collection,
                name=row.name,
                status=row.status,
                stage="",
                done=0,
                total=0,
                result=FileReport(**row.result) if row.result else None,
                created=row.created,
                kind=row.kind,
                size=row.size,
                started=row.started,
                ended=row.ended,
            )
            for row in rows
        )
