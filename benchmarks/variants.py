"""What searching for other wordings of a question, fused by rank with the question itself, does.

`variants.by_rule`: two wordings made by rule, its key words alone and a statement with the words
in their order, over the 500 questions of `retrieval.py`. `variants.by_model`: those that a chat
model writes, the model that FOOTNOTE_MODEL names (`provider:model`, FOOTNOTE_MODEL_ADDRESS for a
server of one's own, the key in the provider's own variable); skipped without one. The peer of
each row is the same search without wordings, in the same run.
"""

import os
import statistics
import time
from collections.abc import Callable

from benchmarks import data
from benchmarks.engine import hit_passages, services_over
from benchmarks.results import Result, show, show_skipped
from benchmarks.scoring import coverage, paired_interval, within_budget
from components.chat_models import LOCAL, HostedChatModel, LocalChatModel, provider
from components.protocols import ChatModel
from components.questions.rewriter import ModelQuestionWriter
from components.retrievers import fuse_wordings
from components.services import Services
from components.text.words import FILLER, content_words, words
from components.types import DEFAULT_COLLECTION, Hit, ModelChoice

BUDGET = 4_000
"""Characters, as in `retrieval.py`."""
DEPTH = 50
"""Hits asked of each wording: as the app does, and more than the budget holds."""
_ASKING = {
    "who",
    "whom",
    "whose",
    "what",
    "when",
    "where",
    "why",
    "how",
    "which",
    "do",
    "does",
    "did",
}

Wordings = Callable[[str], tuple[str, ...]]


def main() -> None:
    """Print R at the budget with other wordings and without."""
    articles = data.squad_articles()
    if articles is None:
        show_skipped("variants", data.ABSENT)
        return
    with services_over(articles.texts) as services:
        alone = {each.text: _search(services, each.text) for each in articles.questions}
        _measure("by_rule", services, articles, alone, by_rule)
        model = _model()
        if model is None:
            show_skipped("variants.by_model", "FOOTNOTE_MODEL names no chat model")
            return
        writer = ModelQuestionWriter(model, patience=60)
        _measure(
            "by_model", services, articles, alone, lambda each: writer.variants(each).questions
        )


def by_rule(question: str) -> tuple[str, ...]:
    """Its key words, and the question without what asks, as the beginning of a statement.

    >>> by_rule("How many steps does the old tower have?")
    ('steps old tower', 'many steps the old tower have')
    """
    asked = words(question)
    statement = " ".join(word for word in asked if word not in _ASKING)
    keys = " ".join(word for word in content_words(question) if word not in FILLER)
    return tuple(each for each in (keys, statement) if each)


def _measure(
    name: str,
    services: Services,
    articles: data.Articles,
    alone: dict[str, tuple[Hit, ...]],
    wordings: Wordings,
) -> None:
    off: list[float] = []
    on: list[float] = []
    made: list[int] = []
    seconds: list[float] = []
    for question in articles.questions:
        began = time.perf_counter()
        others = wordings(question.text)
        seconds.append(time.perf_counter() - began)
        made.append(len(others))
        first = alone[question.text]
        found = [first, *(_search(services, each) for each in others)]
        fused = fuse_wordings(found, DEPTH) if others else first
        for scores, hits in ((off, first), (on, fused)):
            ranked = within_budget(hit_passages(hits), BUDGET)
            scores.append(coverage(question.references, ranked).recall)
    low, high = paired_interval(on, off)
    show(
        Result(
            name=f"variants.{name}.recall_{BUDGET}_characters",
            ours=100 * statistics.fmean(on),
            peer=100 * statistics.fmean(off),
            unit="% of reference characters",
            notes={
                "questions": len(on),
                "wordings": statistics.fmean(made),
                "seconds_for_them": statistics.median(seconds),
                "difference_95": f"{100 * low:+.1f} to {100 * high:+.1f}",
            },
        )
    )


def _search(services: Services, question: str) -> tuple[Hit, ...]:
    return services.retriever.retrieve(question, collection=DEFAULT_COLLECTION, limit=DEPTH)


def _model() -> ChatModel | None:
    """What FOOTNOTE_MODEL names; None where it is not set. Raises ModelError."""
    provider_id, _, name = os.environ.get("FOOTNOTE_MODEL", "").partition(":")
    if not provider_id:
        return None
    if provider_id == LOCAL:
        return LocalChatModel(name)
    key = os.environ.get(provider(provider_id).key, "") if provider(provider_id).key else ""
    address = os.environ.get("FOOTNOTE_MODEL_ADDRESS", "")
    return HostedChatModel(ModelChoice(provider=provider_id, model=name, address=address), key=key)


if __name__ == "__main__":
    main()
