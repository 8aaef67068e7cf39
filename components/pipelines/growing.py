"""A long document while it is being read: its pages are embedded as they come, and the first of
them can be found before the last is there.
"""

from collections.abc import Generator, Sequence
from dataclasses import replace

import numpy as np

from components.pipelines.dependencies import Dependencies
from components.pipelines.embedding import embed
from components.pipelines.splitting import splitter_for
from components.pipelines.stretches import Stretches
from components.protocols import Vectors
from components.text.context import title
from components.types import Chunk, Document, PageText, Progress, Upload

_LONG = 40
"""Pages. A shorter document is read in seconds, and stored when it is whole."""
_GROWTH = 1.25
"""Times the pages that are found already: when so many more are there, they are found too. Each
time the whole text so far is written, so this keeps that in proportion to the document."""

_STAGE = "reading and indexing"

_Key = tuple[str, tuple[str, ...]]


class Growing:
    """Takes pages in order, then the whole document, which decides: what was embedded of a chunk
    that it does not have, under that heading, is dropped. What is found meanwhile is a beginning
    of the text that will be, so that a place in it stays where it is.
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
        """`is_shown`: whether its first pages are to be found; not where another of its name is."""
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
        self._searchable = 0

    @property
    def has_part(self) -> bool:
        """Whether its first pages can be found, so that there is something to discard."""
        return bool(self._shown)

    def at(self, step: Progress) -> Progress:
        """A step with what can be found already."""
        is_long = step.stage == "reading" and step.total >= _LONG
        stage = _STAGE if is_long else step.stage
        return replace(step, stage=stage, searchable=self._searchable)

    def take(self, page: PageText) -> Generator[Progress]:
        """The next page. Raises NotFoundError where the document was deleted meanwhile."""
        if page.total < _LONG:
            return
        self._stretches.add(page)
        here = Progress(
            name=self._upload.name,
            stage=_STAGE,
            done=page.number,
            total=page.total,
        )
        if self._stretches.is_due:
            chunks = self._stretches.settle()
            for _ in self._embed(self._stretches.part(0), chunks):
                yield self.at(here)
            self._waiting += chunks
            self._show(page.total)
        yield self.at(here)

    def embed_rest(self, document: Document) -> Generator[Progress, None, tuple[Chunk, ...]]:
        """Split the whole document, and embed what of it is not embedded yet."""
        chunks = self._splitter.split(document)
        rest = [each for each in chunks if _key(each) not in self._vectors]
        before = len(chunks) - len(rest)
        for step in self._embed(document, rest):
            yield self.at(replace(step, done=step.done + before, total=len(chunks)))
        return chunks

    def vectors_of(self, chunks: Sequence[Chunk]) -> Vectors:
        """Of chunks that have been embedded; shape (n, d)."""
        nothing = np.empty((0, self._deps.embedder.dimension), dtype=np.float32)
        return np.stack([self._vectors[_key(each)] for each in chunks]) if chunks else nothing

    def complete(self, document: Document, chunks: Sequence[Chunk], *, reason: str) -> None:
        """Put the whole in the place of its first pages, in one step.

        Raises NotFoundError as `take`.
        """
        deps = self._deps
        wanted = {each.id: each for each in chunks}
        gone = [id_ for id_, each in self._shown.items() if wanted.get(id_) != each]
        fresh = [each for each in chunks if self._shown.get(each.id) != each]
        vectors = self.vectors_of(fresh)
        deps.vectors.upsert(self._collection, vectors)
        removed = deps.catalogue.ingest.complete(
            document,
            fresh,
            vectors,
            collection=self._collection,
            title=title(document.name),
            reason=reason,
            gone=gone,
        )
        self._shown.clear()
        deps.vectors.delete(self._collection, removed)

    def discard(self) -> None:
        """Take out what could be found of it."""
        if self._shown:
            for collection, removed in self._deps.catalogue.ingest.discard_unfinished().items():
                self._deps.vectors.delete(collection, removed)
            self._shown.clear()

    def _embed(self, document: Document, chunks: Sequence[Chunk]) -> Generator[Progress]:
        vectors = yield from embed(self._deps.embedder, document, chunks)
        self._vectors.update(zip(map(_key, chunks), vectors, strict=True))

    def _show(self, total: int) -> None:
        """Let what is settled be found, where that is enough more than before."""
        pages = self._stretches.whole_pages
        if not self._is_shown or pages < max(1, self._searchable * _GROWTH):
            return
        part = replace(self._stretches.part(pages), sha256=self._sha256)
        fresh = [each for each in self._waiting if each.end <= len(part.text)]
        if not fresh:
            return
        self._waiting = self._waiting[len(fresh) :]
        catalogue = self._deps.catalogue
        reason = f"The first {pages:,} of {total:,} pages can be found; the rest is being read."
        if not self._shown:
            catalogue.ingest.begin(
                part,
                collection=self._collection,
                data=self._upload.data,
                reason=reason,
                source=self._upload.source,
            )
        vectors = self.vectors_of(fresh)
        self._shown.update((each.id, each) for each in fresh)
        self._deps.vectors.upsert(self._collection, vectors)
        catalogue.ingest.add_part(
            part,
            fresh,
            vectors,
            collection=self._collection,
            title=title(part.name),
            reason=reason,
        )
        self._searchable = pages


def _key(chunk: Chunk) -> _Key:
    """What an embedding of a chunk of one document depends on."""
    return chunk.text, chunk.heading
