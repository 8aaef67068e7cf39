"""Pages as they are read → chunks, before the last page is read.

    stretches = Stretches(splitter, document_id="…", name="report.pdf")
    for page in pages:
        stretches.add(page)
        if stretches.is_due:
            chunks = stretches.settle()

Most chunks are those into which the whole document will be split. A few depend on the text that
follows, so the caller compares them with the whole document's at the end.
"""

from dataclasses import replace

from components.loaders.content import PAGE_BREAK, join_pages
from components.splitters import StructureSplitter
from components.types import Chunk, Document, PageText, chunk_id

_PAGES = 8
_CHARACTERS = 32_000
"""Split after so many of either: about one batch for the embedder."""
_MAX_PAGES_AGAIN = 32
"""Settled pages to split again, to find out how the next ones begin."""


class Stretches:
    """The pages of one document so far. Offsets point into its text, which grows at the end."""

    def __init__(self, splitter: StructureSplitter, *, document_id: str, name: str) -> None:
        self._splitter = splitter
        self._id = document_id
        self._name = name
        self._media_type = ""
        self._texts: list[str] = []
        self._starts: list[int] = []
        self._length = 0
        self._split_pages = 0
        self._split_length = 0
        self._first = 0
        """Page, from 0, at which the next stretch is split: a chunk starts there."""
        self._heading: tuple[str, ...] = ()
        """Headings above that page."""
        self._settled = 0
        """Offset at which the last settled chunk ends."""
        self.whole_pages = 0
        """Number of first pages that are settled completely."""

    def add(self, page: PageText) -> None:
        """Append the next page."""
        self._media_type = page.media_type
        self._texts.append(page.text)
        self._starts.append(self._length)
        self._length += len(page.text) + len(PAGE_BREAK)

    @property
    def is_due(self) -> bool:
        """True when there is enough new text to be worth splitting."""
        return (
            len(self._texts) - self._split_pages >= _PAGES
            or self._length - self._split_length >= _CHARACTERS
        )

    def settle(self) -> list[Chunk]:
        """Return the chunks that became final since the last call, in reading order.

        Chunks on the last page wait for the next one, where their sentence may continue.
        """
        self._split_pages, self._split_length = len(self._texts), self._length
        found = self._split()
        last = self._starts[-1]
        fresh = [each for each in found if each.start >= self._settled and each.end <= last]
        if fresh:
            self._settled = fresh[-1].end
        waiting = next((each.start for each in found if each.start >= self._settled), last)
        self.whole_pages = sum(start <= min(waiting, last) for start in self._starts) - 1
        self._move_on(found)
        return fresh

    def part(self, pages: int) -> Document:
        """Return the document up to and including page `pages`."""
        return self._document(0, pages)

    def _split(self) -> list[Chunk]:
        offset = self._starts[self._first]
        return [
            replace(
                each,
                id=chunk_id(self._id, each.start + offset, each.end + offset),
                start=each.start + offset,
                end=each.end + offset,
                page=None if each.page is None else each.page + self._first,
                heading=each.heading or self._heading,
            )
            for each in self._splitter.split(self._document(self._first, len(self._texts)))
        ]

    def _move_on(self, found: list[Chunk]) -> None:
        """Start the next stretch as late as possible without changing its chunks."""
        headings = {each.start: each.heading for each in found}
        for page in range(self.whole_pages, self._first, -1):
            text = self._texts[page]
            beginning = self._starts[page] + len(text) - len(text.lstrip())
            if beginning in headings:
                self._first, self._heading = page, headings[beginning]
                return
        if self.whole_pages - self._first > _MAX_PAGES_AGAIN:
            self._first = self.whole_pages

    def _document(self, first: int, end: int) -> Document:
        text, pages = join_pages(self._texts[first:end])
        return Document(
            id=self._id,
            name=self._name,
            media_type=self._media_type,
            sha256="",
            text=text,
            pages=pages,
        )
