"""An answer being written in its own thread, and its text so far."""

import math
import threading
import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Literal

from components.errors import sentence_for
from components.protocols import Answerer
from components.types import Answer, Notice, Retrieved, Scope, Token

STOPPED = "Stopped. This answer is incomplete."
STOPPED_EARLY = "Stopped before an answer."
_STILL_READING = "The file is still being added to the library; ask again when it is there."
_EMPTY = "The model gave an empty answer. Ask again, or rephrase the question."

Stage = Literal["reading", "searching", "writing", "checking", "ended"]
"""Files are read; passages are searched; words arrive; the text is complete, and other questions
to ask are sought if nothing was found; the end."""
Steps = Generator[Retrieved | Token | Notice | Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """A question to answer in a conversation.

    `at` is the turn, from 0, that the answer becomes or replaces; None appends it. The files of
    `job_ids` are read first, and the question is then about them alone. `answerer` overrides the
    one in use. One that `stands_alone` needs nothing from earlier turns.
    """

    question: str
    conversation_id: str
    at: int | None
    within: Scope
    job_ids: tuple[int, ...] = ()
    answerer: Answerer | None = None
    instructions: str = ""
    stands_alone: bool = False


class AnswerRun:
    """An answer so far. Every method may be called from any thread."""

    def __init__(self, request: AnswerRequest, save: Callable[["AnswerRun"], None]) -> None:
        """Start nothing yet; `save` is called once, at the end."""
        self.request = request
        self.at = request.at or 0
        self._save = save
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._stage: Stage = "reading" if request.job_ids else "searching"
        self._notice = Notice(text="")
        self._began = self._last_item = time.monotonic()
        self._answer = Answer(
            text="",
            sentences=(),
            citations=(),
            hits=(),
            model=request.answerer.name if request.answerer else "",
            supported=True,
            seconds=0.0,
            within=request.within,
            complete=False,
        )

    @property
    def stage(self) -> Stage:
        """The stage of the answer."""
        return self._stage

    @property
    def answer(self) -> Answer:
        """The answer so far; not `complete` before the end."""
        return self._answer

    @property
    def silence(self) -> float:
        """Seconds since the last sign of progress."""
        return time.monotonic() - self._last_item

    @property
    def notice(self) -> str:
        """Why the model keeps us waiting, and for how much longer, if that is known."""
        left = self._notice.seconds - self.silence
        return f"{self._notice.text} Trying again in {math.ceil(left)} s." if left > 0 else ""

    def start(self, work: Callable[["AnswerRun"], None]) -> None:
        """Run `work` in a thread; whatever it raises ends the answer with a sentence."""

        def run() -> None:
            try:
                work(self)
            except Exception as error:  # noqa: BLE001  (the question is saved with a sentence)
                note = sentence_for(error, "An answer")
                self.end(replace(self._answer, complete=False, note=note))

        self._thread = threading.Thread(target=run, name="answering", daemon=True)
        self._thread.start()

    def join(self, timeout_s: float) -> None:
        """Wait until the thread is gone, which may be later than the answer's end."""
        if self._thread:
            self._thread.join(timeout_s)

    def wait(self, seconds: float) -> bool:
        """Return whether the answer ended within that time."""
        return self._ended.wait(seconds)

    def stop(self) -> None:
        """End the answer with the text so far, whatever its model is waiting for."""
        early = _STILL_READING if self._stage == "reading" else ""
        note = STOPPED if self._answer.text else f"{STOPPED_EARLY} {early}".strip()
        seconds = time.monotonic() - self._began
        self.end(replace(self._answer, complete=False, note=note, seconds=seconds))

    def add(self, item: Retrieved | Token | Notice | Answer) -> bool:
        """Add the next item; returns False where the answer has ended."""
        with self._lock:
            if self._ended.is_set():
                return False
            self._notice = item if isinstance(item, Notice) else Notice(text="")
            self._last_item = time.monotonic()
            match item:
                case Retrieved():
                    searched = "" if item.question == self.request.question else item.question
                    self._answer = replace(self._answer, hits=item.hits, searched=searched)
                case Token():
                    self._answer = replace(self._answer, text=self._answer.text + item.text)
                    self._stage = "writing"
                case Answer():
                    # It stays incomplete until `end`, which adds what goes with it.
                    self._stage = "checking" if item.complete else "writing"
                    self._answer = replace(
                        item, within=self._answer.within, complete=False, note=self._answer.note
                    )
            return True

    def add_all(self, steps: Steps) -> Answer | None:
        """Add all items; returns the answer to end with, or None where it has ended already."""
        failure = ""
        with closing(steps):
            for item in steps:
                if not self.add(item):
                    return None
                if isinstance(item, Answer):
                    failure = item.note
        answer = self._answer
        if failure or not answer.text.strip():
            note = f"{answer.note} {failure}".strip() if failure else _EMPTY
            self.end(replace(answer, note=note))
            return None
        return answer

    def set_scope(self, within: Scope, note: str) -> bool:
        """Go on with files that have been read; returns False where the answer has ended."""
        with self._lock:
            if not self._ended.is_set():
                self._answer = replace(self._answer, within=within, note=note)
                self._stage = "searching"
            return not self._ended.is_set()

    def end(self, answer: Answer) -> None:
        """End with this answer and save it; only the first call counts."""
        with self._lock:
            if self._ended.is_set():
                return
            self._answer = answer
            try:
                self._save(self)
            finally:
                self._stage = "ended"
                self._ended.set()
