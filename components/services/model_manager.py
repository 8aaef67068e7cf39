"""Models of the catalog: download, check, measure on the person's own questions, use, delete.

manager.begin(offer, collection="documents")  # in the background; see `manager.task`
manager.use(offer)                            # also after a restart
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from components.background.job_queue import JobQueue
from components.background.long_task import LongTask
from components.embedders import ChosenEmbedder, SentenceTransformerEmbedder
from components.errors import EmbedderError, RerankerError, WeightsError
from components.evaluation.model_comparison import ComparisonResult, ModelComparison, compare
from components.evaluation.timing import resident_bytes
from components.model_hub import client
from components.model_hub.catalog import CATALOG, Offer, Role, find_offer
from components.model_hub.downloads import Facts, ModelDownloads, Record
from components.pipelines.dependencies import Dependencies
from components.rerankers import ChosenReranker, CrossEncoderReranker
from components.services.model_trial import Model, try_model
from components.stores import ConversationStore, TriedModels
from components.stores.tried_models import TriedModel
from components.types import Progress

MakeModel = Callable[[Offer, Record, Path], Model]
"""Builds a model from its offer, record and folder, without loading it."""

_COMPARISONS = TypeAdapter(ModelComparison)
_DEFAULTS = {
    "embedder": "the embedder that it was started with",
    "reranker": "its own reader, where that is on",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStatus:
    """A model's state. `disk_bytes` also counts an incomplete download.

    `comparison` survives a restart; `result`, with its questions, does not.
    """

    offer: Offer
    record: Record | None
    disk_bytes: int
    in_use: bool
    comparison: ModelComparison | None
    result: ComparisonResult | None

    @property
    def is_missing(self) -> bool:
        """Return whether the person uses the model, but its files are gone."""
        return self.in_use and self.record is None


class ModelManager:
    """Downloads or measures one model at a time."""

    def __init__(
        self,
        *,
        downloads: ModelDownloads,
        tried: TriedModels,
        embedder: ChosenEmbedder,
        reranker: ChosenReranker,
        make: MakeModel,
        deps: Dependencies,
        conversations: ConversationStore,
        jobs: JobQueue,
    ) -> None:
        self._downloads = downloads
        self._tried = tried
        self._embedder = embedder
        self._slots: dict[str, Any] = {"embedder": embedder, "reranker": reranker}
        self._make = make
        self._deps = deps
        self._conversations = conversations
        self._jobs = jobs
        self._results: dict[str, ComparisonResult] = {}
        self._hub_check = LongTask()
        self.task = LongTask()

    def restore(self) -> None:
        """Use the saved models again; a missing one goes to `troubles`."""
        for tried in self._tried.all():
            offer = find_offer(tried.model)
            record = self._downloads.record(offer) if offer else None
            if offer and record:
                model = self._model(offer, record)
                if tried.kept:
                    self._slots[offer.role].use(model)
                elif isinstance(model, SentenceTransformerEmbedder):
                    self._embedder.serve(model)  # some collections may still have its vectors
            elif tried.kept:
                problem = "files of it are missing" if offer else "the catalog no longer has it"
                self._slots[tried.role].fall_back(f"You use {tried.model}, but {problem}.")

    def statuses(self) -> tuple[ModelStatus, ...]:
        """Return the state of every model, in the order of the catalog."""
        tried = {each.model: each for each in self._tried.all()}
        return tuple(self._status(offer, tried.get(offer.model)) for offer in CATALOG)

    @property
    def troubles(self) -> tuple[str, ...]:
        """Sentences that say why a chosen model is not used."""
        return tuple(
            f"{slot.trouble} Footnote goes on with {_DEFAULTS[role]}. "
            "Download it again, or delete it."
            for role, slot in self._slots.items()
            if slot.trouble
        )

    @property
    def hub_is_reachable(self) -> bool | None:
        """Return whether the model hub answers; None until `check_hub` has found out."""
        state = self._hub_check.state()
        return None if state is None or state.running else bool(state.result)

    def check_hub(self, *, again: bool = False) -> None:
        """Find out in the background whether the hub answers."""

        def steps() -> Generator[Progress, None, bool]:
            yield Progress(name="The model hub", stage="connecting")
            return client.is_reachable()

        if again or self._hub_check.state() is None:
            self._hub_check.begin("model-hub", steps)

    def begin(self, offer: Offer, *, collection: str, folder: Path | None = None) -> bool:
        """Measure a model, after downloading it, or copying it from a folder, where needed.

        Returns False while another model is being worked on.
        """

        def steps() -> Generator[Progress, None, ComparisonResult]:
            if folder:
                yield from self._check(offer, (yield from self._downloads.copy(offer, folder)))
            elif self._downloads.record(offer) is None:
                yield from self._check(offer, (yield from self._downloads.fetch(offer)))
            return (yield from self._measure(offer, collection))

        return self.task.begin(offer.model, steps)

    def use(self, offer: Offer) -> None:
        """Use a reranker from the next question on, an embedder once collections are re-embedded.

        Raises WeightsError where its files are incomplete.
        """
        self._exchange(offer.role, self._model(offer))
        self._tried.keep(offer.model, role=offer.role)

    def stop_using(self, offer: Offer) -> None:
        """Go back to the default model; the files stay."""
        self._exchange(offer.role, None)
        self._tried.keep(None, role=offer.role)

    def delete(self, offer: Offer) -> int:
        """Stop using a model and delete its files; returns the bytes that this frees."""
        if any(each.kept and each.model == offer.model for each in self._tried.all()):
            self.stop_using(offer)
        self._tried.forget(offer.model)
        self._results.pop(offer.model, None)
        return self._downloads.remove(offer)

    def forget(self) -> None:
        """Delete all models, after the person has erased everything."""
        for slot in self._slots.values():
            slot.use(None)
        self._results.clear()
        for offer in CATALOG:
            self._downloads.remove(offer)

    def _status(self, offer: Offer, tried: TriedModel | None) -> ModelStatus:
        return ModelStatus(
            offer=offer,
            record=self._downloads.record(offer),
            disk_bytes=self._downloads.disk_bytes(offer),
            in_use=tried is not None and tried.kept,
            comparison=_comparison(tried.verdict) if tried else None,
            result=self._results.get(offer.model),
        )

    def _exchange(self, role: Role, model: Model | None) -> None:
        if role == "reranker":
            self._slots[role].use(model)
            return
        # A document must not get vectors of two embedders.
        with self._jobs.held():
            self._slots[role].use(model)
        self._jobs.refresh()

    def _model(self, offer: Offer, record: Record | None = None) -> Model:
        """Build the model. Raises WeightsError where its files are incomplete."""
        record = record or self._downloads.record(offer)
        if record is None:
            raise WeightsError(
                f"Files of {offer.name} are missing on this machine. Fetch it again."
            )
        return self._make(offer, record, self._downloads.folder(offer))

    def _check(self, offer: Offer, record: Record) -> Iterator[Progress]:
        """Load the model and try it on a few words; delete one that does not run."""
        yield Progress(name=offer.name, stage="loading it, to see that it works")
        before = resident_bytes() or 0
        try:
            model = self._model(offer, record)
            dimension = try_model(model, offer)
        except (EmbedderError, RerankerError, WeightsError) as error:
            self._downloads.remove(offer)
            raise WeightsError(f"{error} Its files were deleted.") from error
        memory = max(model.memory, (resident_bytes() or 0) - before)
        facts = Facts(dimension=dimension, reads=model.max_tokens, memory=memory)
        self._downloads.accept(offer, record, facts)

    def _measure(
        self, offer: Offer, collection: str
    ) -> Generator[Progress, None, ComparisonResult]:
        """Compare a model with the one in use, on the person's own questions."""
        model = self._model(offer)
        yield from model.prepare()
        result = yield from compare(
            self._deps,
            lambda limit: self._conversations.turns(collection=collection, limit=limit),
            collection=collection,
            name=offer.name,
            embedder=model if isinstance(model, SentenceTransformerEmbedder) else None,
            reranker=model if isinstance(model, CrossEncoderReranker) else None,
        )
        self._results[offer.model] = result
        if result.comparison:
            self._tried.measured(offer.model, role=offer.role, verdict=asdict(result.comparison))
        return result


def _comparison(stored: dict[str, Any]) -> ModelComparison | None:
    """Decode a stored comparison; None where another version of Footnote wrote it."""
    try:
        return _COMPARISONS.validate_python(stored)
    except ValidationError:
        return None
