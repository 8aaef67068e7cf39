"""Chunks → vectors, with what stands above a chunk put in front of it."""

from collections.abc import Generator, Sequence

import numpy as np

from components.protocols import Embedder, Vectors
from components.text.context import above
from components.types import Chunk, Document, Progress

_AT_ONCE = 64
"""Chunks between two reports of progress; about a third of a second."""
_MOST_CONTEXT = 80  # tokens
_SPECIAL_TOKENS = 4
"""Kept free for what the embedder itself puts around a text, and the line's end after context."""


def embed(
    embedder: Embedder, document: Document, chunks: Sequence[Chunk]
) -> Generator[Progress, None, Vectors]:
    """Vectors (n, d) of the chunks, each read behind its document's title and headings."""
    texts = passage_texts(embedder, document, chunks)
    parts = [np.empty((0, embedder.dimension), dtype=np.float32)]
    for first in range(0, len(texts), _AT_ONCE):
        yield Progress(name=document.name, stage="embedding", done=first, total=len(texts))
        parts.append(embedder.encode(texts[first : first + _AT_ONCE]))
    return np.concatenate(parts)


def passage_texts(embedder: Embedder, document: Document, chunks: Sequence[Chunk]) -> list[str]:
    """Return what the embedder reads of each chunk: its title and headings, then its text."""
    return [f"{context(embedder, document, chunk)}\n{chunk.text}" for chunk in chunks]


def context(embedder: Embedder, document: Document, chunk: Chunk) -> str:
    """Title › heading › heading: as many of the inner headings as fit in the room for them."""
    over = above(document.name, chunk.heading, chunk.text)
    room = context_tokens(embedder)
    while embedder.count_tokens([" › ".join(over)])[0] > room:
        if len(over) == 1:
            return ""
        del over[1]
    return " › ".join(over)


def context_tokens(embedder: Embedder) -> int:
    """Room for what stands above a chunk: at most a third of what the embedder reads."""
    return min(_MOST_CONTEXT, embedder.max_tokens // 3)


def passage_room(embedder: Embedder) -> int:
    """The most tokens a chunk may hold, so that it is read to its end behind its context."""
    return max(1, embedder.max_tokens - context_tokens(embedder) - _SPECIAL_TOKENS)
