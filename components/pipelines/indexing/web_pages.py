"""A web address, fetched and then indexed as a file named by the page's title."""

from collections.abc import Generator
from dataclasses import replace
from itertools import count
from pathlib import PurePosixPath

from components.background.prefetch import Prefetch
from components.errors import LoadError
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.files import FileWork
from components.pipelines.indexing.removing import discard
from components.pipelines.indexing.splitting import ensure_collection
from components.types import FileReport, Progress, Upload, WebPage


class PageWork:
    """A web page being indexed; fetching starts when the object is made."""

    def __init__(self, deps: Dependencies, page: WebPage, collection: str) -> None:
        self._deps = deps
        self._page = page
        self._collection = collection
        self._fetching = Prefetch(lambda: deps.web.fetch(page))
        self._file: FileWork | None = None

    def stop(self) -> None:
        """Stop fetching or reading."""
        self._fetching.stop()
        if self._file:
            self._file.stop()

    def steps(self) -> Generator[Progress | FileReport]:
        """Yield progress, then the report."""
        yield from self._deps.embedder.prepare()
        ensure_collection(self._deps, self._collection)
        address = self._page.address
        earlier = self._deps.catalogue.documents.from_address(address, collection=self._collection)
        upload: Upload | None = None
        try:
            for item in self._fetching.items():
                if isinstance(item, Upload):
                    upload = item
                else:
                    yield item
        except LoadError as error:
            empty = Upload(name=earlier.name if earlier else address, data=b"", source=address)
            yield FileWork(self._deps, empty, self._collection).fail(error)
            return
        assert upload is not None  # noqa: S101  (a fetcher ends with the bytes or an error)
        if earlier and earlier.status == "failed" and earlier.name == address:
            discard(self._deps, [earlier.id])  # it has a title now
            earlier = None
        name = earlier.name if earlier else free_name(self._deps, upload.name, self._collection)
        self._file = FileWork(self._deps, replace(upload, name=name), self._collection)
        yield from self._file.steps()


def free_name(deps: Dependencies, name: str, collection: str) -> str:
    """Return the name, numbered if it is taken: two pages of one title are two documents."""
    return next(
        free
        for number in count(1)
        if not deps.catalogue.documents.rows(collection, name=(free := numbered(name, number)))
    )


def numbered(name: str, number: int) -> str:
    """Return the name of the `number`-th document called `name`, from 1.

    >>> numbered("a/b.txt", 1), numbered("a/b.txt", 2), numbered("...", 2)
    ('a/b.txt', 'a/b (2).txt', '... (2)')
    """
    if number == 1:
        return name
    suffix = PurePosixPath(name).suffix
    return f"{name.removesuffix(suffix)} ({number}){suffix}"
