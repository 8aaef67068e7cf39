"""Names of documents: a free one for a new page; new vectors for a document with a new name."""

from collections.abc import Generator
from itertools import count
from pathlib import PurePosixPath

from components.errors import NotFoundError
from components.pipelines.dependencies import Dependencies
from components.pipelines.embedding import embed
from components.text.context import title
from components.types import FileReport, Progress, Renamed


def free_name(deps: Dependencies, name: str, collection: str) -> str:
    """`name`, or `name (2)`: two pages of the same title are two documents."""
    for number in count(1):
        free = numbered(name, number)
        if not deps.catalogue.documents.rows(collection, name=free):
            break
    return free


def numbered(name: str, number: int) -> str:
    """The name of the `number`-th of those that are called alike, from 1.

    >>> numbered("a/b.txt", 1), numbered("a/b.txt", 2), numbered("...", 2)
    ('a/b.txt', 'a/b (2).txt', '... (2)')
    """
    if number == 1:
        return name
    suffix = PurePosixPath(name).suffix
    return f"{name.removesuffix(suffix)} ({number}){suffix}"


class Retitling:
    """A renamed document, whose chunks are embedded anew behind its new title."""

    def __init__(self, deps: Dependencies, renamed: Renamed) -> None:
        self._deps = deps
        self._id = renamed.document_id

    def stop(self) -> None:
        """Nothing has begun before its turn."""

    def index(self) -> Generator[Progress | FileReport]:
        """Progress, then the report; the old title goes on serving until the new one is there."""
        deps = self._deps
        try:
            document = deps.catalogue.documents.get(self._id)
        except NotFoundError as error:
            yield FileReport(name="The document", status="failed", reason=str(error))
            return
        chunks = deps.catalogue.chunks.of_document(self._id)
        vectors = yield from embed(deps.embedder, document, chunks)
        words = title(document.name)
        retitled = deps.catalogue.ingest.retitle(self._id, words, chunks, vectors)
        if retitled is not None:
            collection, old_vectors = retitled
            deps.vectors.upsert(collection, vectors)
            deps.vectors.delete(collection, old_vectors)
        yield FileReport(
            name=document.name,
            status="renamed",
            pages=len(document.pages) or None,
            chunks=len(chunks),
        )
