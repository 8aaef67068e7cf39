"""The job table: what was queued survives the process."""

import hashlib
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import delete, func, insert, select, tuple_, update

from components.errors import NotFoundError
from components.stores.database import Database, save_blob
from components.stores.tables import blobs, documents, jobs
from components.types import Addition, FileReport, Job, JobKind, JobStatus, Renamed, Upload, WebPage

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

    def add(self, item: Addition, *, collection: str) -> int:
        """Store a queued job and its bytes, and return its id.

        An equal job that still waits is returned instead: a browser that lost its connection may
        send a file twice. A password is not stored. Raises DiskFullError.
        """
        data = item.data if isinstance(item, Upload) else None
        locked = isinstance(item, Upload) and item.password is not None
        values = {
            "collection": collection,
            "sha256": "" if data is None else hashlib.sha256(data).hexdigest(),
            **self._described(item),
        }
        self._database.disk.require_room(len(data or b""))
        with self._database.write() as connection:
            equal = select(jobs.c.id).where(
                *(jobs.c[name] == value for name, value in values.items()),
                jobs.c.locked.is_(False),
                _WAITING,
            )
            if not locked and (waiting := connection.execute(equal).scalar()) is not None:
                return int(waiting)
            if data is not None:
                save_blob(connection, values["sha256"], data)
            # SQLite would reuse the id of a cleared job, and a late click meant for that job
            # would cancel this one.
            highest = connection.execute(select(func.max(jobs.c.id))).scalar() or 0
            self._last_id = max(self._last_id, highest) + 1
            connection.execute(
                insert(jobs).values(
                    id=self._last_id,
                    locked=locked,
                    status="queued",
                    created=time.time(),
                    size=len(data or b""),
                    **values,
                )
            )
            return self._last_id

    def _described(self, item: Addition) -> dict[str, str]:
        if isinstance(item, WebPage):
            return {"kind": "fetch", "name": item.address, "target": item.address}
        if isinstance(item, Renamed):
            query = select(documents.c.name).where(documents.c.id == item.document_id)
            name = self._database.scalar(query) or item.document_id
            return {"kind": "retitle", "name": name, "target": item.document_id}
        kind = "reindex" if item.again else "index"
        return {"kind": kind, "name": item.name, "target": item.source}

    def addition(self, job: QueuedJob, *, password: str | None = None) -> Addition:
        """Return the addition that a job was made of. Raises NotFoundError."""
        if job.kind == "fetch":
            return WebPage(address=job.target)
        if job.kind == "retitle":
            return Renamed(document_id=job.target)
        data = self._database.scalar(select(blobs.c.data).where(blobs.c.sha256 == job.sha256))
        if data is None:
            raise NotFoundError(f"The bytes of {job.name} are gone. Add the file again.")
        return Upload(
            name=job.name,
            data=data,
            password=password,
            source=job.target,
            again=job.kind == "reindex",
        )

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
