"""Retrieval quality, as the share of the answering characters that are retrieved.

One index holds all 24 articles, and 500 questions search all of it. R at 4,000 retrieved
characters compares rankings at equal cost, whatever their chunks' size; R, P and IoU are of the
first five chunks. Footnote indexes a file's name and headings with each chunk, which the peers do
not, so it is measured again with meaningless file names.
"""

from dataclasses import dataclass, field

from benchmarks import data
from benchmarks.engine import hit_passages, services_over
from benchmarks.peer import Rankings
from benchmarks.results import Goal, Note, Result, show, show_skipped
from benchmarks.scoring import Coverage, Passage, coverage, paired_interval, within_budget
from components.types import DEFAULT_COLLECTION

BUDGET = 4_000
CHUNKS = 5
LEAST, LEAST_IOU = 96, 8
"""Goals for our recall and IoU, in percent."""
DEPTH = 100
"""Number of chunks retrieved by each ranking, far more than the budget holds."""


@dataclass(slots=True)
class Scores:
    """Scores of one ranking, one entry for each question."""

    at_budget: list[float] = field(default_factory=list)
    at_chunks: list[Coverage] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)

    def add(self, references: tuple[Passage, ...], ranked: list[Passage]) -> None:
        """Score one question's ranking."""
        first = ranked[:CHUNKS]
        self.at_budget.append(coverage(references, within_budget(ranked, BUDGET)).recall)
        self.at_chunks.append(coverage(references, first))
        self.lengths.append(sum(map(len, first)))

    @property
    def recall_at_budget(self) -> float:
        """Mean R at the budget, in percent."""
        return _percent(self.at_budget)

    @property
    def recall(self) -> float:
        """Mean R of the first chunks, in percent."""
        return _percent([each.recall for each in self.at_chunks])

    @property
    def precision(self) -> float:
        """Mean P of the first chunks, in percent."""
        return _percent([each.precision for each in self.at_chunks])

    @property
    def iou(self) -> float:
        """Mean IoU of the first chunks, in percent."""
        return _percent([each.iou for each in self.at_chunks])

    @property
    def mean_length(self) -> float:
        """Mean length of the first chunks together, in characters."""
        return sum(self.lengths) / len(self.lengths)


def main() -> None:
    """Print R at the budget against each peer, and R, P and IoU against two."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("retrieval", data.ABSENT)
        return
    peers = {"tutorial": Scores(), "bm25": Scores(), "fusion": Scores()}
    rankings = Rankings(articles.texts)
    for question in articles.questions:
        ranked = rankings.search(question.text, DEPTH)
        for name, scores in peers.items():
            found = [rankings.passages[each] for each in getattr(ranked, name)]
            scores.add(question.references, found)
    ours = _ours(articles)
    for name, scores in peers.items():
        show(_at_budget(name, ours, scores))
    show(_at_budget("fusion.without_file_names", _ours(articles.without_names()), peers["fusion"]))
    for name in ("tutorial", "fusion"):
        for result in _at_chunks(name, ours, peers[name]):
            show(result)


def _ours(articles: data.Articles) -> Scores:
    scores = Scores()
    with services_over(articles.texts) as services:
        for question in articles.questions:
            hits = services.retriever.retrieve(
                question.text, collection=DEFAULT_COLLECTION, limit=DEPTH
            )
            scores.add(question.references, hit_passages(hits))
    return scores


def _at_budget(peer: str, ours: Scores, theirs: Scores) -> Result:
    low, high = paired_interval(ours.at_budget, theirs.at_budget)
    return Result(
        name=f"retrieval.recall_{BUDGET}_characters.vs_{peer}",
        ours=ours.recall_at_budget,
        peer=theirs.recall_at_budget,
        unit="% of reference characters",
        goal=Goal(of="ours", sense="≥", bound=LEAST),
        notes={
            "questions": len(ours.at_budget),
            "difference_95": f"{100 * low:+.1f} to {100 * high:+.1f}",
        },
    )


def _at_chunks(peer: str, ours: Scores, theirs: Scores) -> list[Result]:
    notes: dict[str, Note] = {
        "characters_ours": ours.mean_length,
        "characters_peer": theirs.mean_length,
    }
    return [
        Result(
            name=f"retrieval.{measure}_{CHUNKS}_chunks.vs_{peer}",
            ours=getattr(ours, measure),
            peer=getattr(theirs, measure),
            unit="%",
            goal=Goal(of="ours", sense="≥", bound=LEAST_IOU) if measure == "iou" else None,
            notes=notes,
        )
        for measure in ("recall", "precision", "iou")
    ]


def _percent(values: list[float]) -> float:
    return 100 * sum(values) / len(values)


if __name__ == "__main__":
    main()
