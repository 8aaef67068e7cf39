"""Quality of answers made without a chat model: gold sentences cited, and token F1.

Three peers: the first sentences of the tutorial's top chunk; the sentence of that chunk nearest to
the question by MiniLM; and the first sentences of our own top hit, which takes retrieval out of
the comparison. The first and last give as many sentences as ours does on average, rounded up. A
refusal cites nothing and scores 0. No peer ever refuses.

Refusals are a curve over the certainty threshold: the share of answerable questions refused,
against the share of adversarial questions, which the articles do not answer, refused.
"""

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from benchmarks import data
from benchmarks.data import Question
from benchmarks.engine import ask, hit_passages, services_over
from benchmarks.peer import Rankings, embeddings
from benchmarks.results import Goal, Note, Result, show, show_skipped
from benchmarks.scoring import Passage, cites_gold, paired_interval, token_f1
from components.answerers.candidates import candidates
from components.answerers.scoring import by_reading
from components.services import Services
from components.text.sentences import sentences
from components.types import DEFAULT_COLLECTION, Answer

UNANSWERABLE = 500
CURVE = (2, 5, 10, 15, 20)
"""Points of the curve, in percent of answerable questions refused."""


@dataclass(slots=True)
class Scores:
    """Scores of one way to answer, one entry for each question."""

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
        sure = [_surest(services, question.text) for question in articles.questions]
        refused = [not ask(services, question).supported for question in unanswerable]
        unsure = [_surest(services, question) for question in unanswerable]
    supported = [each for each in answers if each.supported]
    count = math.ceil(statistics.mean(len(each.sentences) for each in supported))
    ours, first, tutorial, nearest, same_hits = (Scores() for _ in range(5))
    rankings = Rankings(articles.texts)
    minilm = embeddings()
    for question, answer in zip(articles.questions, answers, strict=True):
        ours.add(question, _short(answer), _cited(answer))
        first.add(question, _short(answer), _best_cited(answer))
        top = rankings.passages[rankings.search(question.text, limit=1).tutorial[0]]
        tutorial.add(question, *_first_sentences(articles, [top], count))
        every = _sentences(articles, [top])
        vectors = np.array(
            minilm.embed_documents([question.text, *(_text(articles, each) for each in every)])
        )
        best = every[int((vectors[1:] @ vectors[0]).argmax())]
        nearest.add(question, _text(articles, best), [best])
        our_top = hit_passages(answer.hits[:1])
        same_hits.add(question, *_first_sentences(articles, our_top, count))
    notes: dict[str, Note] = {
        "questions": len(answers),
        "sentences_ours": statistics.mean(len(each.sentences) for each in supported),
        "sentences_peer": count,
        "seconds_ours": statistics.median(each.seconds for each in answers),
        "with_short_answer": statistics.mean(
            any(sentence.short for sentence in each.sentences) for each in answers
        ),
    }
    for name, mine, theirs in (
        ("tutorial", ours, tutorial),
        ("nearest_sentence", ours, nearest),
        ("nearest_sentence.one_sentence_each", first, nearest),
        ("our_top_hit", ours, same_hits),
    ):
        show(_compared("cited", name, "% gold sentence cited", mine.cited, theirs.cited, 75, notes))
    for name, theirs in (("tutorial", tutorial), ("nearest_sentence", nearest)):
        show(_compared("f1", name, "% token F1 of the short answer", ours.f1, theirs.f1, 45, notes))
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
    for percent in CURVE:
        bound = float(np.quantile(sure, percent / 100))
        show(
            Result(
                name=f"answers.refused_unanswerable.at_{percent}_percent_of_answerable",
                ours=100 * statistics.mean(each < bound for each in unsure),
                peer=float(percent),
                unit="% refused; the peer is the answerable",
                goal=Goal(of="ours", sense="≥", bound=60) if percent == 10 else None,
                notes={"certainty": 100 * bound},
            )
        )


def _surest(services: Services, question: str) -> float:
    """Return the certainty that the hits answer the question; 0 without hits."""
    hits = services.retriever.retrieve(
        question, collection=DEFAULT_COLLECTION, limit=services.preferences().passages
    )
    found = candidates(hits[: services.preferences().read])
    return by_reading(services.reader, services.embedder, question, found).certainty


def _compared(
    measure: str,
    peer: str,
    unit: str,
    ours: Sequence[float],
    theirs: Sequence[float],
    bound: float,
    notes: dict[str, Note],
) -> Result:
    low, high = paired_interval(ours, theirs)
    return Result(
        name=f"answers.{measure}.vs_{peer}",
        ours=100 * statistics.mean(ours),
        peer=100 * statistics.mean(theirs),
        unit=unit,
        goal=Goal(of="ours", sense="≥", bound=bound),
        notes=notes | {"difference_95": f"{100 * low:+.1f} to {100 * high:+.1f}"},
    )


def _short(answer: Answer) -> str:
    """Return the words in bold, or the whole answer if there are none."""
    if not answer.supported:
        return ""
    spans = [each.short for each in answer.sentences if each.short]
    return answer.text[slice(*spans[0])] if spans else answer.text


def _cited(answer: Answer) -> list[Passage]:
    if not answer.supported:
        return []
    return [Passage(each.document_name, each.start, each.end) for each in answer.citations]


def _best_cited(answer: Answer) -> list[Passage]:
    """Return the passages cited by the sentence with the short answer, or by the first one."""
    best = next((at for at, each in enumerate(answer.sentences) if each.short), 0)
    return _cited(answer)[best : best + 1]


def _sentences(articles: data.Articles, chunks: Sequence[Passage]) -> list[Passage]:
    return [
        Passage(chunk.document, start, end)
        for chunk in chunks
        for start, end in sentences(articles.texts[chunk.document], chunk.start, chunk.end)
    ]


def _first_sentences(
    articles: data.Articles, chunks: Sequence[Passage], count: int
) -> tuple[str, list[Passage]]:
    """Return the text of the first `count` sentences in `chunks`, and a citation of each."""
    cited = _sentences(articles, chunks)[:count]
    return " ".join(_text(articles, each) for each in cited), cited


def _text(articles: data.Articles, passage: Passage) -> str:
    return articles.texts[passage.document][passage.start : passage.end]


if __name__ == "__main__":
    main()
