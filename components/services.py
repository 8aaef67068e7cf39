"""build(settings): the only place that chooses concrete parts."""

from collections.abc import Generator
from dataclasses import dataclass, fields
from functools import partial
from types import TracebackType
from typing import Self

from components.answerers import ExtractiveAnswerer
from components.embedders import BundledEmbedder, SentenceTransformerEmbedder
from components.jobs import JobQueue
from components.loaders import SandboxedLoader, WebFetcher
from components.page_images import PageImages
from components.parts import Parts
from components.pipelines.indexing import index
from components.pipelines.refreshing import refresh
from components.protocols import Embedder
from components.retrievers import DenseRetriever, HybridRetriever, KeywordRetriever
from components.settings import BUNDLED_EMBEDDER, Settings
from components.splitters import StructureSplitter
from components.stores import (
    Catalogue,
    ChromaVectorStore,
    ConversationStore,
    Database,
    FolderLock,
    JobTable,
)
from components.types import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(Parts):
    """A running Footnote: its parts, its jobs, and the data folder that it owns until closed."""

    settings: Settings
    conversations: ConversationStore
    jobs: JobQueue
    database: Database
    lock: FolderLock
    sandbox: SandboxedLoader
    page_images: PageImages

    def close(self) -> None:
        """Stop the worker and the children; let another process have the folder."""
        self.jobs.close()
        self.sandbox.close()
        self.database.close()
        self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def build(settings: Settings) -> Services:
    """Take the data folder and put the parts together. Raises FootnoteError.

    with build(Settings.from_env()) as services:
        for item in answer(services, "Who keeps the light?"):
            ...
    """
    lock = FolderLock(settings.home)
    try:
        database = Database(settings.home)
        catalogue = Catalogue(database)
        catalogue.discard_pending()
        embedder = _embedder(settings)
        vectors = ChromaVectorStore(settings.chroma, home=settings.home, catalogue=catalogue)
        sandbox = SandboxedLoader(settings.limits)
        parts = Parts(
            catalogue=catalogue,
            vectors=vectors,
            loader=sandbox,
            web=WebFetcher(settings.limits, networks=settings.web_networks),
            splitter=StructureSplitter(count_tokens=embedder.count_tokens),
            embedder=embedder,
            retriever=HybridRetriever(
                KeywordRetriever(catalogue=catalogue),
                DenseRetriever(catalogue=catalogue, embedder=embedder, vectors=vectors),
            ),
            answerer=ExtractiveAnswerer(embedder),
        )
        jobs = JobQueue(
            table=JobTable(database),
            catalogue=catalogue,
            index=partial(index, parts),
            prepare=partial(_prepare, parts),
        )
    except BaseException:
        lock.release()
        raise
    return Services(
        **{each.name: getattr(parts, each.name) for each in fields(Parts)},
        settings=settings,
        conversations=ConversationStore(database),
        jobs=jobs,
        database=database,
        lock=lock,
        sandbox=sandbox,
        page_images=PageImages(megabytes=settings.limits.memory_megabytes),
    )


def _prepare(parts: Parts) -> Generator[Progress]:
    """What the worker does first: collections as the settings want them, the index as the truth."""
    yield from refresh(parts)
    for mended in parts.vectors.check():
        yield Progress(name="The vector index", stage=mended)


def _embedder(settings: Settings) -> Embedder:
    if settings.embedder == BUNDLED_EMBEDDER:
        return BundledEmbedder(cache=settings.cache)
    return SentenceTransformerEmbedder(settings.embedder)
