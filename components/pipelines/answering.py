"""The whole path from a question to an answer with citations."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from components.pipelines.dependencies import Dependencies
from components.protocols import Answerer
from components.questions.followups import depends_on_turns, standalone
from components.questions.limits import check_length
from components.types import (
    DEFAULT_COLLECTION,
    Answer,
    Notice,
    Retrieved,
    Rewrite,
    Token,
    Turn,
)


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
) -> Generator[Retrieved | Token | Notice | Answer]:
    """Yield the hits, then the answer's text piece by piece, then the whole answer.

    Answers that are not `complete` may come in between: the sentences checked so far. Closing the
    generator ends the answer. `limit`: hits shown as sources (default: the saved preference).
    `answerer` replaces the default one, and `instructions` are the person's own for it.
    Raises ModelError, and QuestionError where the question is too long.
    """
    check_length(question)
    began = time.perf_counter()
    answerer = answerer or deps.answerer
    rewrite = _complete(question, turns, answerer)
    hits = deps.retriever.retrieve(
        rewrite.question,
        collection=collection,
        limit=limit or deps.preferences().passages,
        document_ids=document_ids,
    )
    yield Retrieved(question=rewrite.question, hits=hits)
    steps = answerer.answer(rewrite.question, hits, turns=turns, instructions=instructions)
    with closing(steps):
        for step in steps:
            if isinstance(step, Answer):
                yield replace(
                    step,
                    searched="" if rewrite.question == question else rewrite.question,
                    seconds=time.perf_counter() - began,
                    writing=step.writing
                    and replace(step.writing, usage=step.writing.usage + rewrite.usage),
                )
            else:
                yield step


def _complete(question: str, turns: Sequence[Turn], answerer: Answerer) -> Rewrite:
    """Return the question as it reads without the turns before it.

    A chat model is asked only where the question leaves something out; rules serve where it fails.
    """
    rewrite = Rewrite()
    if turns and depends_on_turns(question) and answerer.rewriter:
        rewrite = answerer.rewriter.standalone(question, turns)
    return rewrite if rewrite.question else replace(rewrite, question=standalone(question, turns))
