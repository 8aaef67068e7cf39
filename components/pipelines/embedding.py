"""Chunks → vectors, with what stands above a chunk put in front of it."""

import re
from collections.abc import Generator, Sequence

import numpy as np

from components.protocols import Embedder, Vectors
from components.types import Chunk, Document, Progress

_AT_ONCE = 64
"""Chunks between two reports of progress; about a third of a second."""
_CONTEXT_TOKENS = 80


def embed(
    embedder: Embedder, document: Document, chunks: Sequence[Chunk]
) -> Generator[Progress, None, Vectors]:
    """Vectors (n, d) of the chunks, each read behind its document's title and headings."""
    texts = [f"{context(embedder, document, chunk)}\n{chunk.text}" for chunk in chunks]
    parts = [np.empty((0, embedder.dimension), dtype=np.float32)]
    for first in range(0, len(texts), _AT_ONCE):
        yield Progress(name=document.name, stage="embedding", done=first, total=len(texts))
        parts.append(embedder.encode(texts[first : first + _AT_ONCE]))
    return np.concatenate(parts)


def context(embedder: Embedder, document: Document, chunk: Chunk) -> str:
    """Title › heading › heading: as many of the inner headings as fit in the room for them."""
    above = [title(document.name), *(each for each in chunk.heading if each not in chunk.text)]
    counts = embedder.count_tokens(above)
    while len(above) > 1 and sum(counts) > _CONTEXT_TOKENS:
        del above[1], counts[1]
    return " › ".join(above) if sum(counts) <= _CONTEXT_TOKENS else ""


def title(name: str) -> str:
    """A file's name as words.

    >>> title("Annual_Report-2024.pdf")
    'Annual Report 2024'
    """
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}$", "", name)
    return " ".join(re.split(r"[\W_]+", stem)).strip()
