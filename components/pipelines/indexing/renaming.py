"""A renamed document, whose passages are embedded again behind the new title."""

from collections.abc import Generator

from components.errors import NotFoundError
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.embedding import embed
from components.text.context import title
from components.types import FileReport, Progress, Renamed


class RetitleWork:
    """New keywords and vectors for a renamed document; searches use the old ones until then."""

    def __init__(self, deps: Dependencies, renamed: Renamed) -> None:
        self._deps = deps
        self._id = renamed.document_id

    def stop(self) -> None:
        """Do nothing, because no work runs ahead."""

    def steps(self) -> Generator[Progress | FileReport]:
        """Yield progress, then the report."""
        deps = self._deps
        yield from deps.embedder.prepare()
        try:
            document = deps.catalogue.documents.get(self._id)
        except NotFoundError as error:
            yield FileReport(name="The document", status="failed", reason=str(error))
            return
        chunks = deps.catalogue.chunks.of_document(self._id)
        vectors = yield from embed(deps.embedder, document, chunks)
        name = title(document.name)
        if moved := deps.catalogue.reindexing.retitle(self._id, name, chunks, vectors):
            collection, old_vectors = moved
            deps.vectors.upsert(collection, vectors)
            deps.vectors.delete(collection, old_vectors)
        pages, count = len(document.pages) or None, len(chunks)
        yield FileReport(name=document.name, status="renamed", pages=pages, chunks=count)
