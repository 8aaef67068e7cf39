"""Accuracy of the support check: false sentences caught, and true sentences flagged.

The sentences are real ones, rewritten and mutated by rule (`rewriting.py`, `mutating.py`), each
with the ten hits that our retriever finds. Two peers judge the same sentences and hits: MiniLM's
highest cosine and the highest ROUGE-L to any sentence of the hits. Each flags below a threshold
that, on the other half of the articles, flags as many true sentences as ours. Ours is also run
without the reader, which checks sentences that repeat the words of their question.
"""

import csv
import json
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import data
from benchmarks.claims import (
    Case,
    Source,
    cases,
    document_sentences,
    pdf_sources,
    squad_sources,
)
from benchmarks.engine import fresh_services, index_files, services_over
from benchmarks.results import Goal, Result, show, show_skipped
from benchmarks.scoring import rouge_l, wilson_interval
from components.citations import CheckedSentence, SupportChecker
from components.citations.evidence import Passages
from components.services import Services

MOST = 60
"""Most sentences for each kind, base and set: more would only take longer."""
_REPORTS = ("2022 Q3 AAPL.pdf", "2023 Q2 AAPL.pdf")
"""Two of the twenty quarterly reports; all take minutes to index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonResult:
    """A case, our verdict with and without the reader, and both peers' similarity to the hits."""

    case: Case
    flagged: bool
    unread: bool
    """True if our check flags it without the reader."""
    cosine: float
    overlap: float
    seconds: float
    first: bool
    """True for the first sentence checked against these hits, which pays for reading them."""


def main() -> None:
    """Print the share of true sentences flagged and of mutants caught, overall and by kind."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("citations", data.ABSENT)
        return
    judged = [each for every in _sets(articles) for each in every]
    reported = [each for each in judged if each.case.report]
    tuning = [each for each in judged if not each.case.report]
    thresholds = _thresholds(tuning)
    _show("flagged.true", [each for each in reported if each.case.true], thresholds, ("≤", 5))
    _show(
        "caught.mutants", [each for each in reported if not each.case.true], thresholds, ("≥", 90)
    )
    groups: dict[tuple[bool, str, str], list[ComparisonResult]] = defaultdict(list)
    for each in reported:
        case = each.case
        base = "" if case.true or case.base == "verbatim" else " of a rewriting"
        groups[not case.true, case.kind, base].append(each)
    for (mutant, kind, base), group in sorted(groups.items()):
        name = f"{'caught' if mutant else 'flagged'}.{kind}{base}".replace(" ", "_")
        _show(name, group, thresholds, None)
    for name, first in (("first_sentence", True), ("further_sentence", False)):
        seconds = [each.seconds for each in judged if each.first == first]
        show(
            Result(
                name=f"citations.seconds.{name}",
                ours=1000 * statistics.mean(seconds),
                peer=0.0,
                unit="ms of processor time",
                goal=None if first else Goal(of="ours", sense="≤", bound=20),
                notes={"median": 1000 * statistics.median(seconds), "sentences": len(seconds)},
            )
        )


def _sets(articles: data.Articles) -> Iterator[list[ComparisonResult]]:
    with services_over(articles.texts) as services:
        sources = list(squad_sources(articles, services))
        yield _judge(sources, document_sentences(services), services)
    northwind, reports = data.pdf_sets()
    folder = data.FOLDER / "northwind" / "gt_50.jsonl"
    lines = folder.read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line)["question"] for line in lines]
    yield _pdfs(northwind.files, asked)
    table = data.FOLDER / "sec10q" / "qna_data_mini.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        asked = [row["Question"] for row in csv.DictReader(file)]
    yield _pdfs({name: reports.files[name] for name in _REPORTS}, asked)


def _pdfs(files: Mapping[str, bytes], asked: Sequence[str]) -> list[ComparisonResult]:
    with fresh_services() as services:
        index_files(services, files)
        documents = document_sentences(services)
        sources = list(pdf_sources(asked, services, documents))
        return _judge(sources, documents, services)


def _judge(
    sources: Sequence[Source], documents: dict[str, list[str]], services: Services
) -> list[ComparisonResult]:
    embedder, reader = services.embedder, services.reader
    groups: dict[tuple[str, bool, bool], list[Case]] = defaultdict(list)
    for case in cases(sources, documents):
        groups[case.kind, case.base == "verbatim", case.report].append(case)
    chosen = [
        case
        for group in groups.values()
        for case in random.Random(0).sample(group, min(MOST, len(group)))
    ]
    chosen.sort(key=lambda case: id(case.hits))
    checker, unread = SupportChecker(embedder, reader=lambda: reader), SupportChecker(embedder)
    judged: list[ComparisonResult] = []
    last, library = None, Passages((), embedder)
    stream = before = checker.begin(())
    for case in chosen:
        began = time.process_time()
        first = case.hits is not last
        if first:
            stream, last = checker.begin(case.hits, question=case.question), case.hits
        sentences = stream.feed(f"{case.text}\n\n")
        seconds = (time.process_time() - began) / len(sentences)
        if first:
            library = Passages(case.hits, embedder)
            before = unread.begin(case.hits, question=case.question)
        texts = [each.statement.text for each in library.evidence]
        judged.append(
            ComparisonResult(
                case=case,
                flagged=_flagged(sentences),
                unread=_flagged(before.feed(f"{case.text}\n\n")),
                cosine=max(library.cosines(case.text, texts)),
                overlap=max(rouge_l(case.text, each) for each in texts),
                seconds=seconds,
                first=first,
            )
        )
    return judged


def _flagged(sentences: Sequence[CheckedSentence]) -> bool:
    return any(each.outcome in ("partly", "unsupported") for each in sentences)


def _thresholds(tuning: Sequence[ComparisonResult]) -> tuple[float, float]:
    """Return the cosine and the overlap below which a peer flags as many true sentences as ours."""
    true = [each for each in tuning if each.case.true]
    share = statistics.mean(each.flagged for each in true)
    return (
        float(np.quantile([each.cosine for each in true], share)),
        float(np.quantile([each.overlap for each in true], share)),
    )


def _show(
    name: str,
    group: Sequence[ComparisonResult],
    thresholds: tuple[float, float],
    goal: tuple[str, float] | None,
) -> None:
    flagged = [each.flagged for each in group]
    low, high = wilson_interval(sum(flagged), len(flagged))
    overlap = statistics.mean(each.overlap < thresholds[1] for each in group)
    show(
        Result(
            name=f"citations.{name}",
            ours=100 * statistics.mean(flagged),
            peer=100 * statistics.mean(each.cosine < thresholds[0] for each in group),
            unit="%",
            goal=Goal(of="ours", sense="≤" if goal[0] == "≤" else "≥", bound=goal[1])
            if goal
            else None,
            notes={
                "sentences": len(group),
                "interval_95": f"{100 * low:.1f} to {100 * high:.1f}",
                "peer_by_rouge_l": 100 * overlap,
                "without_the_reader": 100 * statistics.mean(each.unread for each in group),
            },
        )
    )


if __name__ == "__main__":
    main()
