"""A chat model's answers, kept and given again: the same question, passages, model and prompt."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import replace

from components.pipelines.dependencies import Dependencies
from components.prompts import as_text, compose
from components.settings import VERSION
from components.stores.answer_cache import given_again
from components.types import Answer, Hit, Turn


def key_of(
    question: str,
    hits: Sequence[Hit],
    *,
    turns: Sequence[Turn],
    instructions: str,
    model: str,
) -> str:
    """A hash of all that an answer depends on: what the model would read, in full (so that another
    prompt, instruction, passage or document name is another key), which chunks that is, and who
    would read it. `turns`: those that the question needs to be understood.
    """
    prompt = compose(question, hits, instructions=instructions, budget=10**9, count=len)
    deps = (
        VERSION,
        model,
        as_text(prompt),
        [(hit.chunk.document_id, hit.chunk.id, hit.chunk.start, hit.chunk.end) for hit in hits],
        [(turn.question, turn.answer.text) for turn in turns],
    )
    return hashlib.sha256(json.dumps(deps).encode()).hexdigest()


def given_before(deps: Dependencies, key: str, hits: Sequence[Hit]) -> Answer | None:
    """The kept answer; None where there is none."""
    found = deps.kept_answers.get(key)
    return found and replace(given_again(*found), hits=tuple(hits))


def keep(deps: Dependencies, key: str, answer: Answer) -> None:
    """Give this answer the next time."""
    deps.kept_answers.put(key, answer)
