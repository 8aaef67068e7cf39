"""Build training examples from labelled questions and the passages that our search mistakes."""

import random
from collections import defaultdict
from collections.abc import Generator, Sequence
from dataclasses import replace

from components.errors import PairsError
from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import index
from components.training.pairs.examples import (
    ReadingExample,
    answering_passage,
    cut_answer,
    unanswering_passage,
)
from components.training.pairs.labelled import Corpus, LabelledQuestion, overlap
from components.training.pairs.unanswerable import unanswerable
from components.types import Chunk, FileReport, Progress, Upload

_SEARCH_DEPTH = 12
_MAX_MISTAKES = 6
"""Hits per question that do not answer it; the reader must tell them from the one that does."""
_MAX_CHANGED = 2
"""Unanswerable questions made from one question."""


def mine(
    deps: Dependencies, corpus: Corpus, *, limit: int | None = None, seed: int = 0
) -> Generator[Progress, None, list[ReadingExample]]:
    """Index the corpus as a collection of its name, search for its questions, label the hits.

    At most `limit` questions are used, drawn by the seed. Raises PairsError where a text cannot be
    indexed.
    """
    uploads = (Upload(name=name, data=text.encode()) for name, text in corpus.texts.items())
    for event in index(deps, uploads, collection=corpus.name):
        if isinstance(event, Progress):
            yield event
        elif isinstance(event, FileReport) and event.status == "failed":
            raise PairsError(f"{event.name} of {corpus.name} was not indexed: {event.reason}")
    chunks = {
        row.name: deps.catalogue.chunks.of_document(row.id)
        for row in deps.catalogue.documents.rows(corpus.name)
    }
    by_document = defaultdict(list)
    for each in corpus.questions:
        by_document[each.document].append(each)
    questions = list(corpus.questions)
    random.Random(seed).shuffle(questions)
    rng = random.Random(seed)
    examples: list[ReadingExample] = []
    for number, question in enumerate(questions[:limit]):
        if number % 50 == 0:
            total = len(questions[:limit])
            yield Progress(name=corpus.name, stage="mining", done=number, total=total)
        example = _example(deps, corpus, question, chunks[question.document])
        if example:
            others = [
                each.question for each in by_document[question.document] if each is not question
            ]
            examples += [example, *_unanswerable_examples(example, others, rng)]
    return examples


def _example(
    deps: Dependencies, corpus: Corpus, question: LabelledQuestion, chunks: Sequence[Chunk]
) -> ReadingExample | None:
    """Return the question with its passages; None where no chunk holds the answer."""
    chunk = _answering_chunk(question, chunks)
    passage = answering_passage(question, chunk) if chunk else None
    if chunk is None or passage is None:
        return None
    hits = deps.retriever.retrieve(
        question.question,
        collection=corpus.name,
        limit=_SEARCH_DEPTH,
        document_ids=[chunk.document_id] if corpus.per_document else None,
    )
    mistakes = [
        unanswering_passage(hit.document_name, hit.chunk)
        for hit in hits
        if hit.document_name != question.document or not _evidence_in(hit.chunk, question)
    ]
    cut = cut_answer(passage)
    passages = (passage, *mistakes[:_MAX_MISTAKES], *([cut] if cut else []))
    return ReadingExample(question=question.question, passages=passages)


def _unanswerable_examples(
    example: ReadingExample, others: Sequence[str], rng: random.Random
) -> list[ReadingExample]:
    passage = example.passages[0]
    if not passage.answering:
        return []
    spans = (passage.statements[at] for at in passage.answering)
    evidence = " ".join(passage.text[start:end] for start, end in spans)
    changed = [
        unanswerable(example.question, evidence, passage.text, others, rng)
        for _ in range(_MAX_CHANGED)
    ]
    passages = (replace(passage, answering=(), short=()),)
    return [
        ReadingExample(question=text, passages=passages, changed_from=example.question)
        for text in dict.fromkeys(filter(None, changed))
    ]


def _answering_chunk(question: LabelledQuestion, chunks: Sequence[Chunk]) -> Chunk | None:
    """Return the chunk that holds the short answer and most of the evidence."""

    def rank(chunk: Chunk) -> tuple[bool, int]:
        short = question.short
        holds_short = short is not None and chunk.start <= short[0] and short[1] <= chunk.end
        return holds_short, _evidence_in(chunk, question)

    best = max(chunks, key=rank, default=None)
    return best if best is not None and _evidence_in(best, question) else None


def _evidence_in(chunk: Chunk, question: LabelledQuestion) -> int:
    """Return the number of the chunk's characters that are evidence."""
    return sum(overlap((chunk.start, chunk.end), span) for span in question.evidence)
