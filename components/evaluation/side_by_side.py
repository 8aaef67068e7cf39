"""Two answers to one question side by side, from the same passages, until the person picks one."""

import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial

from components.background.answer_run import AnswerRequest, AnswerRun
from components.errors import ConflictError
from components.protocols import Answerer
from components.stores import ConversationStore
from components.types import Answer, Notice, Retrieved, Scope, Token, Turn

_GONE_ON = (
    "The conversation has continued since, so its answer was not replaced. Go back to it and ask "
    "again there."
)

_CLOSING_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """Two answers to the question of a conversation's `at`-th turn, counted from 0."""

    conversation_id: str
    at: int
    turn: Turn
    sides: tuple[AnswerRun, AnswerRun]

    @property
    def ended(self) -> bool:
        """Return whether both sides have ended."""
        return all(each.stage == "ended" for each in self.sides)

    def stop(self) -> None:
        """Stop both sides; their text so far stays."""
        for each in self.sides:
            each.stop()


class SideBySideRuns:
    """The open pairs, at most one per conversation, in memory only.

    runs.start(conversation_id, (None, answerer))
    runs.keep(conversation_id, side=1)
    """

    def __init__(self, conversations: ConversationStore) -> None:
        self._conversations = conversations
        self._lock = threading.Lock()
        self._open: dict[str, SideBySide] = {}

    def of(self, conversation_id: str) -> SideBySide | None:
        """Return the pair that is open in this conversation."""
        return self._open.get(conversation_id)

    def start(
        self,
        conversation_id: str,
        answerers: tuple[Answerer | None, Answerer | None],
        *,
        instructions: str = "",
    ) -> SideBySide:
        """Answer the last question again with each answerer, from the passages already found.

        None stands for the existing answer. Raises ConflictError where there is none.
        """
        found = self._conversations.get(conversation_id)
        if found is None or not found.turns:
            raise ConflictError(
                "There is no answer yet that another could be compared with. Ask something first."
            )
        at, turn = len(found.turns) - 1, found.turns[-1]
        left, right = (
            _side(conversation_id, at, turn, answerer, instructions) for answerer in answerers
        )
        made = SideBySide(conversation_id=conversation_id, at=at, turn=turn, sides=(left, right))
        with self._lock:
            before = self._open.get(conversation_id)
            self._open[conversation_id] = made
        if before:
            before.stop()
        for side, answerer in zip(made.sides, answerers, strict=True):
            if answerer:
                side.start(partial(_answer, answerer=answerer, turn=turn, before=found.turns[:at]))
        return made

    def keep(self, conversation_id: str, *, side: int) -> None:
        """Save the answer of a side, 0 or 1, in the conversation. Raises ConflictError."""
        made = self._open.get(conversation_id)
        if made is None:
            return
        made.stop()
        better = made.sides[side].answer
        found = self._conversations.get(conversation_id)
        if better != made.turn.answer:
            stands = [each.answer for each in found.turns[made.at :]] if found else []
            if stands != [made.turn.answer]:
                raise ConflictError(_GONE_ON)
            turn = Turn(question=made.turn.question, answer=better)
            self._conversations.replace(conversation_id, turn, at=made.at)
        self.dismiss(conversation_id)

    def dismiss(self, conversation_id: str) -> None:
        """Close the pair; the conversation stays unchanged."""
        with self._lock:
            made = self._open.pop(conversation_id, None)
        if made:
            made.stop()

    def close(self) -> None:
        """Stop and close all pairs."""
        pairs = list(self._open.values())
        for pair in pairs:
            self.dismiss(pair.conversation_id)
        for side in (side for pair in pairs for side in pair.sides):
            side.join(_CLOSING_S)


def _side(
    conversation_id: str, at: int, turn: Turn, answerer: Answerer | None, instructions: str
) -> AnswerRun:
    asked = AnswerRequest(
        question=turn.question,
        conversation_id=conversation_id,
        at=at,
        within=turn.answer.within or Scope(collection=""),
        answerer=answerer,
        instructions=instructions,
    )
    side = AnswerRun(asked, _nowhere)
    if answerer is None:
        side.end(turn.answer)
    return side


def _nowhere(_: AnswerRun) -> None:
    """Ignore the end of a side: an answer is saved only when the person keeps it."""


def _answer(side: AnswerRun, *, answerer: Answerer, turn: Turn, before: Sequence[Turn]) -> None:
    whole = side.add_all(_steps(answerer, turn, before, side.request.instructions))
    if whole:
        side.end(replace(whole, complete=True, within=turn.answer.within))


def _steps(
    answerer: Answerer, turn: Turn, before: Sequence[Turn], instructions: str
) -> Generator[Retrieved | Token | Notice | Answer]:
    """Yield the same items as `pipelines.answering.answer`, without a new search."""
    question, hits = turn.answer.searched or turn.question, turn.answer.hits
    began = time.perf_counter()
    yield Retrieved(question=question, hits=hits)
    said = answerer.answer(question, hits, turns=before, instructions=instructions)
    with closing(said):
        for item in said:
            if isinstance(item, Answer):
                seconds = time.perf_counter() - began
                yield replace(item, searched=turn.answer.searched, seconds=seconds)
            else:
                yield item
