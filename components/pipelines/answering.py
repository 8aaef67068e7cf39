"""Question + turns → standalone question → hits → answer with citations."""

import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace

from components.parts import Parts
from components.protocols import Answerer
from components.questions import standalone
from components.types import DEFAULT_COLLECTION, Answer, Notice, Retrieved, Token, Turn


def answer(
    parts: Parts,
    question: str,
    *,
    turns: Sequence[Turn] = (),
    collection: str = DEFAULT_COLLECTION,
    document_ids: Sequence[str] | None = None,
    limit: int | None = None,
    answerer: Answerer | None = None,
    instructions: str = "",
) -> Generator[Retrieved | Token | Notice | Answer]:
    """The hits, then the answer's text piece by piece, then the whole answer.

    Answers that are not `complete` may come between: what is known so far. Closing the generator
    ends the answer. `limit`: hits shown as sources; as many as the preferences say where it is not
    given. `answerer`: another than the parts' own, with the person's `instructions` for it. Raises
    ModelError.
    """
    began = time.perf_counter()
    asked = standalone(question, turns)
    hits = parts.retriever.retrieve(
        asked,
        collection=collection,
        limit=limit or parts.preferences().passages,
        document_ids=document_ids,
    )
    yield Retrieved(question=asked, hits=hits)
    searched = "" if asked == question else asked
    chosen = answerer or parts.answerer
    with closing(chosen.answer(asked, hits, turns=turns, instructions=instructions)) as said:
        for item in said:
            if isinstance(item, Answer):
                yield replace(item, searched=searched, seconds=time.perf_counter() - began)
            else:
                yield item
