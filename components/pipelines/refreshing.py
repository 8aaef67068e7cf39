"""Collections built with another embedder or splitter → built anew with those wanted now."""

from collections.abc import Generator
from dataclasses import replace

from components.errors import NotFoundError
from components.parts import Parts
from components.passages import title
from components.pipelines.embedding import embed
from components.pipelines.splitting import splitter_for
from components.stores.catalogue import Rebuilt
from components.types import Collection, DocumentRow, Progress

_SHARES = 100
"""Parts of a document in which progress is counted."""


def refresh(parts: Parts) -> Generator[Progress]:
    """Split and embed anew whatever was indexed with other settings; progress by collection.

    A collection changes in one step, after all of it has been embedded: until then the old
    passages serve it, by keywords alone where their embedder is not at hand any more. One that is
    asked for something else meanwhile begins again.
    """
    if parts.catalogue.collections():
        # First of all: one that cannot be loaded is another from here on.
        yield from parts.embedder.prepare()
    while wanted := next(_stale(parts), None):
        yield from _rebuild(parts, wanted)


def _stale(parts: Parts) -> Generator[Collection]:
    for collection in parts.catalogue.collections():
        wanted = _wanted(parts, collection)
        if collection != wanted:
            yield wanted


def _wanted(parts: Parts, collection: Collection) -> Collection:
    return replace(
        collection,
        embedder=parts.embedder.name,
        dimension=parts.embedder.dimension,
        splitter=splitter_for(parts, collection).name,
    )


def _rebuild(parts: Parts, wanted: Collection) -> Generator[Progress]:
    """All of a collection, or nothing where it was asked for something else meanwhile."""
    yield from parts.embedder.prepare()
    rebuilt: dict[str, Rebuilt] = {}
    while True:
        for number, row in enumerate(rows := _ready(parts, wanted.name)):
            known = parts.catalogue.collection(wanted.name)
            if known is None or _wanted(parts, known) != wanted or known == wanted:
                return
            if row.id in rebuilt:
                continue
            stage = f"indexing again, document {number + 1} of {len(rows)}"
            for share in _rebuild_document(parts, wanted, row.id, rebuilt):
                done = number * _SHARES + share
                yield Progress(name=wanted.name, stage=stage, done=done, total=len(rows) * _SHARES)
        if parts.catalogue.replace_chunks(wanted, rebuilt):
            break
    parts.vectors.rebuild(wanted.name)


def _ready(parts: Parts, collection: str) -> list[DocumentRow]:
    rows = parts.catalogue.documents(collection)
    return [row for row in rows if row.status == "ready"]


def _rebuild_document(
    parts: Parts, collection: Collection, document_id: str, rebuilt: dict[str, Rebuilt]
) -> Generator[int]:
    """How much of it is done, in `_SHARES`."""
    yield 0
    try:
        document = parts.catalogue.document(document_id)
    except NotFoundError:  # deleted meanwhile
        return
    chunks = splitter_for(parts, collection).split(document)
    steps = embed(parts.embedder, document, chunks)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            rebuilt[document_id] = (title(document.name), chunks, end.value)
            return
        yield step.done * _SHARES // step.total
