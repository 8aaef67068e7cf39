"""How much of the disk is taken, and by what."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from components.stores.database import Database
from components.stores.tables import chunks, conversations, documents


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionStorage:
    """What a collection takes, in bytes. `text` counts it as read, and once more as passages."""

    name: str
    documents: int
    passages: int
    originals: int
    text: int
    vectors: int
    conversations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskUse:
    """Bytes of the data folder's parts, and what is free on its disk."""

    catalogue: int
    index: int
    exports: int
    models: int
    free: int

    @property
    def total(self) -> int:
        """All of the data folder's parts."""
        return self.catalogue + self.index + self.exports + self.models


def by_collection(database: Database) -> tuple[CollectionStorage, ...]:
    """By name. Reads every text once, so what calls it keeps the result."""
    files = select(
        documents.c.collection,
        func.count().label("documents"),
        func.sum(documents.c.size).label("originals"),
        func.sum(func.length(documents.c.text)).label("text"),
    ).group_by(documents.c.collection)
    pieces = (
        select(
            documents.c.collection,
            func.count().label("passages"),
            func.sum(func.length(chunks.c.text)).label("text"),
            func.sum(func.length(chunks.c.embedding)).label("vectors"),
        )
        .join(chunks)
        .group_by(documents.c.collection)
    )
    talks = select(conversations.c.collection, func.count().label("conversations")).group_by(
        conversations.c.collection
    )
    with database.engine.connect() as connection:
        held = {row.collection: row for row in connection.execute(files)}
        cut = {row.collection: row for row in connection.execute(pieces)}
        said = {row.collection: row.conversations for row in connection.execute(talks)}
    return tuple(
        CollectionStorage(
            name=name,
            documents=held[name].documents if name in held else 0,
            passages=cut[name].passages if name in cut else 0,
            originals=held[name].originals if name in held else 0,
            text=(held[name].text if name in held else 0) + (cut[name].text if name in cut else 0),
            vectors=cut[name].vectors if name in cut else 0,
            conversations=said.get(name, 0),
        )
        for name in sorted({*held, *said})
    )


def disk_use(home: Path) -> DiskUse:
    """From the files themselves."""
    return DiskUse(
        catalogue=sum(_size(path) for path in home.glob("catalogue.sqlite3*")),
        index=sum(_size(path) for path in (home / "chroma").rglob("*")),
        exports=sum(_size(path) for path in (home / "exports").rglob("*")),
        models=sum(_size(path) for path in (home / "models").rglob("*")),
        free=shutil.disk_usage(home).free,
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:  # gone meanwhile
        return 0
