"""One long task at a time, in the background: an export, an import, a purge."""

import logging
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace

from components.errors import FootnoteError
from components.types import Progress

Steps = Callable[[], Generator[Progress, None, object]]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskState:
    """Where the task is. `result` is what it returned; `error` says why it has none."""

    name: str
    running: bool
    progress: Progress | None = None
    result: object = None
    error: str = ""


class LongTask:
    """Outlives a click, a reload, a closed tab; every session sees the same one.

    task.begin("export", lambda: export_everything(database, path))
    task.state()
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._state: TaskState | None = None

    def begin(self, name: str, steps: Steps) -> bool:
        """Whether it was begun: not while another one runs."""
        with self._lock:
            if self._state and self._state.running:
                return False
            self._stopped.clear()
            self._state = TaskState(name=name, running=True)
            self._thread = threading.Thread(target=self._run, args=(steps,), name=name, daemon=True)
            self._thread.start()
            return True

    def state(self) -> TaskState | None:
        """None where there is none, or it was dismissed."""
        return self._state

    def stop(self, *, wait: bool = True) -> None:
        """End it at its next step, and wait for that; nothing half done stays."""
        self._stopped.set()
        if wait and self._thread and self._thread is not threading.current_thread():
            self._thread.join()

    def dismiss(self) -> None:
        """Forget a task that is over."""
        with self._lock:
            if self._state and not self._state.running:
                self._state = None

    def _run(self, steps: Steps) -> None:
        result: object = None
        error = ""
        work = steps()
        try:
            while not self._stopped.is_set():
                self._note(next(work))
            error = "It was stopped before it was done."
        except StopIteration as end:
            result = end.value
        except FootnoteError as reason:
            error = str(reason)
        except Exception:  # noqa: BLE001  (the page says it calmly; the log has it all)
            _log.exception("A task failed")
            error = "It failed in a way nobody foresaw; the log says more."
        finally:
            work.close()
            with self._lock:
                if self._state:
                    self._state = replace(self._state, running=False, result=result, error=error)

    def _note(self, progress: Progress) -> None:
        with self._lock:
            if self._state:
                self._state = replace(self._state, progress=progress)
