"""Conversations, stored whole: an old answer shows its saved hits and quotes as they were."""

import time
import uuid
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    Select,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from components.errors import NotFoundError
from components.stores.database import Database
from components.stores.tables import conversations, turns
from components.types import Answer, Conversation, ConversationRow, Feedback, Turn

TITLE_CHARACTERS = 80
_GONE = "This conversation has been deleted. Begin a new one and ask again."
_ANSWERS = TypeAdapter(Answer)
_TURNS = select(turns.c.question, turns.c.answer, turns.c.good, turns.c.reason)


class ConversationStore:
    """Conversations by id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._erased = float("-inf")

    def start(self, question: str, *, collection: str) -> str:
        """Create a conversation without turns, titled by its first question; returns its id."""
        id_ = uuid.uuid4().hex
        title = shorten_title(question)
        self.add(Conversation(id=id_, title=title, collection=collection, created=time.time()))
        return id_

    def add(self, conversation: Conversation) -> None:
        """Store a whole conversation under a new id."""
        with self._database.write() as connection:
            connection.execute(
                insert(conversations).values(
                    id=conversation.id,
                    title=conversation.title,
                    collection=conversation.collection,
                    created=conversation.created,
                )
            )
            for turn in conversation.turns:
                _insert(connection, conversation.id, turn)

    def append(self, conversation_id: str, turn: Turn) -> None:
        """Add a turn at the end. Raises NotFoundError where the conversation was deleted.

        An answer that began before everything was erased quotes what is gone: its conversation,
        begun for it, is deleted.
        """
        with self._database.write() as connection:
            if time.monotonic() - turn.answer.seconds >= self._erased:
                _insert(connection, conversation_id, turn)
                return
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        raise NotFoundError(_GONE)

    def replace(self, conversation_id: str, turn: Turn, *, at: int) -> None:
        """Replace the turn number `at`, from 0, and all after it.

        A title that came from the first question follows it. Raises NotFoundError where the
        conversation was deleted.
        """
        number = _number(conversation_id, at)
        with self._database.write() as connection:
            before = connection.scalar(select(turns.c.question).where(turns.c.number == number))
            if at == 0 and before is not None:
                connection.execute(
                    update(conversations)
                    .where(
                        conversations.c.id == conversation_id,
                        conversations.c.title == shorten_title(before),
                    )
                    .values(title=shorten_title(turn.question))
                )
            connection.execute(
                delete(turns).where(
                    turns.c.conversation_id == conversation_id, turns.c.number >= number
                )
            )
            _insert(connection, conversation_id, turn)

    def rate(self, conversation_id: str, feedback: Feedback | None, *, at: int) -> None:
        """Store a person's opinion of answer number `at`, from 0; None removes it."""
        with self._database.write() as connection:
            connection.execute(
                update(turns)
                .where(turns.c.number == _number(conversation_id, at))
                .values(**_rating(feedback))
            )

    def rename(self, conversation_id: str, title: str) -> None:
        """Set the title, shortened to TITLE_CHARACTERS; an empty one changes nothing."""
        if not shorten_title(title):
            return
        with self._database.write() as connection:
            connection.execute(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(title=shorten_title(title))
            )

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation and its turns, also from the database's log."""
        with self._database.write() as connection:
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        self._database.checkpoint()

    def all_went(self) -> None:
        """Note that everything was erased now: answers that began before are not stored."""
        self._erased = time.monotonic()

    def rows(
        self, *, containing: str = "", limit: int | None = None
    ) -> tuple[ConversationRow, ...]:
        """Return the newest that have every word of `containing` in their title or turns."""
        query = select(conversations.c.id, conversations.c.title)
        for word in containing.split():
            by_turn = select(turns.c.conversation_id).where(
                or_(_has(turns.c.question, word), _has(turns.c.answer["text"].as_string(), word))
            )
            query = query.where(
                or_(_has(conversations.c.title, word), conversations.c.id.in_(by_turn))
            )
        query = query.order_by(conversations.c.created.desc()).limit(limit)
        return tuple(ConversationRow(**row._mapping) for row in self._database.all(query))

    def questions(self, *, collection: str, limit: int) -> tuple[str, ...]:
        """Return the last questions to a collection, the newest first, each once."""
        query = (
            select(turns.c.question)
            .join(conversations)
            .where(conversations.c.collection == collection)
            .group_by(turns.c.question)
            .order_by(func.max(turns.c.number).desc())
            .limit(limit)
        )
        return tuple(row.question for row in self._database.all(query))

    def turns(self, *, collection: str, limit: int) -> tuple[Turn, ...]:
        """Return the last turns that asked a collection, the newest first."""
        query = _TURNS.join(conversations).where(conversations.c.collection == collection)
        return self._turns(query.order_by(turns.c.number.desc()).limit(limit))

    def count(self) -> int:
        """Count the conversations."""
        return int(self._database.scalar(select(func.count()).select_from(conversations)))

    def get(self, conversation_id: str) -> Conversation | None:
        """Return a conversation with its turns, or None."""
        row = self._database.first(
            select(conversations).where(conversations.c.id == conversation_id)
        )
        if row is None:
            return None
        own = _TURNS.where(turns.c.conversation_id == conversation_id)
        return Conversation(**row._mapping, turns=self._turns(own.order_by(turns.c.number)))

    def _turns(self, query: Select[Any]) -> tuple[Turn, ...]:
        return tuple(
            Turn(
                question=row.question,
                answer=answer_from(row.answer),
                feedback=None if row.good is None else Feedback(good=row.good, reason=row.reason),
            )
            for row in self._database.all(query)
        )


def answer_from(values: dict[str, Any]) -> Answer:
    """Return an answer from its JSON. Fields that it lacks, being older, have their defaults."""
    return _ANSWERS.validate_python(values)


def shorten_title(text: str) -> str:
    """Return a text as a title: on one line, at most TITLE_CHARACTERS long."""
    return " ".join(text.split())[:TITLE_CHARACTERS].rstrip()


def _insert(connection: Connection, conversation_id: str, turn: Turn) -> None:
    try:
        connection.execute(
            insert(turns).values(
                conversation_id=conversation_id,
                question=turn.question,
                answer=asdict(turn.answer),
                **_rating(turn.feedback),
            )
        )
    except IntegrityError as error:
        raise NotFoundError(_GONE) from error


def _rating(feedback: Feedback | None) -> dict[str, Any]:
    if feedback is None:
        return {"good": None, "reason": None}
    return {"good": feedback.good, "reason": feedback.reason}


def _number(conversation_id: str, at: int) -> ScalarSelect[int]:
    return (
        select(turns.c.number)
        .where(turns.c.conversation_id == conversation_id)
        .order_by(turns.c.number)
        .offset(at)
        .limit(1)
        .scalar_subquery()
    )


def _has(text: ColumnElement[str], word: str) -> ColumnElement[bool]:
    return func.instr(func.casefold(text), word.casefold()) > 0
