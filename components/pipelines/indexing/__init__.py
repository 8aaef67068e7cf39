"""Index files, from bytes to searchable documents.

Bytes → Document → Chunks → vectors → catalogue row *pending* → Chroma → row *ready*:

files        one file, from its bytes to a searchable document
web_pages    a web address, fetched and then indexed as a file
renaming     a renamed document, whose passages are embedded behind the new title
growing      a long document, whose first pages can be found while the rest is read
refreshing   collections built with another embedder or splitter, rebuilt
removing     deletion from the catalogue and the vector index
"""

from collections.abc import Generator, Iterable
from contextlib import closing
from itertools import islice

from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.files import FileWork, free_id, store_document
from components.pipelines.indexing.removing import delete, discard
from components.pipelines.indexing.renaming import RetitleWork
from components.pipelines.indexing.splitting import ensure_collection, new_collection
from components.pipelines.indexing.web_pages import PageWork
from components.types import DEFAULT_COLLECTION, Addition, FileReport, Progress, Renamed, WebPage

__all__ = [
    "begin",
    "delete",
    "discard",
    "ensure_collection",
    "free_id",
    "index",
    "new_collection",
    "store_document",
]

_READ_AHEAD = 3
"""Files open at once: one is embedded while the next two are read, each in its own child."""


def begin(deps: Dependencies, item: Addition, collection: str) -> FileWork | PageWork | RetitleWork:
    """Start to read an addition; its `steps()` do the rest."""
    if isinstance(item, WebPage):
        return PageWork(deps, item, collection)
    if isinstance(item, Renamed):
        return RetitleWork(deps, item)
    return FileWork(deps, item, collection)


def index(
    deps: Dependencies, additions: Iterable[Addition], *, collection: str = DEFAULT_COLLECTION
) -> Generator[Progress | FileReport]:
    """Index additions in their order, and yield progress and one report for each.

    The same bytes under the same name are unchanged; new bytes replace the old in one step. A
    file that cannot be read is reported, and leaves a row that says why. Closing the generator
    stops the work, and nothing half indexed stays.
    """
    yield from deps.embedder.prepare()
    ensure_collection(deps, collection)
    waiting = iter(additions)
    open_: list[FileWork | PageWork | RetitleWork] = []
    try:
        while True:
            for item in islice(waiting, _READ_AHEAD - len(open_)):
                open_.append(begin(deps, item, collection))
            if not open_:
                return
            with closing(open_[0].steps()) as steps:
                yield from steps
            del open_[0]
    finally:
        for work in open_:
            work.stop()
