"""Collections built with another embedder or splitter → built anew with those in use."""

from collections.abc import Generator

from components.parts import Parts
from components.pipelines.embedding import embed, title
from components.stores.catalogue import Rebuilt
from components.types import Collection, Progress


def refresh(parts: Parts) -> Generator[Progress]:
    """Split and embed anew whatever was indexed with other settings.

    A collection changes in one step, after all of it has been embedded: until then keyword
    search alone serves it.
    """
    for collection in parts.catalogue.collections():
        wanted = Collection(
            name=collection.name,
            embedder=parts.embedder.name,
            dimension=parts.embedder.dimension,
            splitter=parts.splitter.name,
        )
        if collection != wanted:
            yield from _rebuild(parts, wanted)


def _rebuild(parts: Parts, collection: Collection) -> Generator[Progress]:
    yield from parts.embedder.prepare()
    rebuilt: list[Rebuilt] = []
    for row in parts.catalogue.documents(collection.name):
        if row.status == "ready":
            document = parts.catalogue.document(row.id)
            chunks = parts.splitter.split(document)
            vectors = yield from embed(parts.embedder, document, chunks)
            rebuilt.append((title(document.name), chunks, vectors))
    parts.catalogue.replace_chunks(collection, rebuilt)
    parts.vectors.rebuild(collection.name)
