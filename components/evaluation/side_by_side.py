"""Two answers to one question, from the same passages, both at once, until one of them is kept."""

import threading
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from components.background.answer_runs import AnswerRequest, AnswerRun, ending, take_all
from components.errors import ConflictError
from components.protocols import Answerer
from components.stores import ConversationStore
from components.types import Answer, Notice, Retrieved, Scope, Token, Turn

_GONE_ON = (
    "The conversation has gone on meanwhile, so the answer in it was left as it is. Go back to it "
    "and ask again there."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The `at`-th turn, from 0, of a conversation as it stands, and two answers to its question."""

    conversation_id: str
    at: int
    turn: Turn
    sides: tuple[AnswerRun, AnswerRun]

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to come on either side."""
        return all(each.stage == "ended" for each in self.sides)

    def stop(self) -> None:
        """End both with what they have said."""
        for each in self.sides:
            each.stop()


class SideBySideRuns:
    """At most one in each conversation; kept in this process, not in the catalogue.

    beside.start(conversation_id, (None, answerer))
    beside.keep(conversation_id, side=1)
    """

    def __init__(self, conversations: ConversationStore) -> None:
        self._conversations = conversations
        self._lock = threading.Lock()
        self._open: dict[str, SideBySide] = {}
        self._threads: list[threading.Thread] = []

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
        """Answer the last question again, on each side by another; nothing is searched for again.

        None stands for the answer that is there already. Raises ConflictError where there is none.
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
                self._run(side, answerer, turn, found.turns[:at])
        return made

    def keep(self, conversation_id: str, *, side: int) -> None:
        """Put the answer of that side, 0 or 1, into the conversation. Raises ConflictError."""
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
        """Go back to the conversation as it stands."""
        with self._lock:
            made = self._open.pop(conversation_id, None)
        if made:
            made.stop()

    def close(self) -> None:
        """Stop and forget all of them."""
        for conversation_id in list(self._open):
            self.dismiss(conversation_id)
        for thread in self._threads:
            thread.join(timeout=5)

    def _run(self, side: AnswerRun, answerer: Answerer, turn: Turn, before: Sequence[Turn]) -> None:
        thread = threading.Thread(
            target=_answer,
            args=(side, answerer, turn, before),
            name="answering beside",
            daemon=True,
        )
        self._threads = [*(each for each in self._threads if each.is_alive()), thread]
        thread.start()


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
    """Save nothing: only the side that the person keeps is saved."""


def _answer(side: AnswerRun, answerer: Answerer, turn: Turn, before: Sequence[Turn]) -> None:
    with ending(side):
        whole = take_all(side, _steps(answerer, turn, before, side.asked.instructions))
        if whole:
            side.end(replace(whole, complete=True, within=turn.answer.within))


def _steps(
    answerer: Answerer, turn: Turn, before: Sequence[Turn], instructions: str
) -> Generator[Retrieved | Token | Notice | Answer]:
    """As `pipelines.answering.answer`, from the passages that were found for the first answer."""
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
