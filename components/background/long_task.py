"""Run one long task at a time in the background: an export, an import, a download."""

import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from components.errors import sentence_for
from components.types import Progress

Steps = Callable[[], Generator[Progress, None, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """State of a task: `result` is what it returned, `error` says why there is none."""

    name: str
    running: bool
    progress: Progress | None = None
    result: object = None
    error: str = ""


class LongTask:
    """A task that survives a click, a reload or a closed tab, and that every session sees.

    task.begin("export", lambda: export_everything(database, path))
    task.state()
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._state: TaskState | None = None

    def begin(self, name: str, steps: Steps) -> bool:
        """Start a task; returns False while another one runs."""
        with self._lock:
            if self._state and self._state.running:
                return False
            self._stopped.clear()
            self._state = TaskState(name=name, running=True)
            self._thread = threading.Thread(target=self._run, args=(steps,), name=name, daemon=True)
            self._thread.start()
            return True

    def state(self) -> TaskState | None:
        """Return the state of the task; None if there is none, or it was dismissed."""
        return self._state

    def stop(self, *, wait: bool = True) -> None:
        """Stop the task at its next step, and wait for that; it cleans up after itself."""
        self._stopped.set()
        if wait and self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def dismiss(self) -> None:
        """Forget a task that has ended."""
        with self._lock:
            if self._state and not self._state.running:
                self._state = None

    def _run(self, steps: Steps) -> None:
        result: object = None
        error = ""
        work = steps()
        try:
            while not self._stopped.is_set():
                self._set_progress(next(work))
            error = "Stopped before it was done."
        except StopIteration as end:
            result = end.value
        except Exception as reason:  # noqa: BLE001  (the page shows a sentence)
            error = sentence_for(reason, "A task")
        finally:
            work.close()
            with self._lock:
                if self._state:
                    self._state = replace(self._state, running=False, result=result, error=error)

    def _set_progress(self, progress: Progress) -> None:
        with self._lock:
            if self._state:
                self._state = replace(self._state, progress=progress)
