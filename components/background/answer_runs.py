"""The answers being written, so that a click, a reload or a closed tab ends none of them."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from components.background.answer_run import STOPPED_EARLY, AnswerRequest, AnswerRun, Steps
from components.background.job_queue import JobQueue
from components.errors import FootnoteError
from components.stores import Catalogue, ConversationStore
from components.types import Answer, Job, Scope, Turn

_POLL_INTERVAL_S = 0.1
_CLOSING_S = 5.0

_log = logging.getLogger(__name__)


class AnswerRuns:
    """At most one answer is written in each conversation.

    run = runs.start(request)
    run.stop()
    """

    def __init__(
        self,
        *,
        answer: Callable[..., Steps],
        suggest_instead: Callable[[Answer], tuple[str, ...]],
        catalogue: Catalogue,
        conversations: ConversationStore,
        jobs: JobQueue,
    ) -> None:
        """Take `answer`, which is `pipelines.answering.answer` without its dependencies.

        `suggest_instead` returns questions that can be answered, after one that cannot.
        """
        self._answer_question = answer
        self._suggest_instead = suggest_instead
        self._catalogue = catalogue
        self._conversations = conversations
        self._jobs = jobs
        self._starting = threading.Lock()
        self._lock = threading.Lock()
        self._open: dict[str, AnswerRun] = {}
        self._ending: set[AnswerRun] = set()
        self._notices: dict[str, str] = {}

    def of(self, conversation_id: str) -> AnswerRun | None:
        """Return the answer being written; earlier ones are in the conversation itself."""
        return self._open.get(conversation_id)

    def start(self, request: AnswerRequest) -> AnswerRun:
        """Start to answer a question.

        The question that is being answered already is not started again; another one stops it,
        and its text so far is saved.
        """
        conversation_id = request.conversation_id
        # One at a time: two tabs must not both find the conversation idle and take the same turn.
        with self._starting:
            current = self.of(conversation_id)
            if current and current.request.question == request.question:
                return current
            if current:
                current.stop()
            run = AnswerRun(request, self._save)
            if request.at is None:
                conversation = self._conversations.get(conversation_id)
                run.at = len(conversation.turns) if conversation else 0
            with self._lock:
                self._open[conversation_id] = run
                self._ending.add(run)
            run.start(self._run)
        return run

    def take_notice(self, conversation_id: str) -> str:
        """Return once why a new answer did not replace the existing one."""
        return self._notices.pop(conversation_id, "")

    def close(self) -> None:
        """Stop all answers and save their text so far."""
        for run in list(self._open.values()):
            run.stop()
        for run in list(self._ending):
            run.join(_CLOSING_S)

    def _run(self, run: AnswerRun) -> None:
        try:
            if self._are_files_read(run):
                self._answer(run)
        finally:
            with self._lock:
                self._ending.discard(run)

    def _answer(self, run: AnswerRun) -> None:
        request, within = run.request, run.answer.within or run.request.within
        conversation = self._conversations.get(request.conversation_id)
        turns = conversation.turns if conversation else ()
        answer = run.add_all(
            self._answer_question(
                request.question,
                turns=() if request.stands_alone else turns[: run.at],
                collection=within.collection,
                document_ids=within.document_ids or None,
                answerer=request.answerer,
                instructions=request.instructions,
            )
        )
        if answer:
            if not answer.supported:
                answer = replace(answer, instead=self._suggest_instead(answer))
            run.end(replace(answer, complete=True))

    def _are_files_read(self, run: AnswerRun) -> bool:
        """Wait for the request's files; returns False where the answer ends without them."""
        job_ids = run.request.job_ids
        if not job_ids:
            return True
        seen: dict[int, Job] = {}
        while True:
            jobs = {job.id: job for job in self._jobs.all() if job.id in job_ids}
            seen |= jobs
            if not any(job.status in ("queued", "running") for job in jobs.values()):
                break
            if run.wait(_POLL_INTERVAL_S):
                return False
        ended = [seen[each] for each in sorted(seen)]
        within = documents_of(self._catalogue, run.request.within.collection, ended)
        note = " ".join(failures(ended))
        if within.document_ids:
            return run.set_scope(within, note)
        run.end(replace(run.answer, note=note or STOPPED_EARLY))
        return False

    def _save(self, run: AnswerRun) -> None:
        conversation_id, answer = run.request.conversation_id, run.answer
        turn = Turn(question=run.request.question, answer=answer)
        try:
            conversation = self._conversations.get(conversation_id)
            turns = conversation.turns if conversation else ()
            if run.at >= len(turns):
                self._conversations.append(conversation_id, turn)
            elif _is_better(turn, turns[run.at]):
                self._conversations.replace(conversation_id, turn, at=run.at)
            elif not answer.note.startswith(STOPPED_EARLY):
                self._notices[conversation_id] = answer.note
        except FootnoteError as error:
            _log.warning("An answer was not saved: %s", error)
        finally:
            with self._lock:
                if self._open.get(conversation_id) is run:
                    del self._open[conversation_id]


def _is_better(new: Turn, old: Turn) -> bool:
    """Return whether a new turn may replace an old one: a failure replaces no good answer."""
    new_says_something = new.answer.complete or new.answer.text
    old_says_something = old.answer.complete or old.answer.text
    return bool(new_says_something or new.question != old.question or not old_says_something)


def documents_of(catalogue: Catalogue, collection: str, jobs: Sequence[Job]) -> Scope:
    """Return the documents that jobs added to the collection."""
    rows = {
        row.id: row.name
        for job in jobs
        if job.status == "done"
        for row in catalogue.documents.rows(collection, name=job.name)
        if row.status == "ready"
    }
    return Scope(
        collection=collection, document_ids=tuple(rows), document_names=tuple(rows.values())
    )


def failures(jobs: Sequence[Job]) -> Iterator[str]:
    """Yield a sentence for each file that was not added."""
    for job in jobs:
        if job.status == "cancelled":
            yield f"{job.name} was cancelled."
        elif job.status == "failed":
            reason = job.result.reason if job.result else "It could not be read."
            yield reason if job.name in reason else f"{job.name}: {reason}"
