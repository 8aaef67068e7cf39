"""Whether an answer made without a model server cites the sentence that answers.

Two peers: the first sentences of the tutorial's top chunk, and the first sentences of our own
top hit, which takes retrieval out of the comparison. Each gives as many sentences as ours does
on average, rounded up. A refusal cites nothing and scores 0. No peer ever refuses.
"""

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks import data
from benchmarks.data import Question
from benchmarks.engine import ask, hit_passages, services_over
from benchmarks.peer import Rankings
from benchmarks.results import Goal, Note, Result, show, show_skipped
from benchmarks.scoring import Passage, cites_gold, paired_interval, token_f1
from components.sentences import sentences
from components.types import Answer

UNANSWERABLE = 300


@dataclass(slots=True)
class Scores:
    """Scores of one way to answer, a question a place."""

    cited: list[float] = field(default_factory=list)
    f1: list[float] = field(default_factory=list)

    def add(self, question: Question, text: str, citations: Sequence[Passage]) -> None:
        """Score one answer."""
        self.cited.append(float(cites_gold(question.references, citations)))
        self.f1.append(token_f1(text, question.answers))


def main() -> None:
    """Print the share of gold sentences cited, token F1, and how often ours refuses."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("answers", data.ABSENT)
        return
    unanswerable = random.Random(0).sample(articles.unanswerable, UNANSWERABLE)
    with services_over(articles.texts) as services:
        answers = [ask(services, question.text) for question in articles.questions]
        refused = [not ask(services, question).supported for question in unanswerable]
    supported = [each for each in answers if each.supported]
    count = math.ceil(statistics.mean(len(each.sentences) for each in supported))
    ours, tutorial, same_hits = Scores(), Scores(), Scores()
    rankings = Rankings(articles.texts)
    for question, answer in zip(articles.questions, answers, strict=True):
        ours.add(question, answer.text if answer.supported else "", _cited(answer))
        top = rankings.passages[rankings.search(question.text, limit=1).tutorial[0]]
        tutorial.add(question, *_first_sentences(articles, [top], count))
        our_top = hit_passages(answer.hits[:1])
        same_hits.add(question, *_first_sentences(articles, our_top, count))
    notes: dict[str, Note] = {
        "questions": len(answers),
        "sentences_ours": statistics.mean(len(each.sentences) for each in supported),
        "sentences_peer": count,
        "seconds_ours": statistics.median(each.seconds for each in answers),
    }
    for name, theirs in (("tutorial", tutorial), ("our_top_hit", same_hits)):
        show(_compared("cited", name, "% gold sentence cited", ours.cited, theirs.cited, notes))
        show(_compared("f1", name, "% token F1", ours.f1, theirs.f1, notes))
    for name, share, asked in (
        ("unanswerable", statistics.mean(refused), UNANSWERABLE),
        ("answerable", 1 - len(supported) / len(answers), len(answers)),
    ):
        show(
            Result(
                name=f"answers.refused_{name}",
                ours=100 * share,
                peer=0.0,
                unit="% refused",
                notes={"questions": asked},
            )
        )


def _compared(
    measure: str,
    peer: str,
    unit: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    notes: dict[str, Note],
) -> Result:
    low, high = paired_interval(ours, theirs)
    return Result(
        name=f"answers.{measure}.vs_{peer}",
        ours=100 * statistics.mean(ours),
        peer=100 * statistics.mean(theirs),
        unit=unit,
        goal=Goal(of="ratio", sense=">", bound=1),
        notes=notes | {"difference_95": f"{100 * low:+.1f} to {100 * high:+.1f}"},
    )


def _cited(answer: Answer) -> list[Passage]:
    if not answer.supported:
        return []
    return [Passage(each.document_name, each.start, each.end) for each in answer.citations]


def _first_sentences(
    articles: data.Articles, chunks: Sequence[Passage], count: int
) -> tuple[str, list[Passage]]:
    """The text of the first `count` sentences in `chunks`, and a citation of each."""
    cited = [
        Passage(chunk.document, start, end)
        for chunk in chunks
        for start, end in sentences(articles.texts[chunk.document], chunk.start, chunk.end)
    ][:count]
    text = " ".join(articles.texts[each.document][each.start : each.end] for each in cited)
    return text, cited


if __name__ == "__main__":
    main()
