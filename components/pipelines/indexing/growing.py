"""A long document while it is read: its first pages can be found before the last one is there."""

from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np

from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.embedding import embed
from components.pipelines.indexing.splitting import splitter_for
from components.pipelines.indexing.stretches import Stretches
from components.protocols import Vectors
from components.text.context import title
from components.types import Chunk, Document, PageText, Progress, Upload

_MIN_PAGES = 40
"""A shorter document is read in seconds, and stored when it is complete."""
_GROWTH = 1.25
"""Factor by which the ready pages must grow before they become searchable too: each time all of
the text so far is written again."""
_STAGE = "reading and indexing"

_Key = tuple[str, tuple[str, ...]]


class GrowingDocument:
    """Takes pages in order, then the whole document, which decides.

    Chunks that the whole document does not have are dropped. The searchable text is always a
    beginning of the final text, so offsets stay valid.
    """

    def __init__(
        self,
        deps: Dependencies,
        upload: Upload,
        *,
        document_id: str,
        sha256: str,
        collection: str,
        is_shown: bool,
    ) -> None:
        """Make the first pages searchable if `is_shown`: not while an older version is."""
        self._deps = deps
        self._upload = upload
        self.document_id = document_id
        self._sha256 = sha256
        self._collection = collection
        self._is_shown = is_shown
        self._splitter = splitter_for(deps, deps.catalogue.collections.get(collection))
        self._stretches = Stretches(self._splitter, document_id=document_id, name=upload.name)
        self._vectors: dict[_Key, np.ndarray[tuple[int], np.dtype[np.float32]]] = {}
        self._waiting: list[Chunk] = []
        self._shown: dict[str, Chunk] = {}
        self._searchable_pages = 0

    @property
    def is_searchable(self) -> bool:
        """Return whether the first pages can be found now."""
        return bool(self._shown)

    def with_pages(self, step: Progress) -> Progress:
        """Add the number of searchable pages to a progress report."""
        is_long = step.stage == "reading" and step.total >= _MIN_PAGES
        stage = _STAGE if is_long else step.stage
        return replace(step, stage=stage, searchable=self._searchable_pages)

    def add(self, page: PageText) -> Generator[Progress]:
        """Take the next page. Raises NotFoundError if the document was deleted in between."""
        if page.total < _MIN_PAGES:
            return
        self._stretches.add(page)
        here = Progress(name=self._upload.name, stage=_STAGE, done=page.number, total=page.total)
        if self._stretches.is_due:
            chunks = self._stretches.settle()
            for _ in self._embed(self._stretches.part(0), chunks):
                yield self.with_pages(here)
            self._waiting += chunks
            self._show(page.total)
        yield self.with_pages(here)

    def embed_rest(self, document: Document) -> Generator[Progress, None, tuple[Chunk, ...]]:
        """Split the whole document, and embed the chunks that have no vector yet."""
        chunks = self._splitter.split(document)
        rest = [each for each in chunks if _key(each) not in self._vectors]
        before = len(chunks) - len(rest)
        for step in self._embed(document, rest):
            yield self.with_pages(replace(step, done=step.done + before, total=len(chunks)))
        return chunks

    def vectors_of(self, chunks: Sequence[Chunk]) -> Vectors:
        """Return the vectors (n, d) of embedded chunks."""
        nothing = np.empty((0, self._deps.embedder.dimension), dtype=np.float32)
        return np.stack([self._vectors[_key(each)] for each in chunks]) if chunks else nothing

    def complete(self, document: Document, chunks: Sequence[Chunk], *, reason: str) -> None:
        """Replace the first pages by the whole document in one step. Raises as `add` does."""
        deps = self._deps
        final = {each.id: each for each in chunks}
        gone = [id_ for id_, each in self._shown.items() if final.get(id_) != each]
        new = [each for each in chunks if self._shown.get(each.id) != each]
        vectors = self.vectors_of(new)
        deps.vectors.upsert(self._collection, vectors)
        removed = deps.catalogue.ingest.complete(
            document,
            new,
            vectors,
            collection=self._collection,
            title=title(document.name),
            reason=reason,
            gone=gone,
        )
        self._shown.clear()
        deps.vectors.delete(self._collection, removed)

    def discard(self) -> None:
        """Remove the searchable pages, unless the document is complete."""
        if self._shown:
            removed = self._deps.catalogue.ingest.discard_unfinished(self.document_id)
            for collection, vector_ids in removed.items():
                self._deps.vectors.delete(collection, vector_ids)
            self._shown.clear()

    def _embed(self, document: Document, chunks: Sequence[Chunk]) -> Generator[Progress]:
        vectors = yield from embed(self._deps.embedder, document, chunks)
        self._vectors.update(zip(map(_key, chunks), vectors, strict=True))

    def _show(self, total: int) -> None:
        """Make the settled pages searchable, where they are enough more than before."""
        pages = self._stretches.whole_pages
        if not self._is_shown or pages < max(1, self._searchable_pages * _GROWTH):
            return
        part = replace(self._stretches.part(pages), sha256=self._sha256)
        new = [each for each in self._waiting if each.end <= len(part.text)]
        if not new:
            return
        self._waiting = self._waiting[len(new) :]
        ingest = self._deps.catalogue.ingest
        reason = f"The first {pages:,} of {total:,} pages can be found; the rest is being read."
        if not self._shown:
            ingest.begin(
                part,
                collection=self._collection,
                data=self._upload.data,
                reason=reason,
                source=self._upload.source,
            )
        vectors = self.vectors_of(new)
        self._shown.update((each.id, each) for each in new)
        self._deps.vectors.upsert(self._collection, vectors)
        name = title(part.name)
        ingest.add_part(part, new, vectors, collection=self._collection, title=name, reason=reason)
        self._searchable_pages = pages


def _key(chunk: Chunk) -> _Key:
    """Return what the vector of a chunk depends on within a document."""
    return chunk.text, chunk.heading
