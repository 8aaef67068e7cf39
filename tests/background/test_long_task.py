"""Long tasks show progress, stop when told, and leave a sentence when they fail."""

import threading
import time
from collections.abc import Generator

from components.background.long_task import LongTask, TaskState
from components.errors import StoreError
from components.types import Progress


def _ended(task: LongTask) -> TaskState:
    end = time.monotonic() + 10
    while (state := task.state()) is None or state.running:
        assert time.monotonic() < end
        time.sleep(0.01)
    return state


def test_begin_refuses_a_second_task_and_keeps_the_result() -> None:
    go = threading.Event()

    def work() -> Generator[Progress, None, str]:
        yield Progress(name="a", stage="first", done=1, total=2)
        go.wait(10)
        return "whole"

    task = LongTask()
    assert task.begin("export", work)
    assert not task.begin("import", work)
    go.set()
    state = _ended(task)
    assert (state.name, state.result, state.error) == ("export", "whole", "")
    task.dismiss()
    assert task.state() is None


def test_stop_closes_the_steps() -> None:
    closed = threading.Event()

    def work() -> Generator[Progress, None, None]:
        try:
            while True:
                yield Progress(name="a", stage="on and on")
        finally:
            closed.set()

    task = LongTask()
    task.begin("export", work)
    task.stop()
    assert closed.is_set()
    assert "Stopped" in _ended(task).error


def test_failure_leaves_a_sentence() -> None:
    def work() -> Generator[Progress, None, None]:
        yield Progress(name="a", stage="first")
        raise StoreError("The disk is full.")

    def unexpected() -> Generator[Progress, None, None]:
        yield Progress(name="a", stage="first")
        raise ZeroDivisionError

    task = LongTask()
    task.begin("export", work)
    assert _ended(task).error == "The disk is full."
    task.begin("export", unexpected)
    assert "log has the details" in _ended(task).error
