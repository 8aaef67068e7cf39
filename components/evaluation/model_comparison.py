"""Compare a model with the one in use, on the person's own questions and documents.

The library does not change: a sample of its passages is embedded in memory, and each question is
searched for with both models.
"""

import statistics
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

import numpy as np

from components.evaluation.metrics import paired_interval
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing.embedding import passage_texts
from components.protocols import Embedder, Reranker, Vectors
from components.questions.suggestions import suggestions
from components.retrievers import HybridRetriever
from components.retrievers.keyword import phrases_of
from components.types import Chunk, Document, Hit, Progress, Scale, Turn

MIN_QUESTIONS = 10
"""Smallest number of questions for a meaningful interval."""
_MAX_QUESTIONS = 40
_MAX_TURNS = 300
_MAX_PASSAGES = 600
_SEARCH_DEPTH = 100
_BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """A question, the ids of the chunks that answer it, and whether the person asked it."""

    text: str
    relevant: frozenset[str]
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRanks:
    """Rank of the first relevant passage, from 1, now and with the new model.

    None where it is not among the first 100.
    """

    question: str
    now: int | None
    new: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelComparison:
    """Scores over `questions`, of which the person asked `asked`; pairs are (now, new model).

    `first` and `three` count questions whose relevant passage came first, or among the first
    three. `low` and `high`: 95 % interval of the difference in mean reciprocal rank. `seconds`:
    median time of a search. `passage_seconds`: to embed a passage; 0 for a reranker.
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

    @property
    def outcome(self) -> str:
        """Return better, worse, or same (no significant difference)."""
        return "better" if self.low > 0 else "worse" if self.high < 0 else "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonResult:
    """A comparison with its questions; `comparison` is None where they were too few."""

    comparison: ModelComparison | None
    question_count: int
    ranks: tuple[QuestionRanks, ...] = ()


_Sample = dict[str, tuple[str, tuple[Chunk, ...]]]
"""Document id → its name, and some of its passages."""


def compare(
    deps: Dependencies,
    turns: Callable[[int], Sequence[Turn]],
    *,
    collection: str,
    name: str,
    embedder: Embedder | None = None,
    reranker: Reranker | None = None,
) -> Generator[Progress, None, ComparisonResult]:
    """Compare an embedder or a reranker with the one in use.

    `turns(n)` returns the collection's last n turns. Closing the generator stops it.
    """
    yield Progress(name=name, stage="collecting your questions")
    sample = _sample(deps, collection)
    questions = _questions(deps, turns(_MAX_TURNS), sample, collection)
    if len(questions) < MIN_QUESTIONS:
        return ComparisonResult(comparison=None, question_count=len(questions))
    keywords = _SampleKeywords(deps, collection, sample)
    current, current_reranker = deps.embedder_of(collection), deps.reranker()
    vectors = yield from _embed(current, sample, name, "the current model")
    now = deps.search(
        keywords,
        _SampleVectors(deps, keywords.ids, current, vectors),
        reranker=lambda: current_reranker,
    )
    passage_seconds = 0.0
    if embedder:
        began = time.perf_counter()
        vectors = yield from _embed(embedder, sample, name, "the new model")
        passage_seconds = (time.perf_counter() - began) / len(keywords.ids)
    new = deps.search(
        keywords,
        _SampleVectors(deps, keywords.ids, embedder or current, vectors),
        reranker=lambda: reranker or current_reranker,
    )
    ranks: list[QuestionRanks] = []
    seconds: list[tuple[float, float]] = []
    for done, each in enumerate(questions):
        yield Progress(name=name, stage="asking your questions", done=done, total=len(questions))
        rank_now, seconds_now = _rank(now, each, collection)
        rank_new, seconds_new = _rank(new, each, collection)
        ranks.append(QuestionRanks(question=each.text, now=rank_now, new=rank_new))
        seconds.append((seconds_now, seconds_new))
    reciprocal = [(_reciprocal(each.now), _reciprocal(each.new)) for each in ranks]
    low, high = paired_interval([new for _, new in reciprocal], [now for now, _ in reciprocal])
    comparison = ModelComparison(
        collection=collection,
        questions=len(questions),
        asked=sum(each.is_own for each in questions),
        passages=len(keywords.ids),
        of_passages=deps.catalogue.chunks.count(collection),
        first=_count_within(ranks, 1),
        three=_count_within(ranks, 3),
        low=low,
        high=high,
        seconds=(
            statistics.median(now for now, _ in seconds),
            statistics.median(new for _, new in seconds),
        ),
        passage_seconds=passage_seconds,
    )
    return ComparisonResult(
        comparison=comparison, question_count=len(questions), ranks=tuple(ranks)
    )


def _sample(deps: Dependencies, collection: str) -> _Sample:
    """Pick all passages of a small collection; of a large one, some of each document, evenly."""
    documents = deps.catalogue.documents.searchable_names(collection)
    documents = documents[:: -(-len(documents) // _MAX_PASSAGES) or 1]
    is_small = deps.catalogue.chunks.count(collection) <= _MAX_PASSAGES
    limit = _MAX_PASSAGES if is_small else max(1, _MAX_PASSAGES // len(documents))
    return {id_: (name, deps.catalogue.chunks.sample(id_, limit=limit)) for id_, name in documents}


def _questions(
    deps: Dependencies, turns: Sequence[Turn], sample: _Sample, collection: str
) -> list[_Question]:
    """Collect the person's answered questions, then suggestions made from the sample.

    The chunks that answer the person's questions join the sample.
    """
    names = dict(deps.catalogue.documents.searchable_names(collection))
    questions: dict[str, _Question] = {}
    for turn in turns:
        answer = turn.answer
        text = answer.searched or turn.question
        is_disliked = turn.feedback is not None and not turn.feedback.good
        if is_disliked or not answer.supported or text.casefold() in questions:
            continue
        relevant: set[str] = set()
        for citation in answer.citations:
            id_ = citation.document_id
            if id_ not in names:
                continue
            _, chunks = sample.get(id_, (names[id_], ()))
            cited = {
                chunk.id: chunk
                for chunk in deps.catalogue.chunks.of_document(id_)
                if chunk.start < citation.end and citation.start < chunk.end
            }
            relevant |= cited.keys()
            merged = {each.id: each for each in chunks} | cited
            sample[id_] = (
                names[id_],
                tuple(sorted(merged.values(), key=lambda each: each.start)),
            )
        if relevant:
            questions[text.casefold()] = _Question(
                text=text, relevant=frozenset(relevant), is_own=True
            )
    for suggestion in suggestions(list(sample.values())):
        key = suggestion.question.casefold()
        if len(questions) >= _MAX_QUESTIONS:
            break
        if key not in questions:
            relevant_id = frozenset([suggestion.chunk.id])
            questions[key] = _Question(text=suggestion.question, relevant=relevant_id, is_own=False)
    return list(questions.values())[:_MAX_QUESTIONS]


def _embed(
    embedder: Embedder, sample: _Sample, name: str, model: str
) -> Generator[Progress, None, Vectors]:
    """Embed the sample's passages, in its order."""
    texts: list[str] = []
    for id_, (title, chunks) in sample.items():
        document = Document(id=id_, name=title, media_type="", sha256="", text="")
        texts += passage_texts(embedder, document, chunks)
    parts: list[Vectors] = []
    for first in range(0, len(texts), _BATCH):
        yield Progress(
            name=name, stage=f"reading passages with {model}", done=first, total=len(texts)
        )
        parts.append(embedder.encode(texts[first : first + _BATCH]))
    return np.concatenate(parts)


def _rank(
    search: HybridRetriever, question: _Question, collection: str
) -> tuple[int | None, float]:
    """Return the rank of the first relevant passage, and the seconds that the search took."""
    began = time.perf_counter()
    hits = search.retrieve(question.text, collection=collection, limit=_SEARCH_DEPTH)
    seconds = time.perf_counter() - began
    return next((hit.rank for hit in hits if hit.chunk.id in question.relevant), None), seconds


def _reciprocal(rank: int | None) -> float:
    return 1 / rank if rank else 0.0


def _count_within(ranks: Sequence[QuestionRanks], limit: int) -> tuple[int, int]:
    return (
        sum(each.now is not None and each.now <= limit for each in ranks),
        sum(each.new is not None and each.new <= limit for each in ranks),
    )


class _SampleKeywords:
    """Keyword search among the sample's passages."""

    scale: Scale = "bm25"

    def __init__(self, deps: Dependencies, collection: str, sample: _Sample) -> None:
        self.ids = [chunk.id for _, chunks in sample.values() for chunk in chunks]
        self._sampled = set(self.ids)
        self._deps = deps
        self._total = deps.catalogue.chunks.count(collection)

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,  # noqa: ARG002  (the sample is searched)
    ) -> tuple[Hit, ...]:
        """Return the best hits by BM25."""
        catalogue, phrases = self._deps.catalogue, phrases_of(question)
        if not phrases:
            return ()
        found = catalogue.keywords.search(phrases, collection=collection, limit=self._total)
        inside = [(id_, score) for id_, score in found if id_ in self._sampled]
        return catalogue.chunks.hits(inside[:limit], scale=self.scale)


class _SampleVectors:
    """Dense search among the sample's passages, by exact cosine."""

    scale: Scale = "cosine"

    def __init__(
        self, deps: Dependencies, ids: Sequence[str], embedder: Embedder, vectors: Vectors
    ) -> None:
        self._deps = deps
        self._ids = ids
        self._embedder = embedder
        self._vectors = vectors

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,  # noqa: ARG002  (the sample is searched)
    ) -> tuple[Hit, ...]:
        """Return the best hits by cosine."""
        cosines = self._vectors @ self._embedder.encode_questions([question])[0]
        order = np.argsort(-cosines, kind="stable")[:limit]
        found = [(self._ids[at], float(cosines[at])) for at in order]
        return self._deps.catalogue.chunks.hits(found, scale=self.scale, collection=collection)
