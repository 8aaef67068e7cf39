"""A model on offer against what is in use, on the person's own questions and documents.

Nothing of the library changes: a sample of the passages is embedded in memory, by both, and each
question is asked of both.
"""

import statistics
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from components.evaluation.metrics import paired_interval
from components.pipelines.dependencies import Dependencies
from components.pipelines.embedding import embed
from components.protocols import Embedder, Passage, Reranker, Vectors
from components.questions.suggestions import suggestions
from components.retrievers.keyword import phrases_of
from components.types import Chunk, Document, Hit, Progress, Scale, Turn

FEWEST = 10
"""Questions below which nothing is measured: the interval would say nothing."""
_MOST = 40
_TURNS = 300
"""Of past conversations that are read for questions."""
_PASSAGES = 600
_DEPTH = 100
"""Passages of each ranking that are fused, and in which the right one is looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuestion:
    """`gold`: ids of the chunks that answer it. `asked`: by the person, not made by us."""

    text: str
    gold: frozenset[str]
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the right passage came, from 1; None: not among the first 100."""

    question: str
    now: int | None
    then: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelComparison:
    """How the model did against what is in use, over `questions`, of which `asked` by the person.

    `first`: how often the right passage came first, now and with the model; `three`: among the
    first three. `low` and `high`: 95 % interval of the difference of the mean of 1 / place.
    `seconds`: what a question takes of the part that is exchanged, now and with the model.
    """

    collection: str
    questions: int
    asked: int
    passages: int
    of_passages: int
    first: tuple[int, int]
    three: tuple[int, int]
    low: float
    high: float
    seconds: tuple[float, float]
    passage_seconds: float
    """To embed a passage with the model; 0 for a reranker."""

    @property
    def outcome(self) -> str:
        """better, worse, or same: no difference that can be told."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonResult:
    """`verdict` is None where there were too few questions; `found` says how many there were."""

    verdict: ModelComparison | None
    found: int
    places: tuple[Place, ...] = ()


def judge(
    deps: Dependencies,
    turns: Callable[[int], Sequence[Turn]],
    *,
    collection: str,
    name: str,
    embedder: Embedder | None = None,
    reranker: Reranker | None = None,
) -> Generator[Progress, None, ComparisonResult]:
    """Measure an embedder or a reranker; `turns(n)` are the last n of the collection.

    Closing the generator ends it.
    """
    yield Progress(name=name, stage="looking for questions of yours")
    sample = _sample(deps, collection)
    questions = _own_questions(deps, turns(_TURNS), sample, collection)
    if len(questions) < FEWEST:
        return ComparisonResult(verdict=None, found=len(questions))
    over = _Sample(deps, collection, sample)
    in_use = deps.embedder_of(collection)
    ranked_by = deps.reranker()
    vectors = yield from over.vectors(in_use, name, "what is in use now")
    now = _System(deps, over, in_use, vectors, ranked_by)
    began = time.perf_counter()
    if embedder:
        theirs = yield from over.vectors(embedder, name, "the new model")
        then = _System(deps, over, embedder, theirs, ranked_by)
    else:
        then = _System(deps, over, in_use, vectors, reranker)
    passage_seconds = (time.perf_counter() - began) / len(over.ids) if embedder else 0.0
    places: list[Place] = []
    for done, each in enumerate(questions):
        yield Progress(name=name, stage="asking your questions", done=done, total=len(questions))
        places.append(
            Place(question=each.text, now=now.place(each), then=then.place(each)),
        )
    ranks_now = [1 / each.now if each.now else 0.0 for each in places]
    ranks_then = [1 / each.then if each.then else 0.0 for each in places]
    low, high = paired_interval(ranks_then, ranks_now)
    timed = [(each.searching if embedder else each.ranking) or [0.0] for each in (now, then)]
    verdict = ModelComparison(
        collection=collection,
        questions=len(questions),
        asked=sum(each.asked for each in questions),
        passages=len(over.ids),
        of_passages=deps.catalogue.chunks.count(collection),
        first=_within(places, 1),
        three=_within(places, 3),
        low=low,
        high=high,
        seconds=(statistics.median(timed[0]), statistics.median(timed[1])),
        passage_seconds=passage_seconds,
    )
    return ComparisonResult(verdict=verdict, found=len(questions), places=tuple(places))


def _within(places: Iterable[Place], limit: int) -> tuple[int, int]:
    some = list(places)
    return (
        sum(each.now is not None and each.now <= limit for each in some),
        sum(each.then is not None and each.then <= limit for each in some),
    )


_Sampled = dict[str, tuple[str, tuple[Chunk, ...]]]
"""Document id → its name, and passages of it."""


def _sample(deps: Dependencies, collection: str) -> _Sampled:
    """All passages of a small collection; of a large one, some of each document, evenly."""
    ready = deps.catalogue.documents.searchable_names(collection)
    if not ready:
        return {}
    every = -(-len(ready) // _PASSAGES)
    some = ready[::every]
    each = _PASSAGES if deps.catalogue.chunks.count(collection) <= _PASSAGES else 0
    limit = each or max(1, _PASSAGES // len(some))
    return {id_: (name, deps.catalogue.chunks.sample(id_, limit=limit)) for id_, name in some}


def _own_questions(
    deps: Dependencies, turns: Sequence[Turn], sample: _Sampled, collection: str
) -> list[OwnQuestion]:
    """Those that the person asked and that were answered, the newest first; then others, made of
    the documents, whose passage is known. The chunks that answer join the sample.
    """
    present = dict(deps.catalogue.documents.searchable_names(collection))
    found: dict[str, OwnQuestion] = {}
    for turn in turns:
        answer = turn.answer
        text = answer.searched or turn.question
        disliked = turn.feedback is not None and not turn.feedback.good
        if disliked or not answer.supported or text.casefold() in found:
            continue
        gold: set[str] = set()
        for cited in answer.citations:
            if cited.document_id not in present:
                continue
            name, known = sample.get(cited.document_id, (present[cited.document_id], ()))
            beside = {each.id: each for each in known}
            for chunk in deps.catalogue.chunks.of_document(cited.document_id):
                if chunk.start < cited.end and cited.start < chunk.end:
                    gold.add(chunk.id)
                    beside[chunk.id] = chunk
            in_order = sorted(beside.values(), key=lambda each: each.start)
            sample[cited.document_id] = (name, tuple(in_order))
        if gold:
            found[text.casefold()] = OwnQuestion(text=text, gold=frozenset(gold), asked=True)
        if len(found) == _MOST:
            break
    for made in suggestions(list(sample.values())):
        if len(found) == _MOST:
            break
        if made.question.casefold() not in found:
            found[made.question.casefold()] = OwnQuestion(
                text=made.question, gold=frozenset([made.chunk.id]), asked=False
            )
    return list(found.values())


class _Sample:
    """The passages that both systems search, and those of them that hold a question's words."""

    scale: Scale = "bm25"

    def __init__(self, deps: Dependencies, collection: str, sampled: _Sampled) -> None:
        self._deps = deps
        self._sampled = sampled
        self._total = deps.catalogue.chunks.count(collection)
        self.collection = collection
        self.ids = [chunk.id for _, chunks in sampled.values() for chunk in chunks]
        self._inside = set(self.ids)

    def vectors(
        self, embedder: Embedder, model: str, whose: str
    ) -> Generator[Progress, None, Vectors]:
        """Of all passages, in the order of `ids`."""
        found: list[Vectors] = []
        done = 0
        for document_id, (name, chunks) in self._sampled.items():
            # Its name is all that is read of it.
            document = Document(id=document_id, name=name, media_type="", sha256="", text="")
            steps = embed(embedder, document, chunks)
            while True:
                try:
                    step = next(steps)
                except StopIteration as end:
                    found.append(end.value)
                    break
                yield Progress(
                    name=model,
                    stage=f"reading passages with {whose}",
                    done=done + step.done,
                    total=len(self.ids),
                )
            done += len(chunks)
        return np.concatenate(found)

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,  # noqa: ARG002  (all of them are searched)
    ) -> tuple[Hit, ...]:
        """By words, among the sample alone."""
        phrases = phrases_of(question)
        catalogue = self._deps.catalogue
        found = (
            catalogue.chunks.keyword_search(phrases, collection=collection, limit=self._total)
            if phrases
            else []
        )
        inside = [each for each in found if each[0] in self._inside][:limit]
        return catalogue.chunks.hits(inside, scale="bm25")


class _System:
    """Search over the sample as it would be with these parts; by meaning, it is its own part."""

    scale: Scale = "cosine"

    def __init__(
        self,
        deps: Dependencies,
        sample: _Sample,
        embedder: Embedder,
        vectors: Vectors,
        reranker: Reranker | None,
    ) -> None:
        self._deps = deps
        self._sample = sample
        self._embedder = embedder
        self._vectors = vectors
        self.searching: list[float] = []
        self.ranking: list[float] = []
        timed = _Timed(reranker, self.ranking) if reranker else None
        self._whole = deps.search(sample, self, reranker=lambda: timed)

    def place(self, question: OwnQuestion) -> int | None:
        """Where the first passage that answers comes."""
        hits = self._whole.retrieve(question.text, collection=self._sample.collection, limit=_DEPTH)
        return next(
            (at for at, hit in enumerate(hits, start=1) if hit.chunk.id in question.gold), None
        )

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,  # noqa: ARG002  (all of them are searched)
    ) -> tuple[Hit, ...]:
        """By meaning, among the sample alone."""
        began = time.perf_counter()
        cosines = self._vectors @ self._embedder.encode_questions([question])[0]
        self.searching.append(time.perf_counter() - began)
        order = np.argsort(-cosines, kind="stable")[:limit]
        found = [(self._sample.ids[at], float(cosines[at])) for at in order]
        return self._deps.catalogue.chunks.hits(found, scale="cosine", collection=collection)


class _Timed:
    """A reranker that notes how long it takes, in seconds."""

    def __init__(self, reranker: Reranker, taken: list[float]) -> None:
        self.name = reranker.name
        self.card = reranker.card
        self.prepare = reranker.prepare
        self._reranker = reranker
        self._taken = taken

    def relevance(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """As the reranker's own."""
        began = time.perf_counter()
        relevance = self._reranker.relevance(question, passages)
        self._taken.append(time.perf_counter() - began)
        return relevance
