"""Test cases of `benchmarks/citations.py`: true and false sentences, each with its hits.

They are real sentences of real documents, rewritten and mutated by rule. Half of the articles is
for choosing thresholds; the other half is reported.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks import data
from benchmarks.mutating import MUTATIONS, Surroundings
from benchmarks.rewriting import every, joined
from benchmarks.statements import declarative
from components.services import Services
from components.text.sentences import blocks, ends_sentence, sentences
from components.types import DEFAULT_COLLECTION, Hit

HITS = 10
_FEWEST_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A sentence, its hits, whether they support it, and how it was made.

    `base` names the source of a mutant: the sentence as written, or a rewriting.
    """

    kind: str
    base: str
    true: bool
    text: str
    hits: tuple[Hit, ...]
    report: bool
    question: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A real sentence in a hit, its neighbour, and the question that found it."""

    text: str
    following: str
    near: str
    document: str
    question: str
    answer: str
    hits: tuple[Hit, ...]
    report: bool


def cases(
    sources: Sequence[Source], documents: dict[str, list[str]], seed: int = 0
) -> Iterator[Case]:
    """Yield every true and false sentence that the rules make of `sources`.

    `documents` holds the sentences of each document, by name.
    """
    chance = random.Random(seed)
    texts = {name: " ".join(every) for name, every in documents.items()}
    for source in sources:
        rewritten = [("verbatim", source.text), *every(source.text)]
        if source.following and (text := joined(source.text, source.following, chance)):
            rewritten.append(("joined", text))
        if source.question and (text := declarative(source.question, source.answer)):
            rewritten.append(("question and answer", text))
        for kind, text in rewritten:
            yield _case(kind, "", True, text, source)
        held = [each for hit in source.hits for each in _sentences(hit.chunk.text)]
        together = " ".join(hit.chunk.text for hit in source.hits)
        others = [name for name in documents if name != source.document]
        around = Surroundings(
            near=source.near,
            document=texts[source.document],
            hits=held,
            far=[each for each in documents[source.document] if each[:40] not in together],
            other=documents[chance.choice(others)] if others else (),
        )
        bases = [("verbatim", source.text)]
        if len(rewritten) > 1:
            bases.append(chance.choice(rewritten[1:]))
        for kind, mutate in MUTATIONS.items():
            for base, text in bases:
                mutant = mutate(text, around, chance)
                whole = kind in ("other document", "same document")
                if mutant and mutant != text and not (whole and base != "verbatim"):
                    yield _case(kind, base, False, mutant, source)


def squad_sources(articles: data.Articles, services: Services) -> Iterator[Source]:
    """Yield the sentence that answers each question, where the retriever finds it."""
    reported = set(sorted(articles.texts)[1::2])
    for question in articles.questions:
        (reference, *more) = question.references
        hits = _hits(services, question.text)
        for hit in hits:
            chunk = hit.chunk
            inside = (
                hit.document_name == reference.document
                and chunk.start <= reference.start
                and reference.end <= chunk.end
            )
            if not inside or more:
                continue
            text = chunk.text[reference.start - chunk.start : reference.end - chunk.start]
            every_one = _sentences(chunk.text)
            if text.strip() not in every_one:
                break
            at = every_one.index(text.strip())
            yield Source(
                text=text.strip(),
                following=every_one[at + 1] if at + 1 < len(every_one) else "",
                near=chunk.text,
                document=reference.document,
                question=question.text,
                answer=question.answers[0],
                hits=hits,
                report=reference.document in reported,
            )
            break


def pdf_sources(
    questions: Sequence[str], services: Services, documents: Iterable[str], seed: int = 0
) -> Iterator[Source]:
    """Yield up to four whole sentences of the first five hits of each question."""
    chance = random.Random(seed)
    known = set(documents)
    for number, question in enumerate(questions):
        hits = _hits(services, question)
        found = [
            (text, hit, every_one[at + 1] if at + 1 < len(every_one) else "")
            for hit in hits[:5]
            if hit.document_name in known
            for every_one in [_sentences(hit.chunk.text)]
            for at, text in enumerate(every_one)
        ]
        for text, hit, following in chance.sample(found, min(4, len(found))):
            yield Source(
                text=text,
                following=following,
                near=hit.chunk.text,
                document=hit.document_name,
                question="",
                answer="",
                hits=hits,
                report=number % 2 == 1,
            )


def document_sentences(services: Services) -> dict[str, list[str]]:
    """Return all whole sentences of each indexed document, by its name."""
    found: dict[str, list[str]] = {}
    for row in services.catalogue.documents.rows(DEFAULT_COLLECTION):
        found[row.name] = _sentences(services.catalogue.documents.get(row.id).text)
    return found


def _sentences(text: str) -> list[str]:
    return [
        " ".join(text[start:end].split())
        for block in blocks(text, markdown=False)
        if block.kind in ("paragraph", "list item")
        for start, end in sentences(text, block.start, block.end)
        if ends_sentence(text[start:end])
        and not text[start:end].rstrip().endswith(("?", ":"))
        and len(text[start:end].split()) >= _FEWEST_WORDS
    ]


def _hits(services: Services, question: str) -> tuple[Hit, ...]:
    return services.retriever.retrieve(question, collection=DEFAULT_COLLECTION, limit=HITS)


def _case(kind: str, base: str, true: bool, text: str, source: Source) -> Case:
    return Case(
        kind=kind,
        base=base,
        true=true,
        text=text,
        hits=source.hits,
        report=source.report,
        question=source.question,
        source=source.text,
    )
