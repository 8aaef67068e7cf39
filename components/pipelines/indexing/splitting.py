"""The passage size of a collection, and the splitter that keeps to it."""

from dataclasses import replace

from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.embedding import passage_room
from components.splitters import StructureSplitter
from components.types import Chunk, Collection, Document

USUAL_TOKENS = 100
"""Default passage size, where the embedder reads as much."""
SMALLEST_TOKENS = 40
"""Fewer seldom hold a sentence."""


def ensure_collection(deps: Dependencies, name: str) -> None:
    """Create the collection unless it exists."""
    if deps.catalogue.collections.get(name) is None:
        deps.catalogue.collections.put(new_collection(deps, name))


def new_collection(deps: Dependencies, name: str) -> Collection:
    """Return a collection to be indexed with the embedder and splitter in use."""
    return Collection(
        name=name,
        embedder=deps.embedder.name,
        dimension=deps.embedder.dimension,
        splitter=splitter_for(deps, None).name,
    )


def passage_tokens(deps: Dependencies, collection: Collection | None) -> int:
    """Return the most tokens of a passage: the collection's choice, if the embedder reads it."""
    chosen = collection.passage_tokens if collection else None
    return min(chosen or USUAL_TOKENS, passage_room(deps.embedder))


def splitter_for(deps: Dependencies, collection: Collection | None) -> StructureSplitter:
    """Return the splitter of a collection's documents; None stands for a new collection."""
    return deps.splitter_of_size(passage_tokens(deps, collection))


def built_tokens(collection: Collection) -> int:
    """Return the most tokens of a passage with which the collection is indexed now."""
    return StructureSplitter.tokens_of(collection.splitter)


def is_resizing(deps: Dependencies, collection: Collection) -> bool:
    """Return whether a refresh has to change the size of the collection's passages."""
    return passage_tokens(deps, collection) != built_tokens(collection)


def split(
    deps: Dependencies, document: Document, *, tokens: int, span: tuple[int, int] | None = None
) -> tuple[Chunk, ...]:
    """Preview a document, or a span of it, in passages of another size."""
    splitter = deps.splitter_of_size(tokens)
    if span is None:
        return splitter.split(document)
    start, end = span
    excerpt = replace(document, text=document.text[start:end], pages=())
    return tuple(
        replace(
            chunk,
            start=chunk.start + start,
            end=chunk.end + start,
            page=document.page_at(chunk.start + start),
        )
        for chunk in splitter.split(excerpt)
    )
