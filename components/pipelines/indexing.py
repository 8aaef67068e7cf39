"""Bytes → Document → Chunks → vectors → catalogue (pending) → Chroma → catalogue (ready)."""

import hashlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count

from components.errors import LoadError, NotFoundError
from components.parts import Parts
from components.passages import title
from components.pipelines.growing import Growing
from components.pipelines.naming import Retitling, free_name
from components.pipelines.reading import Reading
from components.pipelines.splitting import splitter_for
from components.protocols import Vectors
from components.types import (
    DEFAULT_COLLECTION,
    Addition,
    Chunk,
    Collection,
    Document,
    DocumentRow,
    FileReport,
    IndexStatus,
    PageText,
    Progress,
    Renamed,
    Upload,
    WebPage,
)

_READ_AHEAD = 3
"""Files open at once: one being embedded, the next two being read, each in its own child."""


def index(
    parts: Parts, uploads: Iterable[Addition], *, collection: str = DEFAULT_COLLECTION
) -> Generator[Progress | FileReport]:
    """Index files one by one: progress of the one at hand, then its report, in order.

    A web page is fetched first, and named by its title; a renamed document gets its new keywords
    and vectors. The same bytes under the same name are unchanged; new bytes replace the old in one
    step. The first pages of a long document are found while the rest is read, where it replaces
    none. A file that cannot be read is reported and leaves a row that says why. Closing the
    generator stops the work, and nothing half indexed stays.
    """
    yield from parts.embedder.prepare()
    ensure_collection(parts, collection)
    waiting = iter(uploads)
    ahead: deque[_File | _Page | Retitling] = deque()
    try:
        while True:
            while len(ahead) < _READ_AHEAD and (upload := next(waiting, None)) is not None:
                ahead.append(_begin(parts, upload, collection))
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


def discard(parts: Parts, document_ids: Sequence[str]) -> None:
    """Take these documents out; one that is not there is passed over."""
    for collection, chunk_ids in parts.catalogue.delete_rows(document_ids).items():
        parts.vectors.delete(collection, chunk_ids)


def ensure_collection(parts: Parts, name: str) -> None:
    """Make the collection where there is none of this name."""
    if parts.catalogue.collection(name) is None:
        parts.catalogue.put_collection(new_collection(parts, name))


def new_collection(parts: Parts, name: str) -> Collection:
    """One whose index is built with the parts in use."""
    return Collection(
        name=name,
        embedder=parts.embedder.name,
        dimension=parts.embedder.dimension,
        splitter=splitter_for(parts, None).name,
    )


def _begin(parts: Parts, item: Addition, collection: str) -> "_File | _Page | Retitling":
    if isinstance(item, WebPage):
        return _Page(parts, item, collection)
    if isinstance(item, Renamed):
        return Retitling(parts, item)
    return _File(parts, item, collection)


class _Page:
    """A web address on its way; fetching it begins when it is made."""

    def __init__(self, parts: Parts, page: WebPage, collection: str) -> None:
        self._parts = parts
        self._page = page
        self._collection = collection
        self._fetching = Reading(lambda: parts.web.fetch(page))
        self._file: _File | None = None

    def stop(self) -> None:
        """Give up."""
        self._fetching.stop()
        if self._file:
            self._file.stop()

    def index(self) -> Generator[Progress | FileReport]:
        """Progress, then the report."""
        upload: Upload | None = None
        known = self._parts.catalogue.source(self._page.address, collection=self._collection)
        try:
            for item in self._fetching.items():
                if isinstance(item, Upload):
                    upload = item
                else:
                    yield item
        except LoadError as error:
            name = known.name if known else self._page.address
            nothing = Upload(name=name, data=b"", source=self._page.address)
            yield _File(self._parts, nothing, self._collection).fail(error)
            return
        assert upload is not None  # noqa: S101  (a fetcher ends with the bytes or an error)
        if known and known.status == "failed" and known.name == self._page.address:
            # It was called by its address, for want of a title.
            discard(self._parts, [known.id])
            known = None
        name = known.name if known else free_name(self._parts, upload.name, self._collection)
        self._file = _File(self._parts, replace(upload, name=name), self._collection)
        yield from self._file.index()


class _File:
    """One file on its way; reading it begins when it is made."""

    def __init__(self, parts: Parts, upload: Upload, collection: str) -> None:
        self._parts = parts
        self._upload = upload
        self._collection = collection
        self._sha256 = hashlib.sha256(upload.data).hexdigest()
        self._reading = Reading(self._load) if upload.data and self._is_due() else None

    def stop(self) -> None:
        """Give up."""
        if self._reading:
            self._reading.stop()

    def index(self) -> Generator[Progress | FileReport]:
        """Progress, then the report."""
        # Asked again: a file before this one may have had the same name and bytes.
        same = self._unchanged()
        if same and not self._upload.again:
            self.stop()
            yield FileReport(
                name=self._upload.name, status="unchanged", pages=same.pages, chunks=same.chunks
            )
            return
        self._reading = self._reading or Reading(self._load)
        growing = Growing(
            self._parts,
            self._upload,
            document_id=same.id if same else self._free_id(),
            sha256=self._sha256,
            collection=self._collection,
            is_shown=self._ready() is None,
        )
        try:
            yield from self._grow(self._reading, growing, again=same is not None)
        except LoadError as error:
            growing.discard()
            yield self.fail(error)
        except NotFoundError as error:
            yield FileReport(name=self._upload.name, status="failed", reason=str(error))
        finally:
            self.stop()
            growing.discard()

    def fail(self, error: LoadError) -> FileReport:
        """Leave a row that says why."""
        same = self._unchanged()
        self._parts.catalogue.put_failed(
            self._upload,
            document_id=same.id if same else self._free_id(),
            sha256=self._sha256,
            collection=self._collection,
            error=error,
        )
        return FileReport(name=self._upload.name, status="failed", reason=str(error))

    def _load(self) -> Iterator[Progress | PageText | Document]:
        return self._parts.loader.load(self._upload)

    def _is_due(self) -> bool:
        return self._upload.again or self._unchanged() is None

    def _free_id(self) -> str:
        return free_id(self._parts, self._upload.name, self._sha256, collection=self._collection)

    def _ready(self) -> DocumentRow | None:
        """The document of this name that is found now."""
        rows = self._parts.catalogue.documents(self._collection, name=self._upload.name)
        return next((row for row in rows if row.status == "ready"), None)

    def _unchanged(self) -> DocumentRow | None:
        """The document of this name, where it has these bytes."""
        row = self._ready()
        return row if row and row.sha256 == self._sha256 else None

    def _grow(
        self,
        reading: "Reading[Progress | PageText | Document]",
        growing: Growing,
        *,
        again: bool,
    ) -> Iterator[Progress | FileReport]:
        for item in reading.items():
            if isinstance(item, Progress):
                yield growing.at(item)
            elif isinstance(item, PageText):
                yield from growing.take(item)
            else:
                document = replace(item, id=growing.document_id, sha256=self._sha256)
                yield from self._store(document, growing, again=again)

    def _store(
        self, document: Document, growing: Growing, *, again: bool
    ) -> Iterator[Progress | FileReport]:
        parts, name = self._parts, self._upload.name
        chunks = yield from growing.embed_rest(document)
        yield growing.at(Progress(name=name, stage="storing", done=len(chunks), total=len(chunks)))
        reason = _unread_pages(document)
        status: IndexStatus = "replaced" if self._ready() else "indexed"
        if growing.has_part:
            growing.complete(document, chunks, reason=reason)
        elif again:
            vectors = growing.vectors_of(chunks)
            gone = parts.catalogue.put_again(
                document, chunks, vectors, title=title(document.name), reason=reason
            )
            parts.vectors.upsert(self._collection, chunks, vectors)
            parts.vectors.delete(self._collection, gone)
        else:
            keep(
                parts,
                document,
                chunks,
                growing.vectors_of(chunks),
                collection=self._collection,
                data=self._upload.data,
                reason=reason,
                source=self._upload.source,
            )
        yield FileReport(
            name=name,
            status=status,
            pages=len(document.pages) or None,
            chunks=len(chunks),
            reason=reason,
        )


def free_id(parts: Parts, name: str, sha256: str, *, collection: str) -> str:
    """An id made of collection, name and content; another where a document has taken that one
    along into another collection or to another name."""
    identity = f"{collection}\0{name}\0{sha256}"
    for number in count():
        salted = f"{identity}\0{number}" if number else identity
        found = hashlib.sha256(salted.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        place = parts.catalogue.place_of(found)
        if place is None or place == (collection, name):
            break
    return found


def keep(
    parts: Parts,
    document: Document,
    chunks: Sequence[Chunk],
    vectors: Vectors,
    *,
    collection: str,
    data: bytes,
    reason: str,
    source: str = "",
) -> None:
    """Store a document, all of it or nothing, in the place of any other of its name."""
    ready = False
    try:
        parts.catalogue.put_pending(
            document, collection=collection, data=data, reason=reason, source=source
        )
        parts.catalogue.put_chunks(title(document.name), chunks, vectors)
        parts.vectors.upsert(collection, chunks, vectors)
        replaced = parts.catalogue.mark_ready(document.id)
        ready = True
    finally:
        if not ready:
            parts.catalogue.discard_pending()
    parts.vectors.delete(collection, replaced)


def _unread_pages(document: Document) -> str:
    failures = document.page_failures
    if not failures:
        return ""
    total = len(document.pages)
    return (
        f"{total - len(failures)} of {total} pages read; page {failures[0].page}: "
        f"{failures[0].reason}"
    )
