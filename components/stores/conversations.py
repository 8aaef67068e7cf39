"""Conversations, kept whole: an old answer shows its saved hits and quotes as they were."""

import time
import uuid
from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select

from components.stores.database import Database, conversations, turns
from components.types import Answer, Chunk, Citation, Conversation, Hit, Sentence, Turn

_TITLE_CHARACTERS = 80


class ConversationStore:
    """Conversations by id."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, question: str, *, collection: str) -> str:
        """A conversation without turns yet, titled by its first question; returns its id."""
        conversation_id = uuid.uuid4().hex
        with self._database.write() as connection:
            connection.execute(
                insert(conversations).values(
                    id=conversation_id,
                    title=" ".join(question.split())[:_TITLE_CHARACTERS],
                    collection=collection,
                    created=time.time(),
                )
            )
        return conversation_id

    def append(self, conversation_id: str, turn: Turn) -> None:
        """One more turn."""
        with self._database.write() as connection:
            connection.execute(
                insert(turns).values(
                    conversation_id=conversation_id,
                    question=turn.question,
                    answer=asdict(turn.answer),
                )
            )

    def get(self, conversation_id: str) -> Conversation | None:
        """The whole of it; None where there is none of this id."""
        with self._database.engine.connect() as connection:
            row = connection.execute(
                select(conversations).where(conversations.c.id == conversation_id)
            ).one_or_none()
            if row is None:
                return None
            said = connection.execute(
                select(turns.c.question, turns.c.answer)
                .where(turns.c.conversation_id == conversation_id)
                .order_by(turns.c.number)
            ).all()
        return Conversation(
            id=row.id,
            title=row.title,
            collection=row.collection,
            turns=tuple(Turn(question=each.question, answer=_answer(each.answer)) for each in said),
        )


def _answer(values: dict[str, Any]) -> Answer:
    return Answer(
        **{
            **values,
            "sentences": tuple(
                Sentence(**{**each, "markers": tuple(each["markers"])})
                for each in values["sentences"]
            ),
            "citations": tuple(Citation(**each) for each in values["citations"]),
            "hits": tuple(
                Hit(
                    **{
                        **each,
                        "chunk": Chunk(
                            **{**each["chunk"], "heading": tuple(each["chunk"]["heading"])}
                        ),
                    }
                )
                for each in values["hits"]
            ),
        }
    )
