"""How large a collection's passages are, and the splitter that makes them so."""

from dataclasses import replace

from components.pipelines.dependencies import Dependencies
from components.pipelines.embedding import passage_room
from components.protocols import Splitter
from components.splitters import StructureSplitter
from components.types import Chunk, Collection, Document

USUAL_TOKENS = 100
"""Of a passage, where the embedder reads enough and nobody has said otherwise."""
SMALLEST_TOKENS = 40
"""Of a passage; below it a sentence seldom fits."""


def passage_tokens(deps: Dependencies, collection: Collection | None) -> int:
    """The most tokens that a passage of the collection may hold; what it wants, where that fits."""
    wanted = collection.passage_tokens if collection else None
    return min(wanted or USUAL_TOKENS, passage_room(deps.embedder))


def splitter_for(deps: Dependencies, collection: Collection | None) -> Splitter:
    """The one that a collection's documents are split by; None stands for a new one."""
    return deps.splitter_of_size(passage_tokens(deps, collection))


def built_tokens(collection: Collection) -> int:
    """The most tokens that a passage of the collection holds as it is indexed now."""
    return StructureSplitter.tokens_of(collection.splitter)


def is_resizing(deps: Dependencies, collection: Collection) -> bool:
    """Whether it wants passages of another size than it has, so that a refresh makes them."""
    return passage_tokens(deps, collection) != built_tokens(collection)


def split(
    deps: Dependencies, document: Document, *, tokens: int, span: tuple[int, int] | None = None
) -> tuple[Chunk, ...]:
    """A document, or a span of it alone, in passages of another size, to look at."""
    splitter = deps.splitter_of_size(tokens)
    if span is None:
        return splitter.split(document)
    start, end = span
    alone = replace(document, text=document.text[start:end], pages=())
    return tuple(
        replace(
            chunk,
            start=chunk.start + start,
            end=chunk.end + start,
            page=document.page_at(chunk.start + start),
        )
        for chunk in splitter.split(alone)
    )
