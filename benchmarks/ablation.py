"""Ablation of the search: R at 4,000 characters and IoU of five chunks without each choice.

Each line compares Footnote as shipped with one choice changed, on the same 500 questions. The
choices were made on these questions, so the figures flatter them.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from benchmarks import data
from benchmarks.engine import fresh_services, hit_passages, index_files
from benchmarks.results import Note, Result, show, show_skipped
from benchmarks.retrieval import BUDGET, DEPTH, Scores
from benchmarks.scoring import Passage, paired_interval
from components.pipelines.indexing.refreshing import refresh
from components.preferences import Preferences
from components.protocols import Retriever
from components.retrievers import KeywordRetriever
from components.services import Services
from components.text.context import context_and_text
from components.text.words import words
from components.types import DEFAULT_COLLECTION, Hit

SIZES = (60, 80, 100, 120, 160)
"""Largest passages, in tokens."""

Find = Callable[[str], Sequence[Hit]]


def main() -> None:
    """Print each changed choice beside the shipped one."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("ablation", data.ABSENT)
        return
    with _over(articles) as services:
        ours = _scores(articles, _by(services.retriever))
        for name, preferences in (
            ("words_alone", Preferences(meaning=0, reader=False)),
            ("meaning_alone", Preferences(meaning=100, reader=False)),
            ("no_reader", Preferences(reader=False)),
            ("more_words", Preferences(meaning=30)),
            ("more_meaning", Preferences(meaning=70)),
        ):
            changed = services.under(preferences).retriever
            show(_result(name, ours, _scores(articles, _by(changed))))
        show(_result("reader_alone", ours, _scores(articles, _by_reader(services))))
        show(_result("neighbours_joined", ours, _scores(articles, _by(services.retriever), True)))
        own, filler = _by(KeywordRetriever(catalogue=services.catalogue)), _with_filler(services)
        show(_result("words_alone.filler_kept", _scores(articles, own), _scores(articles, filler)))
        for size in SIZES:
            services.catalogue.collections.set_passage_tokens(DEFAULT_COLLECTION, size)
            for _ in refresh(services):
                pass
            show(_result(f"passages_of_{size}", ours, _scores(articles, _by(services.retriever))))
    with _over(articles.without_names()) as services:
        bare = _scores(articles.without_names(), _by(services.retriever))
        show(_result("no_file_names", ours, bare))


@contextmanager
def _over(articles: data.Articles) -> Iterator[Services]:
    with fresh_services() as services:
        index_files(services, {name: text.encode() for name, text in articles.texts.items()})
        yield services


def _by(retriever: Retriever) -> Find:
    return lambda question: retriever.retrieve(question, collection=DEFAULT_COLLECTION, limit=DEPTH)


def _by_reader(services: Services) -> Find:
    """Rank the twenty best hits of the unread search by the reader alone."""
    plain = services.under(Preferences(reader=False)).retriever

    def find(question: str) -> list[Hit]:
        hits = plain.retrieve(question, collection=DEFAULT_COLLECTION, limit=DEPTH)
        relevance = services.reader.relevance(
            question, [context_and_text(hit) for hit in hits[:20]]
        )
        order = sorted(range(len(relevance)), key=lambda row: -relevance[row])
        return [*(hits[row] for row in order), *hits[len(order) :]]

    return find


def _with_filler(services: Services) -> Find:
    """Search by BM25 with every word of the question, filler included."""

    def find(question: str) -> Sequence[Hit]:
        phrases = [f'"{word}"' for word in dict.fromkeys(words(question))]
        found = services.catalogue.keywords.search(
            phrases, collection=DEFAULT_COLLECTION, limit=DEPTH
        )
        return services.catalogue.chunks.hits(found, scale="bm25")

    return find


def _scores(articles: data.Articles, find: Find, joined: bool = False) -> Scores:
    scores = Scores()
    for question in articles.questions:
        passages = hit_passages(find(question.text))
        scores.add(question.references, _joined(passages) if joined else passages)
    return scores


def _joined(ranked: Sequence[Passage]) -> list[Passage]:
    """Join neighbours among the first ten hits, at the better one's rank."""
    kept = list(ranked[:10])
    for one, other in itertools.permutations(ranked[:10], 2):
        near = one.document == other.document and 0 <= other.start - one.end <= 2
        if near and one in kept and other in kept:
            place = min(kept.index(one), kept.index(other))
            whole = replace(one, end=other.end)
            kept = [each for each in kept if each not in (one, other)]
            kept.insert(place, whole)
    return [*kept, *ranked[10:]]


def _result(name: str, ours: Scores, changed: Scores) -> Result:
    low, high = paired_interval(changed.at_budget, ours.at_budget)
    notes: dict[str, Note] = {
        "iou_ours": ours.iou,
        "iou_changed": changed.iou,
        "difference_95": f"{100 * low:+.1f} to {100 * high:+.1f}",
        "characters_of_five": changed.mean_length,
    }
    return Result(
        name=f"ablation.{name}",
        ours=ours.recall_at_budget,
        peer=changed.recall_at_budget,
        unit=f"% of reference characters in {BUDGET}; the peer is ours so changed",
        notes=notes,
    )


if __name__ == "__main__":
    main()
