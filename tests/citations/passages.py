"""Hits to check answers against."""

from collections.abc import Sequence

from components.citations import CheckedSentence, SupportChecker
from components.protocols import Embedder
from components.types import Chunk, Document, Hit


def hit(
    text: str, *, name: str = "handbook.md", heading: tuple[str, ...] = (), before: str = ""
) -> Hit:
    """Return a hit whose chunk is `text`, after `before` in its document."""
    document = Document(id=name, name=name, media_type="text/plain", sha256="", text=before + text)
    start, end = len(before), len(document.text)
    chunk = Chunk(
        id=f"{name}-{start}",
        document_id=name,
        page=1,
        start=start,
        end=end,
        text=document.text[start:end],
        heading=heading,
    )
    return Hit(chunk=chunk, document_name=name, score=1.0, scale="rrf", rank=1)


def check(embedder: Embedder, answer: str, *hits: Hit, question: str = "") -> list[CheckedSentence]:
    """Return the checked sentences of a whole answer."""
    stream = SupportChecker(embedder).begin(hits, question=question)
    return [*stream.feed(answer), *stream.end()]


def pieces(text: str, lengths: Sequence[int]) -> list[str]:
    """Cut a text into pieces of these lengths, and the rest."""
    found: list[str] = []
    for length in lengths:
        found.append(text[:length])
        text = text[length:]
    return [*found, text]
