"""Question + turns → standalone question → hits → answer with citations."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from components.parts import Parts
from components.questions import standalone
from components.types import DEFAULT_COLLECTION, Answer, Retrieved, Token, Turn


def answer(
    parts: Parts,
    question: str,
    *,
    turns: Sequence[Turn] = (),
    collection: str = DEFAULT_COLLECTION,
    document_ids: Sequence[str] | None = None,
    limit: int | None = None,
) -> Iterator[Retrieved | Token | Answer]:
    """The hits, then the answer's text piece by piece, then the whole answer.

    `limit`: hits shown as sources; as many as the preferences say where it is not given.
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
    for item in parts.answerer.answer(asked, hits):
        if isinstance(item, Answer):
            yield replace(item, seconds=time.perf_counter() - began)
        else:
            yield item
