"""Labelled questions → examples for a reader, with the passages that our own search mistakes."""

import random
from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import replace

from components.errors import PairsError
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import index
from components.training.pairs.examples import (
    ReadingExample,
    answered,
    shuffled,
    unanswered,
    without_answer,
)
from components.training.pairs.labelled import Corpus, Labelled
from components.training.pairs.unanswerable import unanswerable
from components.types import Chunk, FileReport, Hit, Progress, Upload

_POOL = 12
"""Hits asked for each question; those that do not answer it are what the reader must tell apart."""
_MISTAKEN = 6
"""Most of them that are kept."""
_CHANGED = 2
"""Questions, at most, that are made of one and are not answered."""


def mine(
    deps: Dependencies, corpus: Corpus, *, most: int | None = None, seed: int = 0
) -> Generator[Progress, None, list[ReadingExample]]:
    """Index the corpus as a collection of its name, ask its questions, keep what comes wrongly.

    `most`: questions taken at most, drawn by the seed. Raises PairsError where a text of the
    corpus cannot be indexed.
    """
    uploads = (Upload(name=name, data=text.encode()) for name, text in corpus.texts.items())
    for event in index(deps, uploads, collection=corpus.name):
        if isinstance(event, Progress):
            yield event
        elif isinstance(event, FileReport) and event.status == "failed":
            raise PairsError(f"{event.name} of {corpus.name} was not indexed: {event.reason}")
    ids = {each.name: each.id for each in deps.catalogue.documents.rows(corpus.name)}
    chunks = {name: deps.catalogue.chunks.of_document(id_) for name, id_ in ids.items()}
    by_document = defaultdict(list)
    for each in corpus.questions:
        by_document[each.document].append(each)
    chance = random.Random(seed)
    examples: list[ReadingExample] = []
    questions = shuffled(corpus.questions, seed)[:most]
    for number, question in enumerate(questions):
        if number % 50 == 0:
            yield Progress(name=corpus.name, stage="mining", done=number, total=len(questions))
        examples += _examples(
            deps,
            corpus,
            question,
            chunks[question.document],
            [each.question for each in by_document[question.document] if each is not question],
            chance,
        )
    return examples


def _examples(
    deps: Dependencies,
    corpus: Corpus,
    question: Labelled,
    chunks: Sequence[Chunk],
    others: Sequence[str],
    chance: random.Random,
) -> list[ReadingExample]:
    gold = _best_chunk(question, chunks)
    if gold is None:
        return []
    right = answered(question, question.document, gold)
    if right is None:
        return []
    hits = deps.retriever.retrieve(
        question.question,
        collection=corpus.name,
        limit=_POOL,
        document_ids=[gold.document_id] if corpus.apart else None,
    )
    wrong = [
        unanswered(hit.document_name, hit.chunk) for hit in hits if not _touches(question, hit)
    ][:_MISTAKEN]
    cut = without_answer(right)
    passages = (right, *wrong, *([cut] if cut else []))
    found = [ReadingExample(question=question.question, passages=passages)]
    if question.exact and right.answering:
        evidence = " ".join(
            right.text[start:end]
            for start, end in (right.statements[number] for number in right.answering)
        )
        near = replace(right, answering=(), short=())
        every = (
            unanswerable(question.question, evidence, right.text, others, chance)
            for _ in range(_CHANGED)
        )
        found += [
            ReadingExample(question=changed, passages=(near,), like=question.question)
            for changed in dict.fromkeys(filter(None, every))
        ]
    return found


def _best_chunk(question: Labelled, chunks: Sequence[Chunk]) -> Chunk | None:
    """The chunk that holds the short answer and most of the evidence."""

    def held(chunk: Chunk) -> tuple[bool, int]:
        short = question.short or question.evidence[0]
        whole = chunk.start <= short[0] and short[1] <= chunk.end
        covered = sum(
            max(0, min(end, chunk.end) - max(start, chunk.start))
            for start, end in question.evidence
        )
        return whole and question.short is not None, covered

    best = max(chunks, key=held, default=None)
    return best if best is not None and held(best)[1] > 0 else None


def _touches(question: Labelled, hit: Hit) -> bool:
    """Whether the hit holds part of the evidence, and so may answer."""
    return hit.document_name == question.document and any(
        start < hit.chunk.end and end > hit.chunk.start for start, end in question.evidence
    )
