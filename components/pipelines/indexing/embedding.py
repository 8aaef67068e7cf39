"""Chunks → vectors, each chunk read behind its document's title and its headings."""

from collections.abc import Generator, Sequence

import numpy as np

from components.protocols import Embedder, Vectors
from components.text.context import heading_path
from components.types import Chunk, Document, Progress

_BATCH = 64
"""Chunks between two progress reports, about a third of a second apart."""
_MAX_CONTEXT_TOKENS = 80
_SPECIAL_TOKENS = 4
"""Room for what the embedder adds to a text, and for the line end after the context."""


def embed(
    embedder: Embedder, document: Document, chunks: Sequence[Chunk]
) -> Generator[Progress, None, Vectors]:
    """Return the chunks' vectors (n, d), yielding progress."""
    texts = passage_texts(embedder, document, chunks)
    batches = [np.empty((0, embedder.dimension), dtype=np.float32)]
    for first in range(0, len(texts), _BATCH):
        yield Progress(name=document.name, stage="embedding", done=first, total=len(texts))
        batches.append(embedder.encode(texts[first : first + _BATCH]))
    return np.concatenate(batches)


def passage_texts(embedder: Embedder, document: Document, chunks: Sequence[Chunk]) -> list[str]:
    """Return what the embedder reads of each chunk: its title and headings, then its text."""
    return [f"{context(embedder, document, chunk)}\n{chunk.text}" for chunk in chunks]


def context(embedder: Embedder, document: Document, chunk: Chunk) -> str:
    """Return "title › heading › heading", with as many of the inner headings as fit."""
    path = heading_path(document.name, chunk.heading, chunk.text)
    room = context_tokens(embedder)
    while embedder.count_tokens([" › ".join(path)])[0] > room:
        if len(path) == 1:
            return ""
        del path[1]
    return " › ".join(path)


def context_tokens(embedder: Embedder) -> int:
    """Return the room for a chunk's context: at most a third of what the embedder reads."""
    return min(_MAX_CONTEXT_TOKENS, embedder.max_tokens // 3)


def passage_room(embedder: Embedder) -> int:
    """Return the most tokens of a chunk that the embedder reads in full behind its context."""
    return max(1, embedder.max_tokens - context_tokens(embedder) - _SPECIAL_TOKENS)
