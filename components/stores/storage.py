"""Measure the disk space that a library takes."""

import shutil
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

from sqlalchemy import func, select

from components.stores.database import Database
from components.stores.tables import chunks, conversations, documents


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionStorage:
    """Bytes and counts of a collection. `text` is counted twice: whole, and as passages."""

    name: str
    documents: int
    passages: int
    originals: int
    text: int
    vectors: int
    conversations: int


_SUMS = [each.name for each in fields(CollectionStorage) if each.name != "name"]


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
        """Bytes of the whole data folder."""
        return self.catalogue + self.index + self.exports + self.models


def by_collection(database: Database) -> tuple[CollectionStorage, ...]:
    """Measure each collection, by name. This reads every text: cache the result."""
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
    sums: dict[str, Counter[str]] = {}
    for query in (files, pieces, talks):
        for row in database.all(query):
            values = dict(row._mapping)
            sums.setdefault(values.pop("collection"), Counter()).update(values)
    return tuple(
        CollectionStorage(name=name, **{column: sums[name][column] for column in _SUMS})
        for name in sorted(sums)
    )


def disk_use(home: Path) -> DiskUse:
    """Measure the files of a data folder."""
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
    except OSError:  # deleted in between
        return 0
