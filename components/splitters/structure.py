"""Chunks along the document's own structure: headings, then paragraphs, then sentences.

    splitter = StructureSplitter(count_tokens=embedder.count_tokens, tokens=120)
    chunks = splitter.split(document)

A chunk never crosses a page (save where a sentence does) and never ends inside a sentence,
unless one alone is longer than a chunk may be.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from langchain_text_splitters import RecursiveCharacterTextSplitter

from components.text.sentences import blocks, sentences
from components.types import Chunk, Document, chunk_id

TokenCounter = Callable[[Sequence[str]], list[int]]

_WITH_HEADINGS = (
    "text/markdown",
    "text/html",
    "application/epub+zip",
    "application/vnd.",
    "application/x-ipynb+json",
    "multipart/related",
)
"""Media types (or their beginnings) whose text is Markdown, as their loaders write it."""
_COUNTED = 10_000
"""Parts of long sentences whose tokens are remembered: LangChain asks for each of them twice, and
they are mostly words that come again."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence or a row: the smallest thing a chunk is made of."""

    start: int
    end: int
    tokens: int
    heading: tuple[str, ...]
    opens_block: bool
    is_heading: bool


@dataclass(slots=True)
class _Draft:
    pieces: list[_Piece] = field(default_factory=list)
    tokens: int = 0

    def add(self, piece: _Piece) -> None:
        self.pieces.append(piece)
        self.tokens += piece.tokens


class StructureSplitter:
    """Splits by headings, paragraphs and sentences, sized in the embedder's own tokens."""

    def __init__(self, *, count_tokens: TokenCounter, tokens: int) -> None:
        """`tokens`: the most a chunk may hold, its heading path not counted."""
        self._count_tokens = count_tokens
        self._tokens = tokens

        @lru_cache(maxsize=_COUNTED)
        def length(text: str) -> int:
            # At least one: of parts that count for nothing LangChain repeats some as overlap.
            return max(1, count_tokens([text])[0])

        self._long = RecursiveCharacterTextSplitter(
            chunk_size=tokens,
            chunk_overlap=0,
            length_function=length,
            separators=["\n", "; ", ", ", " ", ""],
            keep_separator=True,
            strip_whitespace=False,
        )

    @staticmethod
    def tokens_of(name: str) -> int:
        """The tokens of a chunk that a splitter of this name was set to."""
        return int(name.rpartition("-")[2])

    @property
    def name(self) -> str:
        """`structure-` and the tokens of a chunk; part of the collection's fingerprint."""
        return f"structure-{self._tokens}"

    def split(self, document: Document) -> tuple[Chunk, ...]:
        """Chunks in reading order, with their heading paths; none where all is white space."""
        drafts = self._pack(document, self._pieces(document))
        return tuple(_chunk(document, draft) for draft in drafts)

    def _pieces(self, document: Document) -> list[_Piece]:
        text = document.text
        markdown = document.media_type.startswith(_WITH_HEADINGS)
        path: list[tuple[int, str]] = []
        spans: list[tuple[int, int, tuple[str, ...], bool, bool]] = []
        for block in blocks(text, markdown=markdown, breaks=document.pages):
            is_heading = block.kind == "heading"
            if is_heading:
                path = [each for each in path if each[0] < block.level]
                path.append((block.level, _title(text[block.start : block.end])))
            heading = tuple(title for _, title in path)
            inside = (
                [(block.start, block.end)]
                if block.kind in ("heading", "row")
                else sentences(text, block.start, block.end)
            )
            for number, (start, end) in enumerate(inside):
                spans.append((start, end, heading, number == 0, is_heading))
        counts = self._count_tokens([text[start:end] for start, end, *_ in spans])
        pieces: list[_Piece] = []
        for (start, end, heading, opens_block, is_heading), tokens in zip(
            spans, counts, strict=True
        ):
            parts = (
                [(start, end, tokens)] if tokens <= self._tokens else self._cut(text, start, end)
            )
            for number, (part_start, part_end, part_tokens) in enumerate(parts):
                pieces.append(
                    _Piece(
                        part_start,
                        part_end,
                        part_tokens,
                        heading,
                        opens_block and number == 0,
                        is_heading,
                    )
                )
        return pieces

    def _cut(self, text: str, start: int, end: int) -> list[tuple[int, int, int]]:
        """Parts of one overlong sentence. They join back to it exactly, so lengths give spans."""
        parts: list[tuple[int, int, int]] = []
        position = start
        for part in self._long.split_text(text[start:end]):
            stripped = part.strip()
            if stripped:
                at = position + part.index(stripped)
                parts.append((at, at + len(stripped), self._count_tokens([stripped])[0]))
            position += len(part)
        return parts

    def _pack(self, document: Document, pieces: list[_Piece]) -> Iterator[_Draft]:
        draft = _Draft()
        for index, piece in enumerate(pieces):
            if draft.pieces and self._ends_before(document, draft, pieces, index):
                yield draft
                draft = _Draft()
            draft.add(piece)
        if draft.pieces:
            yield draft

    def _ends_before(
        self, document: Document, draft: _Draft, pieces: list[_Piece], index: int
    ) -> bool:
        piece, last = pieces[index], draft.pieces[-1]
        if draft.tokens + piece.tokens > self._tokens:
            return True
        if document.page_at(piece.start) != document.page_at(last.end - 1):
            return True
        if last.is_heading:
            return False
        if piece.is_heading:
            # A short section is kept with the next one: alone it would say too little.
            return draft.tokens >= self._tokens // 3
        if piece.opens_block and draft.tokens >= self._tokens // 2:
            return draft.tokens + _block_tokens(pieces, index) > self._tokens
        return False


def _block_tokens(pieces: list[_Piece], index: int) -> int:
    total = pieces[index].tokens
    for piece in pieces[index + 1 :]:
        if piece.opens_block:
            break
        total += piece.tokens
    return total


def _chunk(document: Document, draft: _Draft) -> Chunk:
    start, end = draft.pieces[0].start, draft.pieces[-1].end
    return Chunk(
        id=chunk_id(document.id, start, end),
        document_id=document.id,
        page=document.page_at(start),
        start=start,
        end=end,
        text=document.text[start:end],
        heading=draft.pieces[0].heading,
    )


def _title(line: str) -> str:
    """A heading's words, without Markdown's marks, on one line."""
    return " ".join(line.strip().strip("#*_ ").split())[:120]
