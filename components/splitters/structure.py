"""Split along the document's own structure: headings, then paragraphs, then sentences.

    splitter = StructureSplitter(count_tokens=embedder.count_tokens, tokens=120)
    chunks = splitter.split(document)

A chunk never crosses a page (unless a sentence does) and never ends inside a sentence, unless that
sentence alone is longer than a chunk may be.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise, takewhile

from langchain_text_splitters import RecursiveCharacterTextSplitter

from components.text.sentences import blocks, sentences
from components.types import Chunk, Document, blocks_within, chunk_id

TokenCounter = Callable[[Sequence[str]], list[int]]

# Media types (or their beginnings) whose text is Markdown, because their loaders write it.
_MARKDOWN_TYPES = (
    "text/markdown",
    "text/html",
    "application/epub+zip",
    "application/vnd.",
    "application/x-ipynb+json",
    "multipart/related",
)
_MAX_TITLE_CHARACTERS = 120
# LangChain counts each part of a long sentence twice, and most are words that come again.
_CACHED_COUNTS = 10_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence or a row, the smallest part of a chunk."""

    start: int
    end: int
    heading: tuple[str, ...]
    opens_block: bool
    is_heading: bool
    tokens: int = 0


class StructureSplitter:
    """Splits by headings, paragraphs and sentences, sized in the embedder's own tokens."""

    def __init__(self, *, count_tokens: TokenCounter, tokens: int) -> None:
        """`tokens` is the most that a chunk may hold, not counting its heading path."""
        self._count_tokens = count_tokens
        self._tokens = tokens

        @lru_cache(maxsize=_CACHED_COUNTS)
        def length(text: str) -> int:
            # LangChain would repeat parts of no tokens as overlap.
            return max(1, count_tokens([text])[0])

        self._long_splitter = RecursiveCharacterTextSplitter(
            chunk_size=tokens,
            chunk_overlap=0,
            length_function=length,
            separators=["\n", "; ", ", ", " ", ""],
            keep_separator=True,
            strip_whitespace=False,
        )

    @staticmethod
    def tokens_of(name: str) -> int:
        """Return the `tokens` of the splitter with this name."""
        return int(name.rpartition("-")[2])

    @property
    def name(self) -> str:
        """`structure-` and the most tokens of a chunk; part of the collection's fingerprint."""
        return f"structure-{self._tokens}"

    def split(self, document: Document) -> tuple[Chunk, ...]:
        """Return the chunks in reading order; none for a document of white space."""
        pieces = list(self._pieces(document))
        borders: list[int] = []
        tokens = 0
        for index, piece in enumerate(pieces):
            if index == 0 or self._starts_chunk(document, pieces, index, tokens):
                borders.append(index)
                tokens = 0
            tokens += piece.tokens
        return tuple(
            _chunk(document, pieces[first], pieces[last - 1])
            for first, last in pairwise((*borders, len(pieces)))
        )

    def _pieces(self, document: Document) -> Iterator[_Piece]:
        text = document.text
        uncounted = list(_sentences(document))
        counts = self._count_tokens([text[each.start : each.end] for each in uncounted])
        for piece, tokens in zip(uncounted, counts, strict=True):
            if tokens <= self._tokens:
                yield replace(piece, tokens=tokens)
            else:
                yield from self._cut(text, piece)

    def _cut(self, text: str, piece: _Piece) -> Iterator[_Piece]:
        """Cut an overlong sentence; its parts join back to it exactly, so lengths give spans."""
        position, opens_block = piece.start, piece.opens_block
        for part in self._long_splitter.split_text(text[piece.start : piece.end]):
            if stripped := part.strip():
                start = position + part.index(stripped)
                yield replace(
                    piece,
                    start=start,
                    end=start + len(stripped),
                    opens_block=opens_block,
                    tokens=self._count_tokens([stripped])[0],
                )
                opens_block = False
            position += len(part)

    def _starts_chunk(
        self, document: Document, pieces: list[_Piece], index: int, tokens: int
    ) -> bool:
        """Tell whether a piece starts a new chunk, after one of `tokens` before it."""
        piece, last = pieces[index], pieces[index - 1]
        if tokens + piece.tokens > self._tokens:
            return True
        if document.page_at(piece.start) != document.page_at(last.end - 1):
            return True
        if last.is_heading:
            return False
        if piece.is_heading:
            # A short section is kept with the next one: alone it would say too little.
            return tokens >= self._tokens // 3
        if not piece.opens_block or tokens < self._tokens // 2:
            return False
        rest = takewhile(lambda each: not each.opens_block, islice(pieces, index + 1, None))
        return tokens + piece.tokens + sum(each.tokens for each in rest) > self._tokens


def _sentences(document: Document) -> Iterator[_Piece]:
    """Yield sentences, rows and headings, whose tokens are not counted yet."""
    text = document.text
    markdown = document.media_type.startswith(_MARKDOWN_TYPES)
    path: list[tuple[int, str]] = []
    found = document.blocks or blocks(text, markdown=markdown, breaks=document.pages)
    for block in found:
        is_heading = block.kind == "heading"
        if is_heading:
            path = [each for each in path if each[0] < block.level]
            path.append((block.level, _title(text[block.start : block.end])))
        heading = tuple(title for _, title in path)
        spans = [(block.start, block.end)]
        if block.kind in ("paragraph", "list item"):
            spans = sentences(text, block.start, block.end)
        for number, (start, end) in enumerate(spans):
            yield _Piece(start, end, heading, number == 0, is_heading)


def _chunk(document: Document, first: _Piece, last: _Piece) -> Chunk:
    start, end = first.start, last.end
    return Chunk(
        id=chunk_id(document.id, start, end),
        document_id=document.id,
        page=document.page_at(start),
        start=start,
        end=end,
        text=document.text[start:end],
        heading=first.heading,
        blocks=blocks_within(document.blocks, start, end),
    )


def _title(line: str) -> str:
    """Return a heading's words, without Markdown's marks, on one line."""
    return " ".join(line.strip().strip("#*_ ").split())[:_MAX_TITLE_CHARACTERS]
