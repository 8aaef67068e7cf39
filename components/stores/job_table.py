"""Rows of the job table, so that what was queued outlives the process."""

import time
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, update

from components.stores.database import Database, jobs, keep_bytes
from components.types import FileReport, Job, JobStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedFile:
    """What the worker needs to run a job."""

    id: int
    collection: str
    name: str
    sha256: str
    locked: bool


class JobTable:
    """Jobs by id, in the order in which they were asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, *, collection: str, name: str, sha256: str, data: bytes, locked: bool) -> int:
        """A queued job, its bytes kept with it; returns its id."""
        with self._database.write() as connection:
            keep_bytes(connection, sha256, data)
            return int(
                connection.execute(
                    insert(jobs)
                    .values(
                        collection=collection,
                        name=name,
                        sha256=sha256,
                        locked=locked,
                        status="queued",
                        created=time.time(),
                    )
                    .returning(jobs.c.id)
                ).scalar_one()
            )

    def next_queued(self, *, collection: str | None = None) -> QueuedFile | None:
        """The oldest queued job (of a collection), now running."""
        query = select(jobs).where(jobs.c.status == "queued").order_by(jobs.c.id).limit(1)
        if collection is not None:
            query = query.where(jobs.c.collection == collection)
        with self._database.write() as connection:
            row = connection.execute(query).one_or_none()
            if row is None:
                return None
            connection.execute(update(jobs).where(jobs.c.id == row.id).values(status="running"))
        return QueuedFile(
            id=row.id,
            collection=row.collection,
            name=row.name,
            sha256=row.sha256,
            locked=row.locked,
        )

    def finish(self, job_id: int, status: JobStatus, result: FileReport | None = None) -> None:
        """The job's last status, and what became of its file."""
        with self._database.write() as connection:
            connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id)
                .values(status=status, result=asdict(result) if result else None)
            )

    def cancel_queued(self, job_id: int) -> bool:
        """Whether it was still queued, and now is cancelled."""
        with self._database.write() as connection:
            changed = connection.execute(
                update(jobs)
                .where(jobs.c.id == job_id, jobs.c.status == "queued")
                .values(status="cancelled")
            )
            return changed.rowcount == 1

    def requeue_running(self) -> int:
        """Queue again what an ended process was running; returns how many."""
        with self._database.write() as connection:
            changed = connection.execute(
                update(jobs).where(jobs.c.status == "running").values(status="queued")
            )
            return int(changed.rowcount)

    def clear_ended(self) -> None:
        """Forget the jobs that are over."""
        with self._database.write() as connection:
            connection.execute(delete(jobs).where(jobs.c.status.not_in(("queued", "running"))))

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
            )
            for row in rows
        )
