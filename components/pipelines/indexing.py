"""Bytes → Document → Chunks → vectors → catalogue (pending) → Chroma → catalogue (ready)."""

import hashlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from components.errors import LoadError
from components.parts import Parts
from components.pipelines.embedding import embed, title
from components.pipelines.reading import Reading
from components.pipelines.splitting import splitter_for
from components.protocols import Vectors
from components.types import (
    DEFAULT_COLLECTION,
    Chunk,
    Collection,
    Document,
    DocumentRow,
    FileReport,
    Progress,
    Upload,
)

_READ_AHEAD = 3
"""Files open at once: one being embedded, the next two being read, each in its own child."""


def index(
    parts: Parts, uploads: Iterable[Upload], *, collection: str = DEFAULT_COLLECTION
) -> Generator[Progress | FileReport]:
    """Index files one by one: progress of the one at hand, then its report, in order.

    The same bytes under the same name are unchanged; new bytes replace the old in one step. A
    file that cannot be read is reported and leaves a row that says why. Closing the generator
    stops the work, and nothing half indexed stays.
    """
    yield from parts.embedder.prepare()
    ensure_collection(parts, collection)
    waiting = iter(uploads)
    ahead: deque[_File] = deque()
    try:
        while True:
            while len(ahead) < _READ_AHEAD and (upload := next(waiting, None)) is not None:
                ahead.append(_File(parts, upload, collection))
            if not ahead:
                return
            with closing(ahead[0].index()) as steps:
                yield from steps
            ahead.popleft()
    finally:
        for file in ahead:
            file.stop()


def delete(parts: Parts, name: str, *, collection: str = DEFAULT_COLLECTION) -> None:
    """Take a document out of the catalogue, which ends its being found, and of the index.

    Raises NotFoundError.
    """
    parts.vectors.delete(collection, parts.catalogue.delete(name, collection=collection))


class _File:
    """One file on its way; reading it begins when it is made."""

    def __init__(self, parts: Parts, upload: Upload, collection: str) -> None:
        self._parts = parts
        self._upload = upload
        self._collection = collection
        self._sha256 = hashlib.sha256(upload.data).hexdigest()
        self._id = document_id(upload.name, self._sha256, collection=collection)
        self._reading = None if self._unchanged() else Reading(parts.loader, upload)

    def stop(self) -> None:
        """Give up."""
        if self._reading:
            self._reading.stop()

    def index(self) -> Generator[Progress | FileReport]:
        """Progress, then the report."""
        # Asked again: a file before this one may have had the same name and bytes.
        if same := self._unchanged():
            self.stop()
            yield FileReport(
                name=self._upload.name, status="unchanged", pages=same.pages, chunks=same.chunks
            )
            return
        document: Document | None = None
        self._reading = self._reading or Reading(self._parts.loader, self._upload)
        try:
            for item in self._reading.items():
                if isinstance(item, Document):
                    document = replace(item, id=self._id, sha256=self._sha256)
                else:
                    yield item
        except LoadError as error:
            self._parts.catalogue.put_failed(
                self._upload,
                document_id=self._id,
                sha256=self._sha256,
                collection=self._collection,
                error=error,
            )
            yield FileReport(name=self._upload.name, status="failed", reason=str(error))
            return
        assert document is not None  # noqa: S101  (a loader ends with a document or an error)
        yield from self._store(document)

    def _ready(self) -> DocumentRow | None:
        """The document of this name that is found now."""
        rows = self._parts.catalogue.documents(self._collection, name=self._upload.name)
        return next((row for row in rows if row.status == "ready"), None)

    def _unchanged(self) -> DocumentRow | None:
        """The document of this name, where it has these bytes."""
        row = self._ready()
        return row if row and row.sha256 == self._sha256 else None

    def _store(self, document: Document) -> Iterator[Progress | FileReport]:
        parts, name = self._parts, self._upload.name
        known = parts.catalogue.collection(self._collection)
        chunks = splitter_for(parts, known).split(document)
        vectors = yield from embed(parts.embedder, document, chunks)
        yield Progress(name=name, stage="storing", done=len(chunks), total=len(chunks))
        reason = _unread_pages(document)
        replaces = self._ready() is not None
        keep(
            parts,
            document,
            chunks,
            vectors,
            collection=self._collection,
            data=self._upload.data,
            reason=reason,
        )
        yield FileReport(
            name=name,
            status="replaced" if replaces else "indexed",
            pages=len(document.pages) or None,
            chunks=len(chunks),
            reason=reason,
        )


def document_id(name: str, sha256: str, *, collection: str) -> str:
    """The id of a document: of its name, its bytes and its collection."""
    identity = f"{collection}\0{name}\0{sha256}"
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def keep(
    parts: Parts,
    document: Document,
    chunks: Sequence[Chunk],
    vectors: Vectors,
    *,
    collection: str,
    data: bytes,
    reason: str,
) -> None:
    """Store a document, all of it or nothing, in the place of any other of its name."""
    ready = False
    try:
        parts.catalogue.put_pending(document, collection=collection, data=data, reason=reason)
        parts.catalogue.put_chunks(title(document.name), chunks, vectors)
        parts.vectors.upsert(collection, chunks, vectors)
        replaced = parts.catalogue.mark_ready(document.id)
        ready = True
    finally:
        if not ready:
            parts.catalogue.discard_pending()
    parts.vectors.delete(collection, replaced)


def ensure_collection(parts: Parts, name: str) -> None:
    """Make a collection, for the embedder and splitter in use, where there is none of its name."""
    if parts.catalogue.collection(name):
        return
    parts.catalogue.put_collection(
        Collection(
            name=name,
            embedder=parts.embedder.name,
            dimension=parts.embedder.dimension,
            splitter=splitter_for(parts, None).name,
        )
    )


def _unread_pages(document: Document) -> str:
    failures = document.page_failures
    if not failures:
        return ""
    total = len(document.pages)
    return (
        f"{total - len(failures)} of {total} pages read; page {failures[0].page}: "
        f"{failures[0].reason}"
    )
