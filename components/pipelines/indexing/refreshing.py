"""Rebuild the collections that were indexed with another embedder or splitter."""

from collections.abc import Generator
from dataclasses import replace

from components.errors import NotFoundError
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.embedding import embed
from components.pipelines.indexing.splitting import splitter_for
from components.stores.reindexing import Rebuilt
from components.text.context import title
from components.types import Collection, Progress

_SHARES = 100
"""Units of progress for each document."""


def refresh(deps: Dependencies) -> Generator[Progress]:
    """Split and embed again every collection that the settings of now would index differently.

    A collection changes in one step, after all of it is embedded; until then searches use the old
    passages (keywords alone where the old embedder is gone). Where its settings change during the
    work, it starts again.
    """
    if deps.catalogue.collections.all():
        # Before the comparison, because an embedder that cannot be loaded falls back to another.
        yield from deps.embedder.prepare()
    while target := next(_outdated(deps), None):
        yield from _rebuild(deps, target)


def _outdated(deps: Dependencies) -> Generator[Collection]:
    for collection in deps.catalogue.collections.all():
        target = _target(deps, collection)
        if collection != target:
            yield target


def _target(deps: Dependencies, collection: Collection) -> Collection:
    return replace(
        collection,
        embedder=deps.embedder.name,
        dimension=deps.embedder.dimension,
        splitter=splitter_for(deps, collection).name,
    )


def _rebuild(deps: Dependencies, target: Collection) -> Generator[Progress]:
    """Rebuild all of a collection, or nothing where its settings change in between."""
    yield from deps.embedder.prepare()
    rebuilt: dict[str, Rebuilt] = {}
    while True:
        rows = deps.catalogue.documents.rows(target.name)
        ids = [row.id for row in rows if row.status == "ready"]
        for number, document_id in enumerate(ids):
            current = deps.catalogue.collections.get(target.name)
            if not current or current == target or _target(deps, current) != target:
                return
            if document_id in rebuilt:
                continue
            stage = f"indexing again, document {number + 1} of {len(ids)}"
            for share in _rebuild_document(deps, target, document_id, rebuilt):
                done = number * _SHARES + share
                yield Progress(name=target.name, stage=stage, done=done, total=len(ids) * _SHARES)
        if deps.catalogue.reindexing.rebuild(target, rebuilt):
            break
    deps.vectors.rebuild(target.name)


def _rebuild_document(
    deps: Dependencies, collection: Collection, document_id: str, rebuilt: dict[str, Rebuilt]
) -> Generator[int]:
    """Add a document to `rebuilt`, yielding how many of `_SHARES` are done."""
    yield 0
    try:
        document = deps.catalogue.documents.get(document_id)
    except NotFoundError:  # deleted since the list was read
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
