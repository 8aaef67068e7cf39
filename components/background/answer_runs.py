"""Answers in the making: each in a thread of its own, so that a click, a reload or a closed tab
cannot end one, and "stop" can, at once, whatever its model is waiting for.
"""

import logging
import math
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Literal

from components.background.job_queue import JobQueue
from components.errors import FootnoteError
from components.protocols import Answerer
from components.stores import Catalogue, ConversationStore
from components.types import Answer, Job, Notice, Retrieved, Scope, Token, Turn

STOPPED = "Stopped. This answer is incomplete."
STOPPED_EARLY = "Stopped before an answer."
_STILL_READING = "The file is still being added to the library; ask again when it is there."
_UNFORESEEN = "The answer failed in a way nobody foresaw; the program's log says more. Try again."
_EMPTY = "The model gave an empty answer. Ask again, or in other words."
_EVERY = 0.1
"""Seconds between two looks at the files that a question waits for."""

Stage = Literal["reading", "searching", "writing", "checking", "ended"]
"""Files are read; passages are looked for; words come; all is said, and better questions are looked
for where nothing was found; there is nothing more to come."""

_log = logging.getLogger(__name__)

AnswerQuestion = Callable[..., Generator[Retrieved | Token | Notice | Answer]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest:
    """A question on its way: the `at`-th turn, from 0, of a conversation.

    Files of these jobs are read first, and then it is asked of them alone. `stands_alone`: it is
    known to need nothing from the turns before it.
    """

    question: str
    conversation_id: str
    at: int
    within: Scope
    job_ids: tuple[int, ...] = ()
    answerer: Answerer | None = None
    """Another than the parts' own; with it, perhaps, a key that lives in a session alone."""
    instructions: str = ""
    stands_alone: bool = False


class AnswerRun:
    """One answer as far as it is. Every method may be called from any thread."""

    def __init__(self, asked: AnswerRequest, keep: Callable[["AnswerRun"], None]) -> None:
        """`keep` is called once, when there is nothing more to come."""
        self.asked = asked
        self._keep = keep
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._stage: Stage = "reading" if asked.job_ids else "searching"
        self._notice = Notice(text="")
        self._began = self._heard = time.monotonic()
        self._answer = Answer(
            text="",
            sentences=(),
            citations=(),
            hits=(),
            model=asked.answerer.name if asked.answerer else "",
            supported=True,
            seconds=0.0,
            within=asked.within,
            complete=False,
        )

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return self._stage

    @property
    def answer(self) -> Answer:
        """What is known of it; not `complete` before it has ended."""
        return self._answer

    def stop(self) -> None:
        """End it with what has been said; nothing where it has ended already."""
        early = _STILL_READING if self._stage == "reading" else ""
        note = STOPPED if self._answer.text else f"{STOPPED_EARLY} {early}".strip()
        seconds = time.monotonic() - self._began
        self.end(replace(self._answer, complete=False, note=note, seconds=seconds))

    def wait(self, seconds: float) -> bool:
        """Whether it ended within that time."""
        return self._ended.wait(seconds)

    @property
    def silence(self) -> float:
        """Seconds since anything was heard of it."""
        return time.monotonic() - self._heard

    @property
    def notice(self) -> str:
        """Why the model is waited for, and for how long still, where it is known."""
        left = self._notice.seconds - self.silence
        if left <= 0:
            return ""
        return f"{self._notice.text} Trying again in {math.ceil(left)} s."

    def take(self, item: Retrieved | Token | Notice | Answer) -> bool:
        """Put in what came next; False where the answer has been stopped."""
        with self._lock:
            if self._ended.is_set():
                return False
            self._notice = item if isinstance(item, Notice) else Notice(text="")
            self._heard = time.monotonic()
            match item:
                case Retrieved():
                    searched = "" if item.question == self.asked.question else item.question
                    self._answer = replace(self._answer, hits=item.hits, searched=searched)
                case Token():
                    self._answer = replace(self._answer, text=self._answer.text + item.text)
                    self._stage = "writing"
                case Answer():
                    # A whole answer counts when what goes with it is there: see `end`.
                    self._stage = "checking" if item.complete else "writing"
                    self._answer = replace(
                        item, within=self._answer.within, complete=False, note=self._answer.note
                    )
            return True

    def narrow(self, within: Scope, note: str) -> bool:
        """The files are there: ask of these; False where it has been stopped."""
        with self._lock:
            if not self._ended.is_set():
                self._answer = replace(self._answer, within=within, note=note)
                self._stage = "searching"
            return not self._ended.is_set()

    def end(self, last: Answer) -> None:
        """Nothing more will come; only the first call counts."""
        with self._lock:
            if self._ended.is_set():
                return
            self._answer = last
            try:
                self._keep(self)
            finally:
                self._stage = "ended"
                self._ended.set()


class AnswerRuns:
    """At most one in each conversation.

    live = answers.start(asked)
    live.stop()
    """

    def __init__(
        self,
        *,
        answer: AnswerQuestion,
        suggest_instead: Callable[[Answer], tuple[str, ...]],
        catalogue: Catalogue,
        conversations: ConversationStore,
        jobs: JobQueue,
    ) -> None:
        """`answer` takes a question, as `pipelines.answering.answer` does after its dependencies;
        `suggest_instead` gives questions that would be answered, after one that was not.
        """
        self._answer_question = answer
        self._suggest_instead = suggest_instead
        self._catalogue = catalogue
        self._conversations = conversations
        self._jobs = jobs
        self._lock = threading.Lock()
        self._live: dict[str, AnswerRun] = {}
        self._threads: set[threading.Thread] = set()
        self._notices: dict[str, str] = {}

    def of(self, conversation_id: str) -> AnswerRun | None:
        """The one that is being made; what has ended is in the conversation itself."""
        return self._live.get(conversation_id)

    def start(self, asked: AnswerRequest) -> AnswerRun:
        """Start an answer and return it.

        The same question again returns the answer that is being written; another question stops
        that one first, so that two tabs cannot write to the same turn.
        """
        while True:
            with self._lock:
                before = self._live.get(asked.conversation_id)
                if before is None:
                    live = AnswerRun(asked, self._keep)
                    thread = threading.Thread(
                        target=self._run, args=(live,), name="answering", daemon=True
                    )
                    self._live[asked.conversation_id] = live
                    self._threads.add(thread)
                    break
            if before.asked.question == asked.question:
                return before
            before.stop()  # which takes the lock, and leaves when the answer is stored
            with self._lock:
                if self._live.get(asked.conversation_id) is before:
                    del self._live[asked.conversation_id]
        thread.start()
        return live

    def take_notice(self, conversation_id: str) -> str:
        """Why the last answer could not take the place of the one that stands, once."""
        return self._notices.pop(conversation_id, "")

    def close(self) -> None:
        """Stop all of them, with what they have said."""
        for live in list(self._live.values()):
            live.stop()
        for thread in list(self._threads):
            thread.join(timeout=5)

    def _run(self, live: AnswerRun) -> None:
        try:
            with ending(live):
                if self._files_are_read(live):
                    self._answer(live)
        finally:
            with self._lock:
                self._threads.discard(threading.current_thread())

    def _answer(self, live: AnswerRun) -> None:
        asked, within = live.asked, live.answer.within or live.asked.within
        found = self._conversations.get(asked.conversation_id)
        turns = found.turns if found else ()
        steps = self._answer_question(
            asked.question,
            turns=() if asked.stands_alone else turns[: asked.at],
            collection=within.collection,
            document_ids=within.document_ids or None,
            answerer=asked.answerer,
            instructions=asked.instructions,
        )
        whole = take_all(live, steps)
        if whole:
            if not whole.supported:
                whole = replace(whole, instead=self._suggest_instead(whole))
            live.end(replace(whole, complete=True))

    def _files_are_read(self, live: AnswerRun) -> bool:
        """Wait for the files of the question; False where it ends with them."""
        job_ids = live.asked.job_ids
        if not job_ids:
            return True
        seen: dict[int, Job] = {}
        while True:
            jobs = {job.id: job for job in self._jobs.all() if job.id in job_ids}
            seen |= jobs
            if not any(job.status in ("queued", "running") for job in jobs.values()):
                break
            if live.wait(_EVERY):
                return False
        ended = [seen[each] for each in sorted(seen)]
        within = documents_of(self._catalogue, live.asked.within.collection, ended)
        note = " ".join(failures(ended))
        if within.document_ids:
            return live.narrow(within, note)
        live.end(replace(live.answer, note=note or STOPPED_EARLY))
        return False

    def _keep(self, live: AnswerRun) -> None:
        asked, said = live.asked, live.answer
        turn = Turn(question=asked.question, answer=said)
        try:
            found = self._conversations.get(asked.conversation_id)
            stands = found.turns[asked.at] if found and asked.at < len(found.turns) else None
            if stands is None:
                self._conversations.append(asked.conversation_id, turn)
            elif (
                said.complete
                or said.text
                or stands.question != asked.question
                or not (stands.answer.complete or stands.answer.text)
            ):
                self._conversations.replace(asked.conversation_id, turn, at=asked.at)
            elif not said.note.startswith(STOPPED_EARLY):
                self._notices[asked.conversation_id] = said.note
        except FootnoteError as error:
            _log.warning("An answer was not kept: %s", error)
        finally:
            with self._lock:
                if self._live.get(asked.conversation_id) is live:
                    del self._live[asked.conversation_id]


@contextmanager
def ending(live: AnswerRun) -> Iterator[None]:
    """Whatever is raised inside ends the answer, with a sentence that says why."""
    try:
        yield
    except FootnoteError as error:
        live.end(replace(live.answer, complete=False, note=str(error)))
    except Exception:  # noqa: BLE001  (whatever it is, the question is kept; the log has it)
        _log.exception("Answering failed")
        live.end(replace(live.answer, complete=False, note=_UNFORESEEN))


def take_all(
    live: AnswerRun, steps: Generator[Retrieved | Token | Notice | Answer]
) -> Answer | None:
    """Put in all that comes; then what is to be its end, or None where it has ended already."""
    failed = ""
    with closing(steps):
        for item in steps:
            if not live.take(item):
                return None
            if isinstance(item, Answer):
                failed = item.note
    whole = live.answer
    if failed or not whole.text.strip():
        live.end(replace(whole, note=f"{whole.note} {failed}".strip() if failed else _EMPTY))
        return None
    return whole


def documents_of(catalogue: Catalogue, collection: str, jobs: Sequence[Job]) -> Scope:
    """The documents that these jobs brought into the collection."""
    ids, names = [], []
    for job in jobs:
        if job.status != "done":
            continue
        for row in catalogue.documents.rows(collection, name=job.name):
            if row.status == "ready" and row.id not in ids:
                ids.append(row.id)
                names.append(row.name)
    return Scope(collection=collection, document_ids=tuple(ids), document_names=tuple(names))


def failures(jobs: Sequence[Job]) -> Iterator[str]:
    """A sentence for each file that did not come in."""
    for job in jobs:
        if job.status == "cancelled":
            yield f"{job.name} was cancelled."
        elif job.status == "failed":
            reason = job.result.reason if job.result else "It could not be read."
            yield reason if job.name in reason else f"{job.name}: {reason}"
