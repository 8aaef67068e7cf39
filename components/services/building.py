"""Build a running Footnote from its settings: the only choice of concrete parts."""

import time
from collections.abc import Callable, Generator
from dataclasses import fields
from functools import partial
from pathlib import Path

from components.answerers import ExtractiveAnswerer
from components.background.answer_runs import AnswerRuns
from components.background.job_queue import JobQueue
from components.background.long_task import LongTask
from components.chat_models import choice_in_words
from components.citations import SupportChecker
from components.embedders import (
    BundledEmbedder,
    ChosenEmbedder,
    Known,
    SentenceTransformerEmbedder,
)
from components.evaluation.side_by_side import SideBySideRuns
from components.loaders import SandboxedLoader, WebFetcher
from components.model_hub.catalog import Offer
from components.model_hub.downloads import ModelDownloads, Record
from components.page_images import PageImages
from components.pipelines.answering import answer
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import begin
from components.pipelines.indexing.refreshing import refresh
from components.pipelines.suggesting import suggest_instead
from components.preferences import Preferences
from components.protocols import Embedder, Reranker
from components.rerankers import ChosenReranker, CrossEncoderReranker, Reader
from components.retrievers import DenseRetriever, HybridRetriever, KeywordRetriever
from components.services.model_manager import ModelManager
from components.services.model_trial import Model
from components.services.running import Services
from components.settings import BUNDLED_EMBEDDER, Settings
from components.splitters import StructureSplitter
from components.stores import (
    Catalogue,
    ChromaVectorStore,
    ConversationStore,
    Database,
    Eraser,
    FolderLock,
    JobTable,
    PreferenceStore,
    TriedModels,
)
from components.types import ModelCard, Progress

_MAX_REWRITTEN_BYTES = 64 * 1024 * 1024
"""A catalogue of this size (about 7,000 passages) is rewritten in seconds."""
_ERASE_DELAY_S = 3
"""Wait for more deletions, so that many are erased at once."""


def build(settings: Settings) -> Services:
    """Take the data folder and connect the parts. Raises FootnoteError.

    with build(Settings.from_env()) as services:
        for item in answer(services, "Who keeps the light?"):
            ...
    """
    lock = FolderLock(settings.home)
    try:
        database = Database(settings.home)
        catalogue = Catalogue(database)
        catalogue.ingest.discard_unfinished()
        for name in ("*.partial*", "import-*.zip"):  # left by a process that ended
            for left in (settings.home / "exports").glob(name):
                left.unlink()
        matcher = _embedder(settings)
        embedder = ChosenEmbedder(matcher)
        reranker = ChosenReranker(lambda: None)
        vectors = ChromaVectorStore(settings.chroma, home=settings.home, catalogue=catalogue)
        sandbox = SandboxedLoader(settings.limits)
        eraser = Eraser(database)
        started_with = choice_in_words(settings.model, settings.model_address)
        chosen = PreferenceStore(database, model=started_with)
        keyword = KeywordRetriever(catalogue=catalogue)
        dense = DenseRetriever(catalogue=catalogue, vectors=vectors, embedder_named=embedder.named)
        reader = Reader()

        def embedder_of(collection: str) -> Embedder:
            row = catalogue.collections.get(collection)
            return (row and embedder.named(row.embedder)) or embedder

        def parts_under(preferences: Callable[[], Preferences]) -> Dependencies:
            def enabled_reader() -> Reader | None:
                return reader if preferences().reader and reader.is_here else None

            def current_reranker() -> Reranker | None:
                return reranker.get() or enabled_reader()

            search = partial(HybridRetriever, preferences=preferences)
            return Dependencies(
                catalogue=catalogue,
                vectors=vectors,
                loader=sandbox,
                web=WebFetcher(settings.limits, networks=settings.web_networks),
                splitter_of_size=lambda tokens: StructureSplitter(
                    count_tokens=embedder.count_tokens, tokens=tokens
                ),
                embedder=embedder,
                embedder_of=embedder_of,
                reader=reader,
                reranker=current_reranker,
                retriever=search(keyword, dense, reranker=current_reranker),
                search=search,
                answerer=ExtractiveAnswerer(
                    matcher, reader=enabled_reader, preferences=preferences
                ),
                checker=SupportChecker(matcher, reader=enabled_reader),
                preferences=preferences,
            )

        deps = parts_under(chosen.get)
        jobs = JobQueue(
            table=JobTable(database),
            begin=partial(begin, deps),
            prepare=partial(_prepare, deps, embedder),
            tidy=partial(_tidy, database, eraser, vectors),
        )
        conversations = ConversationStore(database)
        model_manager = ModelManager(
            downloads=ModelDownloads(settings.home / "models"),
            tried=TriedModels(database),
            embedder=embedder,
            reranker=reranker,
            make=_model,
            deps=deps,
            conversations=conversations,
            jobs=jobs,
        )
        model_manager.restore()
    except BaseException:
        lock.release()
        raise
    return Services(
        **{each.name: getattr(deps, each.name) for each in fields(Dependencies)},
        settings=settings,
        started_with=started_with,
        conversations=conversations,
        preference_store=chosen,
        under=lambda preferences: parts_under(lambda: preferences),
        jobs=jobs,
        answer_runs=AnswerRuns(
            answer=partial(answer, deps),
            suggest_instead=partial(suggest_instead, deps),
            catalogue=catalogue,
            conversations=conversations,
            jobs=jobs,
        ),
        side_by_side_runs=SideBySideRuns(conversations),
        task=LongTask(),
        eraser=eraser,
        database=database,
        lock=lock,
        sandbox=sandbox,
        page_images=PageImages(megabytes=settings.limits.memory_megabytes),
        model_manager=model_manager,
        matcher=matcher,
    )


def _prepare(deps: Dependencies, embedder: ChosenEmbedder) -> Generator[Progress]:
    """Rebuild outdated collections, then repair the vector index."""
    yield from refresh(deps)
    embedder.release(each.embedder for each in deps.catalogue.collections.all())
    for mended in deps.vectors.check():
        yield Progress(name="The vector index", stage=mended)


def _tidy(database: Database, eraser: Eraser, vectors: ChromaVectorStore) -> None:
    """Erase deleted data from the files.

    The log is cleaned at once. The files of a small library are rewritten after a deletion, those
    of a large one, which takes minutes, on request. On a full disk, only space is given back.
    """
    if database.disk.is_low:
        database.shrink()
        return
    due = eraser.due()
    if "log" in due:
        eraser.clean_log()
    is_small = database.path.stat().st_size <= _MAX_REWRITTEN_BYTES
    if "vectors" in due and is_small and time.time() - eraser.last_deletion() >= _ERASE_DELAY_S:
        with eraser.rewrite():
            vectors.rewrite()


def _embedder(settings: Settings) -> Embedder:
    if settings.embedder == BUNDLED_EMBEDDER:
        return BundledEmbedder(cache=settings.cache)
    return SentenceTransformerEmbedder(settings.embedder)


def _model(offer: Offer, record: Record, folder: Path) -> Model:
    """Build a downloaded model; facts measured when it first ran are not measured again."""
    facts = record.facts
    card = ModelCard(
        name=offer.model,
        about=offer.about,
        languages=offer.languages,
        licence=record.licence,
        reads=facts.reads if facts else offer.reads,
        size=record.size,
    )
    if offer.role == "reranker":
        return CrossEncoderReranker(str(folder), name=record.identity, card=card)
    known = None
    if facts:
        known = Known(name=record.identity, dimension=facts.dimension, reads=facts.reads, card=card)
    return SentenceTransformerEmbedder(
        str(folder),
        known=known,
        question_prefix=offer.question_prefix,
        passage_prefix=offer.passage_prefix,
    )
