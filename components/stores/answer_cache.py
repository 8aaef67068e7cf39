"""A chat model's answers, kept so that the same question over the same passages costs nothing."""

import time
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from components.stores.conversations import answer_from
from components.stores.database import Database
from components.stores.tables import kept_answer_documents, kept_answers
from components.types import Answer, Usage

MOST = 200
"""Answers: with the prompts they hold, 200 take about 10 MB."""


class AnswerCache:
    """Answers by a key that stands for all they depend on; the one used longest ago goes first.

    Triggers (database.py) take an answer out with any document that the model was shown for it,
    and all of them with any conversation, in which they may have been given.

    cache.put(key, answer)
    cache.get(key)
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> tuple[Answer, float] | None:
        """The answer without its hits, and when it was written, in seconds since the epoch."""
        with self._database.engine.connect() as connection:
            row = connection.execute(
                select(kept_answers.c.answer, kept_answers.c.written).where(
                    kept_answers.c.key == key
                )
            ).one_or_none()
        if row is None:
            return None
        with self._database.write() as connection:
            connection.execute(
                update(kept_answers).where(kept_answers.c.key == key).values(used=time.time())
            )
        return answer_from(row.answer), float(row.written)

    def put(self, key: str, answer: Answer) -> None:
        """Keep it, unless a document that it may quote has been deleted meanwhile."""
        shown = sorted({hit.chunk.document_id for hit in answer.hits})
        now = time.time()
        values: dict[str, Any] = asdict(replace(answer, hits=(), within=None))
        try:
            with self._database.write() as connection:
                connection.execute(delete(kept_answers).where(kept_answers.c.key == key))
                connection.execute(
                    insert(kept_answers).values(key=key, answer=values, written=now, used=now)
                )
                connection.execute(
                    insert(kept_answer_documents),
                    [{"key": key, "document_id": each} for each in shown],
                )
                newest = select(kept_answers.c.key).order_by(kept_answers.c.used.desc()).limit(MOST)
                connection.execute(delete(kept_answers).where(kept_answers.c.key.not_in(newest)))
        except IntegrityError:
            return  # what it quotes is gone, and so is the transaction

    def count(self) -> int:
        """How many are kept."""
        with self._database.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(kept_answers)) or 0)


def given_again(answer: Answer, written: float) -> Answer:
    """A kept answer as it is shown: it says when it was written, and took no tokens this time."""
    if answer.writing is None:
        return answer
    nothing = Usage(tokens_in=0, tokens_out=0)
    return replace(
        answer, writing=replace(answer.writing, cached=written, usage=nothing, first_seconds=0.0)
    )
