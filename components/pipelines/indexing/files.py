"""Index a file: read it in a child process, split, embed and store it."""

import hashlib
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from itertools import count

from components.background.prefetch import Prefetch
from components.errors import LoadError, NotFoundError
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.growing import GrowingDocument
from components.pipelines.indexing.splitting import ensure_collection
from components.protocols import Vectors
from components.text.context import title
from components.types import (
    Chunk,
    Document,
    DocumentRow,
    FileReport,
    IndexStatus,
    PageText,
    Progress,
    Upload,
)


class FileWork:
    """A file being indexed; reading starts when the object is made."""

    def __init__(self, deps: Dependencies, upload: Upload, collection: str) -> None:
        self._deps = deps
        self._upload = upload
        self._collection = collection
        self._sha256 = hashlib.sha256(upload.data).hexdigest()
        is_due = upload.again or self._unchanged() is None
        self._reading = Prefetch(self._load) if upload.data and is_due else None

    def stop(self) -> None:
        """Stop reading the file."""
        if self._reading:
            self._reading.stop()

    def steps(self) -> Generator[Progress | FileReport]:
        """Yield progress, then the report."""
        yield from self._deps.embedder.prepare()
        ensure_collection(self._deps, self._collection)
        # Checked again, because the file before this one may have had its name and bytes.
        same = self._unchanged()
        if same and not self._upload.again:
            self.stop()
            yield FileReport(
                name=self._upload.name, status="unchanged", pages=same.pages, chunks=same.chunks
            )
            return
        self._reading = self._reading or Prefetch(self._load)
        growing = GrowingDocument(
            self._deps,
            self._upload,
            document_id=self._id(),
            sha256=self._sha256,
            collection=self._collection,
            is_shown=self._ready() is None,
        )
        try:
            for item in self._reading.items():
                if isinstance(item, Progress):
                    yield growing.with_pages(item)
                elif isinstance(item, PageText):
                    yield from growing.add(item)
                else:
                    document = replace(item, id=growing.document_id, sha256=self._sha256)
                    yield from self._store(document, growing, again=same is not None)
        except LoadError as error:
            growing.discard()
            yield self.fail(error)
        except NotFoundError as error:
            yield FileReport(name=self._upload.name, status="failed", reason=str(error))
        finally:
            self.stop()
            growing.discard()

    def fail(self, error: LoadError) -> FileReport:
        """Store a row that says why the file could not be read, and return the report."""
        self._deps.catalogue.ingest.fail(
            self._upload,
            document_id=self._id(),
            sha256=self._sha256,
            collection=self._collection,
            error=error,
        )
        return FileReport(name=self._upload.name, status="failed", reason=str(error))

    def _load(self) -> Iterator[Progress | PageText | Document]:
        return self._deps.loader.load(self._upload)

    def _id(self) -> str:
        """Return the id of the document with this name and these bytes, or a new one."""
        if same := self._unchanged():
            return same.id
        return free_id(self._deps, self._upload.name, self._sha256, collection=self._collection)

    def _ready(self) -> DocumentRow | None:
        """Return the document of this name that searches find now."""
        rows = self._deps.catalogue.documents.rows(self._collection, name=self._upload.name)
        return next((row for row in rows if row.status == "ready"), None)

    def _unchanged(self) -> DocumentRow | None:
        """Return the document of this name, if it has the same bytes."""
        row = self._ready()
        return row if row and row.sha256 == self._sha256 else None

    def _store(
        self, document: Document, growing: GrowingDocument, *, again: bool
    ) -> Iterator[Progress | FileReport]:
        deps, name = self._deps, self._upload.name
        chunks = yield from growing.embed_rest(document)
        total = len(chunks)
        yield growing.with_pages(Progress(name=name, stage="storing", done=total, total=total))
        reason = _unread_pages(document)
        status: IndexStatus = "replaced" if self._ready() else "indexed"
        if growing.is_searchable:
            growing.complete(document, chunks, reason=reason)
        elif again:
            vectors = growing.vectors_of(chunks)
            removed = deps.catalogue.reindexing.replace_content(
                document, chunks, vectors, title=title(document.name), reason=reason
            )
            deps.vectors.upsert(self._collection, vectors)
            deps.vectors.delete(self._collection, removed)
        else:
            store_document(
                deps,
                document,
                chunks,
                growing.vectors_of(chunks),
                collection=self._collection,
                data=self._upload.data,
                reason=reason,
                source=self._upload.source,
            )
        pages = len(document.pages) or None
        yield FileReport(name=name, status=status, pages=pages, chunks=total, reason=reason)


def free_id(deps: Dependencies, name: str, sha256: str, *, collection: str) -> str:
    """Return an id made of collection, name and content, so that indexing twice changes nothing.

    Where a document took that id to another collection or name, a number is added.
    """
    identity = f"{collection}\0{name}\0{sha256}"
    for number in count(1):
        id_ = hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if deps.catalogue.documents.location(id_) in (None, (collection, name)):
            break
        identity = f"{collection}\0{name}\0{sha256}\0{number}"
    return id_


def store_document(
    deps: Dependencies,
    document: Document,
    chunks: Sequence[Chunk],
    vectors: Vectors,
    *,
    collection: str,
    data: bytes,
    reason: str,
    source: str = "",
) -> None:
    """Store all of a document or nothing, replacing any other of its name."""
    ingest = deps.catalogue.ingest
    try:
        ingest.begin(document, collection=collection, data=data, reason=reason, source=source)
        ingest.put_chunks(title(document.name), chunks, vectors)
        deps.vectors.upsert(collection, vectors)
        replaced = ingest.publish(document.id)
    except BaseException:
        ingest.discard_unfinished(document.id)
        raise
    deps.vectors.delete(collection, replaced)


def _unread_pages(document: Document) -> str:
    if not (failures := document.page_failures):
        return ""
    first, total = failures[0], len(document.pages)
    return f"{total - len(failures)} of {total} pages read; page {first.page}: {first.reason}"
