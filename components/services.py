"""build(settings): the only place that chooses concrete parts."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, fields
from functools import partial
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from components.answerers import ExtractiveAnswerer, GenerativeAnswerer
from components.beside import SideBySides
from components.chat_models import (
    LOCAL,
    HostedChatModel,
    LocalChatModel,
    Patience,
    choice_in_words,
    import_integration,
    provider,
)
from components.citations import SupportChecker
from components.embedders import (
    BundledEmbedder,
    ChosenEmbedder,
    Known,
    SentenceTransformerEmbedder,
)
from components.errors import RerankerError
from components.jobs import JobQueue
from components.live import LiveAnswers
from components.loaders import SandboxedLoader, WebFetcher
from components.offering import Model, OfferedModels
from components.offers import Offer
from components.page_images import PageImages
from components.parts import Parts
from components.pipelines.exporting import ExportReport, export_everything
from components.pipelines.importing import ImportReport, import_everything
from components.pipelines.indexing import index
from components.pipelines.refreshing import refresh
from components.protocols import (
    Answerer,
    ChatModel,
    Embedder,
    Reranker,
    Splitter,
    VectorStore,
)
from components.rerankers import ChosenReranker, CrossEncoderReranker, Reader
from components.retrievers import DenseRetriever, HybridRetriever, KeywordRetriever
from components.settings import BUNDLED_EMBEDDER, VERSION, Settings
from components.shelf import Record, Shelf
from components.splitters import StructureSplitter
from components.stores import (
    AnswerCache,
    Catalogue,
    ChromaVectorStore,
    ConversationStore,
    Database,
    Eraser,
    FolderLock,
    JobTable,
    Preferences,
    PreferenceStore,
    TriedModels,
)
from components.stores.snapshot import RowKeeper
from components.tasks import LongTask
from components.types import ModelCard, ModelChoice, Progress

REWRITTEN_UP_TO = 64 * 1024 * 1024
"""Bytes of catalogue, about 7,000 passages: up to there, everything is written anew by itself after
a deletion, in seconds. The vector index takes most of the time, and more than its share of a
larger library.
"""
_MOMENT = 3
"""Seconds without a deletion before that, so that many are erased at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(Parts):
    """A running Footnote: its parts, its jobs, and the data folder that it owns until closed."""

    settings: Settings
    conversations: ConversationStore
    chosen: PreferenceStore
    under: Callable[[Preferences], Parts]
    """The same parts, answering as other preferences would have it."""
    jobs: JobQueue
    task: LongTask
    eraser: Eraser
    live: LiveAnswers
    beside: SideBySides
    database: Database
    lock: FolderLock
    sandbox: SandboxedLoader
    page_images: PageImages
    offered: OfferedModels
    """Embedders and rerankers that may find better, on offer."""
    matcher: Embedder
    """What compares sentences: the embedder that Footnote is started with. How surely a sentence
    answers is measured with it, and another that is kept for finding has other cosines."""
    started_with: ModelChoice | None = None
    """The chat model that the environment names."""
    fetching: LongTask = field(default_factory=LongTask)
    """A local model on its way here."""
    local_models: dict[str, LocalChatModel] = field(default_factory=dict)

    @property
    def exports(self) -> Path:
        """The folder in which exports wait to be fetched."""
        return self.settings.home / "exports"

    def export(self, path: Path) -> Generator[Progress, None, ExportReport]:
        """Write all that is kept to a file; see `export_everything`."""
        return export_everything(self.database, path, made_by=f"Footnote {VERSION}")

    def take_in(self, path: Path) -> Generator[Progress, None, ImportReport]:
        """Merge an export into the library, the worker held off; see `import_everything`."""
        yield Progress(name=path.name, stage="waiting for files that are being read")
        with self.jobs.held():
            yield from refresh(self)  # else it may be halfway from one embedder to another
            return (
                yield from import_everything(
                    self,
                    RowKeeper(self.database),
                    self.chosen,
                    path,
                    limits=self.settings.limits,
                )
            )

    def purge(self) -> Generator[Progress, None, None]:
        """Write the catalogue and the vector index anew, without what was deleted."""
        yield Progress(name="The library", stage="waiting for files that are being read")
        with self.jobs.held():
            yield Progress(name="The library", stage="writing the catalogue anew")
            with self.eraser.rewritten():
                yield Progress(name="The library", stage="writing the vector index anew")
                self.vectors.rewrite()

    def erase_everything(self) -> None:
        """Documents, conversations, jobs, exports and preferences leave every file of the data
        folder; what is running goes on with an empty library. Raises StoreError.
        """
        self.task.stop()
        self.offered.task.stop()
        self.live.close()
        self.beside.close()
        with self.jobs.held():
            try:
                self.eraser.erase()
            finally:  # even where a reader kept the log from being emptied
                self.offered.forget()
                self.conversations.all_went()
                self.chosen.forget()
                self.jobs.forget()
                self.catalogue.generation += 1
                self.vectors.erase()
                shutil.rmtree(self.exports, ignore_errors=True)
        self.task.dismiss()
        self.offered.task.dismiss()

    def warm_up(self) -> None:
        """Import and load, in the background, what the first answer would wait for: what the chosen
        chat model needs, and what reads the passages.
        """
        Thread(target=self._get_reranker_ready, name="reranker, warming up", daemon=True).start()
        choice = self.preferences().model
        if choice is not None and choice.provider != LOCAL:
            warming = Thread(target=import_integration, args=(choice,), name="warming up")
            warming.daemon = True
            warming.start()

    def _get_reranker_ready(self) -> None:
        if (reranker := self.reranker()) is not None:
            try:
                for _ in reranker.prepare():
                    pass
            except RerankerError as error:
                _log.warning("%s", error)  # the first answer says it to a person

    def answerer_for(self, choice: ModelChoice | None, *, key: str = "") -> Answerer:
        """Whoever answers: a chat model, with the key of the person who asks, or else quotations.

        Raises ModelError.
        """
        if choice is None:
            return self.answerer
        model = self.chat_model(choice, key=key)
        used = self.preferences().reader and self.reader.is_here
        checker = SupportChecker(self.matcher, reader=self.reader if used else None)
        return GenerativeAnswerer(model, checker, choice=choice)

    def chat_model(
        self, choice: ModelChoice, *, key: str = "", patience: Patience | None = None
    ) -> ChatModel:
        """It, ready to be asked. Raises ModelError."""
        if choice.provider == LOCAL:
            return self.local_model(choice.model)
        return HostedChatModel(choice, key=key, patience=patience)

    def local_model(self, name: str) -> LocalChatModel:
        """One of them at a time is kept in memory, loaded once; the one before goes."""
        if name not in self.local_models:
            self.local_models.clear()
            self.local_models[name] = LocalChatModel(name)
        return self.local_models[name]

    def local_model_is_here(self, name: str) -> bool:
        """Whether it can answer without anything being fetched."""
        known = self.local_models.get(name)
        return (known or LocalChatModel(name)).is_here

    def environment_key(self, choice: ModelChoice) -> str:
        """The key that the environment holds for it; "" where there is none.

        A key for a server goes to no other address than the environment's own: whoever may choose
        a model could have it sent anywhere.
        """
        if choice.provider == LOCAL:
            return ""
        whose = provider(choice.provider)
        if whose.address is not None:
            trusted = self.settings.model_address or whose.address
            if (choice.address or whose.address) != trusted:
                return ""
        return os.environ.get(whose.key, "").strip() if whose.key else ""

    def close(self) -> None:
        """Stop the answers, the worker and the children; let another process have the folder."""
        self.live.close()
        self.beside.close()
        self.task.stop()
        self.fetching.stop()
        self.offered.task.stop()
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
        for name in ("*.partial", "import-*.zip"):  # what an ended process had in hand
            for left in (settings.home / "exports").glob(name):
                left.unlink()
        matcher = _embedder(settings)
        embedder = ChosenEmbedder(matcher)
        reranker = ChosenReranker(lambda: None)
        offered = OfferedModels(
            shelf=Shelf(settings.home / "models"),
            tried=TriedModels(database),
            embedder=embedder,
            reranker=reranker,
            make=_offered,
        )
        offered.restore()
        vectors = ChromaVectorStore(settings.chroma, home=settings.home, catalogue=catalogue)
        sandbox = SandboxedLoader(settings.limits)
        eraser = Eraser(database)
        started_with = choice_in_words(settings.model, settings.model_address)
        chosen = PreferenceStore(database, model=started_with)
        kept_answers = AnswerCache(database)
        by_words = KeywordRetriever(catalogue=catalogue)
        by_meaning = DenseRetriever(
            catalogue=catalogue, embedder=embedder, vectors=vectors, named=embedder.named
        )
        reader = Reader()

        def embedder_of(collection: str) -> Embedder:
            known = catalogue.collection(collection)
            return (known and embedder.named(known.embedder)) or embedder

        def parts_under(preferences: Callable[[], Preferences]) -> Parts:
            def reading() -> Reader | None:
                return reader if preferences().reader and reader.is_here else None

            def reranking() -> Reranker | None:
                return reranker.get() or reading()

            search = partial(HybridRetriever, preferences=preferences)
            return Parts(
                catalogue=catalogue,
                vectors=vectors,
                loader=sandbox,
                web=WebFetcher(settings.limits, networks=settings.web_networks),
                splitter_of_size=partial(_splitter, embedder),
                embedder=embedder,
                embedder_of=embedder_of,
                reader=reader,
                reranker=reranking,
                retriever=search(by_words, by_meaning, reranker=reranking),
                search=search,
                answerer=ExtractiveAnswerer(matcher, reader=reading, preferences=preferences),
                preferences=preferences,
                kept_answers=kept_answers,
            )

        parts = parts_under(chosen.get)
        jobs = JobQueue(
            table=JobTable(database),
            catalogue=catalogue,
            index=partial(index, parts),
            prepare=partial(_prepare, parts, embedder),
            tidy=partial(_tidy, settings, eraser, vectors),
        )
    except BaseException:
        lock.release()
        raise
    conversations = ConversationStore(database)
    return Services(
        **{each.name: getattr(parts, each.name) for each in fields(Parts)},
        settings=settings,
        started_with=started_with,
        conversations=conversations,
        chosen=chosen,
        under=lambda preferences: parts_under(lambda: preferences),
        jobs=jobs,
        live=LiveAnswers(parts, conversations=conversations, jobs=jobs),
        beside=SideBySides(conversations),
        task=LongTask(),
        eraser=eraser,
        database=database,
        lock=lock,
        sandbox=sandbox,
        page_images=PageImages(megabytes=settings.limits.memory_megabytes),
        offered=offered,
        matcher=matcher,
    )


def _prepare(parts: Parts, embedder: ChosenEmbedder) -> Generator[Progress]:
    """What the worker does first: collections as the settings want them, the index as the truth."""
    yield from refresh(parts)
    embedder.release(each.embedder for each in parts.catalogue.collections())
    for mended in parts.vectors.check():
        yield Progress(name="The vector index", stage=mended)


def _splitter(embedder: Embedder, tokens: int) -> Splitter:
    return StructureSplitter(count_tokens=embedder.count_tokens, tokens=tokens)


def _tidy(settings: Settings, eraser: Eraser, vectors: VectorStore) -> None:
    """What was deleted leaves the files, a moment after the last deletion.

    A large library is written anew only when a person asks for it: that takes time and space.
    """
    since = eraser.due_since()
    if since is None or time.time() - since < _MOMENT or eraser.is_put_off():
        return
    if (settings.home / "catalogue.sqlite3").stat().st_size > REWRITTEN_UP_TO:
        eraser.overwrite()
        return
    with eraser.rewritten():
        vectors.rewrite()


def _embedder(settings: Settings) -> Embedder:
    if settings.embedder == BUNDLED_EMBEDDER:
        return BundledEmbedder(cache=settings.cache)
    return SentenceTransformerEmbedder(settings.embedder)


def _offered(offer: Offer, record: Record, folder: Path) -> Model:
    """A model from the shelf. What was found when it was first run need not be found again."""
    card = ModelCard(
        name=offer.model,
        about=offer.about,
        languages=offer.languages,
        licence=record.licence,
        reads=record.facts.reads if record.facts else offer.reads,
        size=record.size,
    )
    if offer.role == "reranker":
        return CrossEncoderReranker(str(folder), name=record.identity, card=card)
    known = None
    if record.facts:
        known = Known(
            name=record.identity,
            dimension=record.facts.dimension,
            reads=record.facts.reads,
            card=card,
        )
    return SentenceTransformerEmbedder(
        str(folder),
        known=known,
        question_prefix=offer.question_prefix,
        passage_prefix=offer.passage_prefix,
    )
