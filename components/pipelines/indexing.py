"""Bytes → Document → Chunks → vectors → catalogue (pending) → Chroma → catalogue (ready)."""

import hashlib
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import count

from components.background.prefetch import Prefetch
from components.errors import LoadError, NotFoundError
from components.pipelines.dependencies import Dependencies
from components.pipelines.growing import Growing
from components.pipelines.naming import Retitling, free_name
from components.pipelines.splitting import splitter_for
from components.protocols import Vectors
from components.text.context import title
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
    deps: Dependencies, uploads: Iterable[Addition], *, collection: str = DEFAULT_COLLECTION
) -> Generator[Progress | FileReport]:
    """Index files one by one: progress of the one at hand, then its report, in order.

    A web page is fetched first, and named by its title; a renamed document gets its new keywords
    and vectors. The same bytes under the same name are unchanged; new bytes replace the old in one
    step. The first pages of a long document are found while the rest is read, where it replaces
    none. A file that cannot be read is reported and leaves a row that says why. Closing the
    generator stops the work, and nothing half indexed stays.
    """
    yield from deps.embedder.prepare()
    ensure_collection(deps, collection)
    waiting = iter(uploads)
    ahead: deque[_File | _Page | Retitling] = deque()
    try:
        while True:
            while len(ahead) < _READ_AHEAD and (upload := next(waiting, None)) is not None:
                ahead.append(_begin(deps, upload, collection))
            if not ahead:
                return
            with closing(ahead[0].index()) as steps:
                yield from steps
            ahead.popleft()
    finally:
        for file in ahead:
            file.stop()


def delete(deps: Dependencies, name: str, *, collection: str = DEFAULT_COLLECTION) -> None:
    """Take a document out of the catalogue, which ends its being found, and of the index.

    Raises NotFoundError.
    """
    deps.vectors.delete(collection, deps.catalogue.documents.delete(name, collection=collection))


def discard(deps: Dependencies, document_ids: Sequence[str]) -> None:
    """Take these documents out; one that is not there is passed over."""
    for collection, vector_ids in deps.catalogue.documents.delete_ids(document_ids).items():
        deps.vectors.delete(collection, vector_ids)


def ensure_collection(deps: Dependencies, name: str) -> None:
    """Make the collection where there is none of this name."""
    if deps.catalogue.collections.get(name) is None:
        deps.catalogue.collections.put(new_collection(deps, name))


def new_collection(deps: Dependencies, name: str) -> Collection:
    """One whose index is built with the parts in use."""
    return Collection(
        name=name,
        embedder=deps.embedder.name,
        dimension=deps.embedder.dimension,
        splitter=splitter_for(deps, None).name,
    )


def _begin(deps: Dependencies, item: Addition, collection: str) -> "_File | _Page | Retitling":
    if isinstance(item, WebPage):
        return _Page(deps, item, collection)
    if isinstance(item, Renamed):
        return Retitling(deps, item)
    return _File(deps, item, collection)


class _Page:
    """A web address on its way; fetching it begins when it is made."""

    def __init__(self, deps: Dependencies, page: WebPage, collection: str) -> None:
        self._deps = deps
        self._page = page
        self._collection = collection
        self._fetching = Prefetch(lambda: deps.web.fetch(page))
        self._file: _File | None = None

    def stop(self) -> None:
        """Give up."""
        self._fetching.stop()
        if self._file:
            self._file.stop()

    def index(self) -> Generator[Progress | FileReport]:
        """Progress, then the report."""
        upload: Upload | None = None
        known = self._deps.catalogue.documents.from_address(
            self._page.address, collection=self._collection
        )
        try:
            for item in self._fetching.items():
                if isinstance(item, Upload):
                    upload = item
                else:
                    yield item
        except LoadError as error:
            name = known.name if known else self._page.address
            nothing = Upload(name=name, data=b"", source=self._page.address)
            yield _File(self._deps, nothing, self._collection).fail(error)
            return
        assert upload is not None  # noqa: S101  (a fetcher ends with the bytes or an error)
        if known and known.status == "failed" and known.name == self._page.address:
            # It was called by its address, for want of a title.
            discard(self._deps, [known.id])
            known = None
        name = known.name if known else free_name(self._deps, upload.name, self._collection)
        self._file = _File(self._deps, replace(upload, name=name), self._collection)
        yield from self._file.index()


class _File:
    """One file on its way; reading it begins when it is made."""

    def __init__(self, deps: Dependencies, upload: Upload, collection: str) -> None:
        self._deps = deps
        self._upload = upload
        self._collection = collection
        self._sha256 = hashlib.sha256(upload.data).hexdigest()
        self._reading = Prefetch(self._load) if upload.data and self._is_due() else None

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
        self._reading = self._reading or Prefetch(self._load)
        growing = Growing(
            self._deps,
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
        self._deps.catalogue.ingest.fail(
            self._upload,
            document_id=same.id if same else self._free_id(),
            sha256=self._sha256,
            collection=self._collection,
            error=error,
        )
        return FileReport(name=self._upload.name, status="failed", reason=str(error))

    def _load(self) -> Iterator[Progress | PageText | Document]:
        return self._deps.loader.load(self._upload)

    def _is_due(self) -> bool:
        return self._upload.again or self._unchanged() is None

    def _free_id(self) -> str:
        return free_id(self._deps, self._upload.name, self._sha256, collection=self._collection)

    def _ready(self) -> DocumentRow | None:
        """The document of this name that is found now."""
        rows = self._deps.catalogue.documents.rows(self._collection, name=self._upload.name)
        return next((row for row in rows if row.status == "ready"), None)

    def _unchanged(self) -> DocumentRow | None:
        """The document of this name, where it has these bytes."""
        row = self._ready()
        return row if row and row.sha256 == self._sha256 else None

    def _grow(
        self,
        reading: "Prefetch[Progress | PageText | Document]",
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
        deps, name = self._deps, self._upload.name
        chunks = yield from growing.embed_rest(document)
        yield growing.at(Progress(name=name, stage="storing", done=len(chunks), total=len(chunks)))
        reason = _unread_pages(document)
        status: IndexStatus = "replaced" if self._ready() else "indexed"
        if growing.has_part:
            growing.complete(document, chunks, reason=reason)
        elif again:
            vectors = growing.vectors_of(chunks)
            gone = deps.catalogue.ingest.replace_content(
                document, chunks, vectors, title=title(document.name), reason=reason
            )
            deps.vectors.upsert(self._collection, vectors)
            deps.vectors.delete(self._collection, gone)
        else:
            keep(
                deps,
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


def free_id(deps: Dependencies, name: str, sha256: str, *, collection: str) -> str:
    """An id made of collection, name and content; another where a document has taken that one
    along into another collection or to another name.
    """
    identity = f"{collection}\0{name}\0{sha256}"
    for number in count():
        salted = f"{identity}\0{number}" if number else identity
        found = hashlib.sha256(salted.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        place = deps.catalogue.documents.location(found)
        if place is None or place == (collection, name):
            break
    return found


def keep(
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
    """Store a document, all of it or nothing, in the place of any other of its name."""
    ready = False
    try:
        deps.catalogue.ingest.begin(
            document, collection=collection, data=data, reason=reason, source=source
        )
        deps.catalogue.ingest.put_chunks(title(document.name), chunks, vectors)
        deps.vectors.upsert(collection, vectors)
        replaced = deps.catalogue.ingest.publish(document.id)
        ready = True
    finally:
        if not ready:
            deps.catalogue.ingest.discard_unfinished()
    deps.vectors.delete(collection, replaced)


def _unread_pages(document: Document) -> str:
    failures = document.page_failures
    if not failures:
        return ""
    total = len(document.pages)
    return (
        f"{total - len(failures)} of {total} pages read; page {failures[0].page}: "
        f"{failures[0].reason}"
    )
