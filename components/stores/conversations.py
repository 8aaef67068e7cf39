"""Conversations, kept whole: an old answer shows its saved hits and quotes as they were."""

import time
import uuid
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
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
from components.types import (
    Answer,
    Chunk,
    Citation,
    Conversation,
    ConversationRow,
    Feedback,
    Generation,
    Hit,
    Scope,
    Sentence,
    Turn,
    Usage,
)

TITLE_CHARACTERS = 80
_GONE = "This conversation has been deleted meanwhile. Begin a new one and ask again."


class ConversationStore:
    """Conversations by id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._erased = float("-inf")

    def start(self, question: str, *, collection: str) -> str:
        """A conversation without turns yet, titled by its first question; returns its id."""
        conversation_id = uuid.uuid4().hex
        with self._database.write() as connection:
            connection.execute(
                insert(conversations).values(
                    id=conversation_id,
                    title=_title(question),
                    collection=collection,
                    created=time.time(),
                )
            )
        return conversation_id

    def append(self, conversation_id: str, turn: Turn) -> None:
        """One more turn. Raises NotFoundError where the conversation is gone."""
        with self._database.write() as connection:
            if not self._came_before_it_all_went(turn):
                _insert(connection, conversation_id, turn)
                return
            # It quotes what is erased; the conversation was begun for it, and goes with it.
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        raise NotFoundError(_GONE)

    def replace(self, conversation_id: str, turn: Turn, *, at: int) -> None:
        """Put a turn in the place of the `at`-th, from 0, and of all after it.

        A title that was made of a replaced first question is made of the new one. Raises
        NotFoundError where the conversation is gone.
        """
        number = _number(conversation_id, at)
        with self._database.write() as connection:
            before = connection.scalar(select(turns.c.question).where(turns.c.number == number))
            if at == 0 and before is not None:
                connection.execute(
                    update(conversations)
                    .where(
                        conversations.c.id == conversation_id,
                        conversations.c.title == _title(before),
                    )
                    .values(title=_title(turn.question))
                )
            connection.execute(
                delete(turns).where(
                    turns.c.conversation_id == conversation_id, turns.c.number >= number
                )
            )
            _insert(connection, conversation_id, turn)

    def rate(self, conversation_id: str, feedback: Feedback | None, *, at: int) -> None:
        """Keep what the person thinks of the `at`-th answer, from 0; None takes it back."""
        with self._database.write() as connection:
            connection.execute(
                update(turns)
                .where(turns.c.number == _number(conversation_id, at))
                .values(
                    good=feedback.good if feedback else None,
                    reason=feedback.reason if feedback else None,
                )
            )

    def rename(self, conversation_id: str, title: str) -> None:
        """Give it a title, shortened to TITLE_CHARACTERS; an empty one changes nothing."""
        if not _title(title):
            return
        with self._database.write() as connection:
            connection.execute(
                update(conversations)
                .where(conversations.c.id == conversation_id)
                .values(title=_title(title))
            )

    def delete(self, conversation_id: str) -> None:
        """Remove it and its turns from the file, not only from sight."""
        with self._database.write() as connection:
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        self._database.checkpoint()

    def all_went(self) -> None:
        """Everything was erased now: an answer that was begun before is not kept any more."""
        self._erased = time.monotonic()

    def _came_before_it_all_went(self, turn: Turn) -> bool:
        return time.monotonic() - turn.answer.seconds < self._erased

    def rows(self, *, containing: str = "", limit: int) -> tuple[ConversationRow, ...]:
        """The newest `limit` that have every word of `containing` in their title or their turns."""
        query = select(conversations.c.id, conversations.c.title)
        for word in containing.split():
            said = select(turns.c.conversation_id).where(
                or_(_has(turns.c.question, word), _has(turns.c.answer["text"].as_string(), word))
            )
            query = query.where(
                or_(_has(conversations.c.title, word), conversations.c.id.in_(said))
            )
        with self._database.engine.connect() as connection:
            found = connection.execute(query.order_by(conversations.c.created.desc()).limit(limit))
            return tuple(ConversationRow(id=row.id, title=row.title) for row in found)

    def questions(self, *, collection: str, limit: int) -> tuple[str, ...]:
        """The last `limit` that were asked of a collection, the newest first, each once."""
        query = (
            select(turns.c.question)
            .join(conversations)
            .where(conversations.c.collection == collection)
            .group_by(turns.c.question)
            .order_by(func.max(turns.c.number).desc())
            .limit(limit)
        )
        with self._database.engine.connect() as connection:
            return tuple(connection.scalars(query))

    def turns(self, *, collection: str, limit: int) -> tuple[Turn, ...]:
        """The last `limit` questions to a collection with their answers, the newest first."""
        query = (
            select(turns.c.question, turns.c.answer, turns.c.good, turns.c.reason)
            .join(conversations)
            .where(conversations.c.collection == collection)
            .order_by(turns.c.number.desc())
            .limit(limit)
        )
        with self._database.engine.connect() as connection:
            return tuple(_turn(row) for row in connection.execute(query))

    def count(self) -> int:
        """All of them."""
        with self._database.engine.connect() as connection:
            return int(connection.scalar(select(func.count()).select_from(conversations)) or 0)

    def get(self, conversation_id: str) -> Conversation | None:
        """The whole of it; None where there is none of this id."""
        with self._database.engine.connect() as connection:
            row = connection.execute(
                select(conversations).where(conversations.c.id == conversation_id)
            ).one_or_none()
            if row is None:
                return None
            said = connection.execute(
                select(turns.c.question, turns.c.answer, turns.c.good, turns.c.reason)
                .where(turns.c.conversation_id == conversation_id)
                .order_by(turns.c.number)
            ).all()
        return Conversation(
            id=row.id,
            title=row.title,
            collection=row.collection,
            turns=tuple(_turn(each) for each in said),
        )


def _turn(row: Any) -> Turn:
    return Turn(
        question=row.question,
        answer=answer_from(row.answer),
        feedback=None if row.good is None else Feedback(good=row.good, reason=row.reason),
    )


def _title(text: str) -> str:
    return " ".join(text.split())[:TITLE_CHARACTERS].rstrip()


def _insert(connection: Connection, conversation_id: str, turn: Turn) -> None:
    try:
        connection.execute(
            insert(turns).values(
                conversation_id=conversation_id,
                question=turn.question,
                answer=asdict(turn.answer),
            )
        )
    except IntegrityError as error:
        raise NotFoundError(_GONE) from error


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


def answer_from(values: dict[str, Any]) -> Answer:
    """An answer as it was stored; what an older Footnote did not know has its default."""
    within, writing = values.get("within"), values.get("writing")
    return Answer(
        **{
            **values,
            "sentences": tuple(_sentence_from(each) for each in values["sentences"]),
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
            "within": within
            and Scope(
                collection=within["collection"],
                document_ids=tuple(within["document_ids"]),
                document_names=tuple(within["document_names"]),
            ),
            "instead": tuple(values.get("instead", ())),
            "writing": writing and _generation_from(writing),
        }
    )


def _generation_from(values: dict[str, Any]) -> Generation:
    # Answers written by an earlier Footnote also hold "cached".
    known = {each.name: values[each.name] for each in fields(Generation) if each.name in values}
    return Generation(**{**known, "usage": Usage(**values["usage"])})


def _sentence_from(values: dict[str, Any]) -> Sentence:
    short = values.get("short")
    return Sentence(
        **{**values, "markers": tuple(values["markers"]), "short": tuple(short) if short else None}
    )
