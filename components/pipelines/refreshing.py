"""Collections built with another embedder or splitter → built anew with those wanted now."""

from collections.abc import Generator
from dataclasses import replace

from components.errors import NotFoundError
from components.pipelines.dependencies import Dependencies
from components.pipelines.embedding import embed
from components.pipelines.splitting import splitter_for
from components.stores.ingest import Rebuilt
from components.text.context import title
from components.types import Collection, DocumentRow, Progress

_SHARES = 100
"""Dependencies of a document in which progress is counted."""


def refresh(deps: Dependencies) -> Generator[Progress]:
    """Split and embed anew whatever was indexed with other settings; progress by collection.

    A collection changes in one step, after all of it has been embedded: until then the old
    passages serve it, by keywords alone where their embedder is not at hand any more. One that is
    asked for something else meanwhile begins again.
    """
    if deps.catalogue.collections.all():
        # First of all: one that cannot be loaded is another from here on.
        yield from deps.embedder.prepare()
    while wanted := next(_stale(deps), None):
        yield from _rebuild(deps, wanted)


def _stale(deps: Dependencies) -> Generator[Collection]:
    for collection in deps.catalogue.collections.all():
        wanted = _wanted(deps, collection)
        if collection != wanted:
            yield wanted


def _wanted(deps: Dependencies, collection: Collection) -> Collection:
    return replace(
        collection,
        embedder=deps.embedder.name,
        dimension=deps.embedder.dimension,
        splitter=splitter_for(deps, collection).name,
    )


def _rebuild(deps: Dependencies, wanted: Collection) -> Generator[Progress]:
    """All of a collection, or nothing where it was asked for something else meanwhile."""
    yield from deps.embedder.prepare()
    rebuilt: dict[str, Rebuilt] = {}
    while True:
        for number, row in enumerate(rows := _ready(deps, wanted.name)):
            known = deps.catalogue.collections.get(wanted.name)
            if known is None or _wanted(deps, known) != wanted or known == wanted:
                return
            if row.id in rebuilt:
                continue
            stage = f"indexing again, document {number + 1} of {len(rows)}"
            for share in _rebuild_document(deps, wanted, row.id, rebuilt):
                done = number * _SHARES + share
                yield Progress(name=wanted.name, stage=stage, done=done, total=len(rows) * _SHARES)
        if deps.catalogue.ingest.rebuild(wanted, rebuilt):
            break
    deps.vectors.rebuild(wanted.name)


def _ready(deps: Dependencies, collection: str) -> list[DocumentRow]:
    rows = deps.catalogue.documents.rows(collection)
    return [row for row in rows if row.status == "ready"]


def _rebuild_document(
    deps: Dependencies, collection: Collection, document_id: str, rebuilt: dict[str, Rebuilt]
) -> Generator[int]:
    """How much of it is done, in `_SHARES`."""
    yield 0
    try:
        document = deps.catalogue.documents.get(document_id)
    except NotFoundError:  # deleted meanwhile
        return
    chunks = splitter_for(deps, collection).split(document)
    steps = embed(deps.embedder, document, chunks)
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            rebuilt[document_id] = (title(document.name), chunks, end.value)
            return
        yield step.done * _SHARES // step.total
