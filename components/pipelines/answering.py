"""Question + turns → standalone question → hits → answer with citations."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from components.pipelines.dependencies import Dependencies
from components.pipelines.remembering import given_before, keep, key_of
from components.protocols import Answerer
from components.questions.followups import depends, standalone
from components.retrievers import fuse_wordings
from components.types import (
    DEFAULT_COLLECTION,
    Answer,
    Hit,
    Notice,
    Retrieved,
    Reworded,
    Token,
    Turn,
    Usage,
)

_POOL = 50
"""Hits asked of each wording before they are fused."""


def answer(
    deps: Dependencies,
    question: str,
    *,
    turns: Sequence[Turn] = (),
    collection: str = DEFAULT_COLLECTION,
    document_ids: Sequence[str] | None = None,
    limit: int | None = None,
    answerer: Answerer | None = None,
    instructions: str = "",
    fresh: bool = False,
) -> Generator[Retrieved | Token | Notice | Answer]:
    """The hits, then the answer's text piece by piece, then the whole answer.

    Answers that are not `complete` may come between: what is known so far. Closing the generator
    ends the answer. `limit`: hits shown as sources; as many as the preferences say where it is not
    given. `answerer`: another than the parts' own, with the person's `instructions` for it.
    `fresh`: written anew even where the same answer is kept. Raises ModelError.
    """
    began = time.perf_counter()
    chosen = answerer or deps.answerer
    preferences = deps.preferences()
    asked, usage = _stands_alone(question, turns, chosen)
    others = Reworded()
    if preferences.variants and (writer := chosen.writer):
        others = writer.variants(asked)
        usage = _sum(usage, others.usage)
    hits = _find(
        deps,
        (asked, *others.questions),
        collection=collection,
        limit=limit or preferences.passages,
        document_ids=document_ids,
    )
    yield Retrieved(question=asked, hits=hits)
    searched = "" if asked == question else asked
    key = ""
    if preferences.cache and chosen.identity:
        before = turns if depends(question) else ()
        key = key_of(asked, hits, turns=before, instructions=instructions, model=chosen.identity)
        if not fresh and (known := given_before(deps, key, hits)):
            yield _finished(known, searched, usage, began)
            return
    with closing(chosen.answer(asked, hits, turns=turns, instructions=instructions)) as said:
        for item in said:
            if not isinstance(item, Answer):
                yield item
                continue
            if key and item.complete:
                keep(deps, key, item)
            yield _finished(item, searched, usage, began)


def _stands_alone(question: str, turns: Sequence[Turn], answerer: Answerer) -> tuple[str, Usage]:
    """The question that is searched for, and what a model took to word it.

    A model is asked only where the question leaves something out, and our own rules serve where it
    cannot.
    """
    reworded = Reworded()
    if turns and depends(question) and (writer := answerer.writer):
        reworded = writer.standalone(question, turns)
    return next(iter(reworded.questions), "") or standalone(question, turns), reworded.usage


def _find(
    deps: Dependencies,
    questions: Sequence[str],
    *,
    collection: str,
    limit: int,
    document_ids: Sequence[str] | None,
) -> tuple[Hit, ...]:
    """The best hits of a question, or of it and its other wordings together."""
    depth = limit if len(questions) == 1 else max(limit, _POOL)
    found = [
        deps.retriever.retrieve(each, collection=collection, limit=depth, document_ids=document_ids)
        for each in questions
    ]
    if len(found) == 1:
        return found[0]
    return fuse_wordings(found, limit, repeats=not deps.preferences().distinct)


def _finished(result: Answer, searched: str, usage: Usage, began: float) -> Answer:
    """The answer with what was searched for, and with all that it took."""
    writing = result.writing
    return replace(
        result,
        searched=searched,
        seconds=time.perf_counter() - began,
        writing=writing and replace(writing, usage=_sum(writing.usage, usage)),
    )


def _sum(one: Usage, other: Usage) -> Usage:
    return Usage(
        tokens_in=one.tokens_in + other.tokens_in,
        tokens_out=one.tokens_out + other.tokens_out,
        estimated=one.estimated or other.estimated,
    )
