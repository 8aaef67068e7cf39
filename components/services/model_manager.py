"""Models on offer: fetched on a click, checked, measured on a person's own questions, then kept or
dropped. What is kept is in force again after a restart.

    offered.begin(offer, collection="documents")  # in the background; see `task`
    offered.keep(offer)
"""

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from components.background.job_queue import JobQueue
from components.background.long_task import LongTask
from components.embedders import ChosenEmbedder, SentenceTransformerEmbedder
from components.errors import EmbedderError, RerankerError, WeightsError
from components.evaluation.model_comparison import ComparisonResult, ModelComparison, judge
from components.evaluation.timing import resident_bytes
from components.model_hub import client
from components.model_hub.catalog import CATALOG, Offer, Role, offered
from components.model_hub.downloads import Facts, ModelDownloads, Record
from components.pipelines.dependencies import Dependencies
from components.rerankers import ChosenReranker, CrossEncoderReranker
from components.stores import ConversationStore, TriedModels
from components.types import Progress

Model = SentenceTransformerEmbedder | CrossEncoderReranker
Make = Callable[[Offer, Record, Path], Model]
"""An offer, its record and its folder → the model, not yet loaded."""

_QUESTION = "How far can the new lamp be seen?"
_TEXTS = (
    "The new lamp can be seen for eighteen nautical miles in clear weather.",
    "Nine boats lie in the harbour, and two of them are for hire.",
    "Minutes of the meeting: the roof is to be mended before winter.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStatus:
    """Where a model stands. `taken`: bytes on the disk, of one that is whole or of a part of it.

    `verdict` is kept over restarts; `judged`, with its questions, is of this run alone.
    """

    offer: Offer
    record: Record | None
    taken: int
    kept: bool
    verdict: ModelComparison | None
    judged: ComparisonResult | None

    @property
    def gone(self) -> bool:
        """Whether it is kept, and its files are not there any more."""
        return self.kept and self.record is None


class ModelManager:
    """One of them at a time is fetched or measured."""

    def __init__(
        self,
        *,
        shelf: ModelDownloads,
        tried: TriedModels,
        embedder: ChosenEmbedder,
        reranker: ChosenReranker,
        make: Make,
    ) -> None:
        self._shelf = shelf
        self._tried = tried
        self._embedder = embedder
        self._reranker = reranker
        self._make = make
        self._candidate: tuple[str, Model] | None = None
        self._judged: dict[str, ComparisonResult] = {}
        self._asking = threading.Lock()
        self._hub: bool | None = None
        self.task = LongTask()

    def restore(self) -> None:
        """Have in force what is kept; what is not whole any more is passed over, and said."""
        for tried in self._tried.all():
            offer = offered(tried.model)
            record = self._shelf.record(offer) if offer else None
            chosen = self._embedder if tried.role == "embedder" else self._reranker
            if offer and record:
                if tried.kept:
                    self._use(offer.role, self._made(offer, record))
                elif isinstance(model := self._made(offer, record), SentenceTransformerEmbedder):
                    self._embedder.serve(model)  # for what it embedded, if anything is left of it
            elif tried.kept:
                name = offer.name if offer else tried.model
                chosen.fall_back(
                    f"{name} is kept as the {tried.role}, and its files are not whole in "
                    f"{self._shelf.folder(offer)}."
                    if offer
                    else f"{name} is kept as the {tried.role}, and is not on offer any more."
                )

    def standings(self) -> tuple[ModelStatus, ...]:
        """Of every model on offer, in its order."""
        tried = {each.model: each for each in self._tried.all()}
        return tuple(
            ModelStatus(
                offer=offer,
                record=self._shelf.record(offer),
                taken=self._shelf.taken(offer),
                kept=bool((known := tried.get(offer.model)) and known.kept),
                verdict=_verdict(known.verdict) if known else None,
                judged=self._judged.get(offer.model),
            )
            for offer in CATALOG
        )

    @property
    def troubles(self) -> tuple[str, ...]:
        """Why what is kept is not in force, in sentences."""
        return tuple(
            f"{each.trouble} Footnote goes on with {instead}. Download it again, or delete it."
            for each, instead in (
                (self._embedder, "the embedder that it was started with"),
                (self._reranker, "its own reader, where that is on"),
            )
            if each.trouble
        )

    @property
    def hub_answers(self) -> bool | None:
        """Whether the model hub is within reach; None while that is not known (see `ask_hub`)."""
        return self._hub

    def ask_hub(self, *, again: bool = False) -> None:
        """Find out, in the background, whether the hub answers; `again`, where it was known."""
        if again:
            self._hub = None
        if self._asking.acquire(blocking=False):
            threading.Thread(target=self._ask, name="asking the model hub", daemon=True).start()

    def begin(
        self,
        offer: Offer,
        *,
        deps: Dependencies,
        conversations: ConversationStore,
        collection: str,
        folder: Path | None = None,
    ) -> bool:
        """Fetch it, or copy it from a folder; check it, and measure it. Whether that was begun."""

        def steps() -> Generator[Progress, None, ComparisonResult]:
            taking = self._shelf.take(offer, folder) if folder else self._shelf.fetch(offer)
            record = yield from taking
            yield from self._check(offer, record)
            return (yield from self.measured(offer, deps, conversations, collection))

        return self.task.begin(offer.model, steps)

    def begin_measuring(
        self, offer: Offer, *, deps: Dependencies, conversations: ConversationStore, collection: str
    ) -> bool:
        """Measure one that is here, once more."""
        return self.task.begin(
            offer.model, lambda: self.measured(offer, deps, conversations, collection)
        )

    def measured(
        self, offer: Offer, deps: Dependencies, conversations: ConversationStore, collection: str
    ) -> Generator[Progress, None, ComparisonResult]:
        """How it does on the person's own questions. Raises WeightsError where it is not here."""
        model = self._loaded(offer)
        yield from model.prepare()
        judged = yield from judge(
            deps,
            lambda limit: conversations.turns(collection=collection, limit=limit),
            collection=collection,
            name=offer.name,
            embedder=model if isinstance(model, SentenceTransformerEmbedder) else None,
            reranker=model if isinstance(model, CrossEncoderReranker) else None,
        )
        self._judged[offer.model] = judged
        if judged.verdict:
            self._tried.measured(offer.model, role=offer.role, verdict=asdict(judged.verdict))
        return judged

    def keep(self, offer: Offer, jobs: JobQueue) -> None:
        """Have it in force from now on: a reranker from the next question; an embedder as soon as a
        collection is embedded with it, in the background. Raises WeightsError.
        """
        model = self._loaded(offer)
        self._exchange(offer.role, model, jobs)
        self._tried.keep(offer.model, role=offer.role)

    def stop_using(self, offer: Offer, jobs: JobQueue) -> None:
        """Go back to what Footnote is started with; its files stay."""
        self._exchange(offer.role, None, jobs)
        self._tried.keep(None, role=offer.role)

    def drop(self, offer: Offer, jobs: JobQueue) -> int:
        """Delete its files, and stop using it; returns the bytes that this frees."""
        if any(each.kept and each.model == offer.model for each in self._tried.all()):
            self.stop_using(offer, jobs)
        self._tried.forget(offer.model)
        self._judged.pop(offer.model, None)
        if self._candidate and self._candidate[0] == offer.model:
            self._candidate = None
        return self._shelf.remove(offer)

    def forget(self) -> None:
        """Everything was erased: nothing is kept, and no file is left."""
        self._embedder.use(None)
        self._reranker.use(None)
        self._judged.clear()
        self._candidate = None
        for offer in CATALOG:
            self._shelf.remove(offer)

    def _exchange(self, role: Role, model: Model | None, jobs: JobQueue) -> None:
        if role == "reranker":
            self._use(role, model)
            return
        # Not between two passages of a document, which would have vectors of both.
        with jobs.held():
            self._use(role, model)
        jobs.refresh()

    def _use(self, role: Role, model: Model | None) -> None:
        if role == "embedder":
            self._embedder.use(model if isinstance(model, SentenceTransformerEmbedder) else None)
        else:
            self._reranker.use(model if isinstance(model, CrossEncoderReranker) else None)

    def _made(self, offer: Offer, record: Record) -> Model:
        return self._make(offer, record, self._shelf.folder(offer))

    def _loaded(self, offer: Offer) -> Model:
        """It, from memory or from the disk. Raises WeightsError where it is not here."""
        if self._candidate and self._candidate[0] == offer.model:
            return self._candidate[1]
        record = self._shelf.record(offer)
        if record is None:
            raise WeightsError(
                f"The files of {offer.name} are not whole on this machine any more. Fetch it again."
            )
        self._candidate = (offer.model, self._made(offer, record))
        return self._candidate[1]

    def _check(self, offer: Offer, record: Record) -> Iterator[Progress]:
        """Load it and try it on a few words; one that does not run is deleted."""
        yield Progress(name=offer.name, stage="loading it, to see that it works")
        before = resident_bytes() or 0
        try:
            facts = _tried_out(self._made(offer, record), offer)
        except (EmbedderError, RerankerError, WeightsError) as error:
            self._shelf.remove(offer)
            raise WeightsError(f"{error} Its files were deleted.") from error
        grown = (resident_bytes() or 0) - before
        most = max(facts.memory, grown)
        whole = Facts(dimension=facts.dimension, reads=facts.reads, memory=most)
        self._candidate = (offer.model, self._made(offer, self._shelf.accept(record, whole, offer)))

    def _ask(self) -> None:
        try:
            self._hub = client.answers()
        finally:
            self._asking.release()


def _tried_out(model: Model, offer: Offer) -> Facts:
    """What it is like. Raises WeightsError where what it gives makes no sense."""
    if isinstance(model, CrossEncoderReranker):
        scores = model.relevance(_QUESTION, [("", text) for text in _TEXTS])
        if np.ptp(scores) == 0:
            raise WeightsError(
                f"{offer.name} gives every passage the same score, so it cannot rank them."
            )
        return Facts(dimension=0, reads=model.max_tokens, memory=model.memory)
    vectors = np.concatenate([model.encode(_TEXTS), model.encode_questions([_QUESTION])])
    lengths = np.linalg.norm(vectors, axis=1)
    if vectors.ndim != 2 or not np.isfinite(vectors).all() or np.abs(lengths - 1).max() > 0.01:
        raise WeightsError(f"{offer.name} gives vectors that are not finite and of unit length.")
    if np.allclose(vectors[0], vectors[1], atol=1e-6):
        raise WeightsError(f"{offer.name} gives different passages the same vector.")
    return Facts(
        dimension=int(vectors.shape[1]),
        reads=model.max_tokens,
        memory=model.memory,
    )


def _verdict(kept: dict[str, Any]) -> ModelComparison | None:
    """As it was stored; one of another Footnote that cannot be read is none."""
    try:
        pairs = {name: tuple(kept[name]) for name in ("first", "three", "seconds")}
        return ModelComparison(**{**kept, **pairs})
    except (KeyError, TypeError):
        return None
