"""A running Footnote, and what it does with the whole library."""

import logging
import os
import shutil
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from components.answerers import GenerativeAnswerer
from components.background.answer_runs import AnswerRuns
from components.background.job_queue import JobQueue
from components.background.long_task import LongTask
from components.chat_models import (
    LOCAL,
    HostedChatModel,
    LocalChatModel,
    Patience,
    import_integration,
    provider,
)
from components.errors import RerankerError
from components.evaluation.side_by_side import SideBySideRuns
from components.loaders import SandboxedLoader
from components.page_images import PageImages
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.refreshing import refresh
from components.pipelines.transfer.exporting import ExportReport, export_everything
from components.pipelines.transfer.importing import import_everything
from components.pipelines.transfer.report import ImportReport
from components.preferences import Preferences
from components.protocols import Answerer, ChatModel, Embedder
from components.services.model_manager import ModelManager
from components.settings import VERSION, Settings
from components.stores import ConversationStore, Database, Eraser, FolderLock, PreferenceStore
from components.types import ModelChoice, Progress

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Services(Dependencies):
    """The parts of a running Footnote, which owns its data folder until `close`."""

    settings: Settings
    conversations: ConversationStore
    preference_store: PreferenceStore
    under: Callable[[Preferences], Dependencies]
    """Returns the same dependencies with other preferences."""
    jobs: JobQueue
    task: LongTask
    eraser: Eraser
    answer_runs: AnswerRuns
    side_by_side_runs: SideBySideRuns
    database: Database
    lock: FolderLock
    sandbox: SandboxedLoader
    page_images: PageImages
    model_manager: ModelManager
    """Optional embedders and rerankers."""
    matcher: Embedder
    """The embedder of the environment, which compares sentences: the thresholds for answers were
    measured with it, and another one for searching has other cosines."""
    started_with: ModelChoice | None = None
    """Chat model of the environment."""
    fetching: LongTask = field(default_factory=LongTask)
    """Download of a local model."""
    warming: LongTask = field(default_factory=LongTask)
    local_models: dict[str, LocalChatModel] = field(default_factory=dict)

    @property
    def exports(self) -> Path:
        """Folder of exports that wait for their download."""
        return self.settings.home / "exports"

    def export(self, path: Path) -> Generator[Progress, None, ExportReport]:
        """Write the whole library to a file; see `export_everything`."""
        return export_everything(self.database, path, made_by=f"Footnote {VERSION}")

    def take_in(self, path: Path) -> Generator[Progress, None, ImportReport]:
        """Merge an export into the library while the worker pauses; see `import_everything`."""
        yield Progress(name=path.name, stage="waiting for files that are being read")
        with self.jobs.held():
            yield from refresh(self)  # it may be halfway from one embedder to another
            limits = self.settings.limits
            return (
                yield from import_everything(
                    self, self.conversations, self.preference_store, path, limits=limits
                )
            )

    def purge(self) -> Generator[Progress, None, None]:
        """Rewrite the catalogue and the vector index without deleted data."""
        yield Progress(name="The library", stage="waiting for files that are being read")
        with self.jobs.held():
            yield Progress(name="The library", stage="rewriting the catalogue")
            with self.eraser.rewrite():
                yield Progress(name="The library", stage="rewriting the vector index")
                self.vectors.rewrite()

    def erase_everything(self) -> None:
        """Erase all documents, conversations, jobs, exports and preferences from the files.

        The app goes on with an empty library. Raises StoreError.
        """
        self._stop_work()
        with self.jobs.held():
            try:
                self.eraser.erase()
            finally:  # even if a reader kept the log from being emptied
                self.model_manager.forget()
                self.conversations.all_went()
                self.preference_store.forget()
                self.jobs.forget()
                self.database.generation += 1
                self.vectors.erase()
                shutil.rmtree(self.exports, ignore_errors=True)
        self.task.dismiss()
        self.model_manager.task.dismiss()

    def warm_up(self) -> None:
        """Load in the background what the first answer would otherwise wait for."""
        self.warming.begin("warm up", self._warm_up)

    def _warm_up(self) -> Generator[Progress]:
        if (reranker := self.reranker()) is not None:
            try:
                yield from reranker.prepare()
            except RerankerError as error:
                _log.warning("%s", error)  # the first answer shows it
        choice = self.preferences().model
        if choice is not None and choice.provider != LOCAL:
            yield Progress(name=choice.model, stage="importing its library")
            import_integration(choice)

    def answerer_for(self, choice: ModelChoice | None, *, key: str = "") -> Answerer:
        """Return the answerer of a chat model, or the one that quotes. Raises ModelError."""
        if choice is None:
            return self.answerer
        return GenerativeAnswerer(self.chat_model(choice, key=key), self.checker)

    def chat_model(
        self, choice: ModelChoice, *, key: str = "", patience: Patience | None = None
    ) -> ChatModel:
        """Return a chat model that can be used at once. Raises ModelError."""
        if choice.provider == LOCAL:
            return self.local_model(choice.model)
        return HostedChatModel(choice, key=key, patience=patience)

    def local_model(self, name: str) -> LocalChatModel:
        """Return a local model, loaded once; memory holds one at a time."""
        if name not in self.local_models:
            self.local_models.clear()
            self.local_models[name] = LocalChatModel(name)
        return self.local_models[name]

    def local_model_is_here(self, name: str) -> bool:
        """Return whether a local model needs no download."""
        return (self.local_models.get(name) or LocalChatModel(name)).is_here

    def environment_key(self, choice: ModelChoice) -> str:
        """Return the environment's key for a model, or "".

        The key for a server goes only to the address of the environment; otherwise whoever chooses
        a model could have it sent anywhere.
        """
        if choice.provider == LOCAL:
            return ""
        facts = provider(choice.provider)
        if facts.address is not None:
            trusted = self.settings.model_address or facts.address
            if (choice.address or facts.address) != trusted:
                return ""
        return os.environ.get(facts.key, "").strip() if facts.key else ""

    def close(self) -> None:
        """Stop answers, worker and child processes, and release the data folder."""
        self._stop_work()
        self.fetching.stop()
        self.warming.stop(wait=False)
        self.jobs.close()
        self.sandbox.close()
        if self.database.disk.is_low:
            self.database.shrink()
        self.database.close()
        self.lock.release()

    def _stop_work(self) -> None:
        self.answer_runs.close()
        self.side_by_side_runs.close()
        self.task.stop()
        self.model_manager.task.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
