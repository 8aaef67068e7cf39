"""A child process from its parent's side.

`subprocess`, not `multiprocessing`: spawning would run the main module again in the child (under
Streamlit, the app itself) and hand it the whole environment.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import BinaryIO, cast

from components.sandbox.child import DONE, OUT_OF_MEMORY
from components.sandbox.confinement import child_environment
from components.sandbox.messages import Message, MessageError, read_message, write_message

_PROJECT = Path(__file__).resolve().parents[2]
_EXIT_WAIT_S = 1.0
_HEARTBEAT_S = 0.5


class ChildError(Exception):
    """The child ended or broke off before it was done; `status` is its exit status."""

    def __init__(self, status: int | None = None) -> None:
        super().__init__(f"exit status {status}")
        self.status = status


class ChildMemoryError(ChildError):
    """The function needed more memory than its limit."""


class ChildTimeoutError(ChildError):
    """The function was not done in time."""


class ChildProcess(AbstractContextManager["ChildProcess"]):
    """A confined process that runs one function, one request at a time.

    with ChildProcess("components.page_images.drawing:serve", megabytes=1_500) as child:
        for reply in child.call(Message(fields={"page": 1}, data=pdf), seconds=10, max_bytes=10**7):
            ...
    """

    def __init__(self, function: str, *, megabytes: int) -> None:
        """Start a child for `function`, written `module:name`, with a memory limit."""
        self.calls = 0
        self.waited_s = 0.0
        self._is_idle = True
        self._files = TemporaryDirectory(prefix="footnote-", ignore_cleanup_errors=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "components.sandbox.child", function, str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env=child_environment(self._files.name),
        )
        self._requests = cast(BinaryIO, self._process.stdin)
        self._replies = cast(BinaryIO, self._process.stdout)
        self._talk: Thread | None = None

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def is_ready(self) -> bool:
        """Tell whether the process still runs, and its last call reached its end."""
        return self._is_idle and self._process.poll() is None

    def call(self, request: Message, *, seconds: float, max_bytes: int) -> Iterator[Message | None]:
        """Yield the replies to one request, and None after each half second without one.

        `seconds` limits the time spent waiting for the child, `waited_s`, which leaves out what the
        caller does between replies; `max_bytes` limits all replies together. After a call that
        does not reach its end the child must be killed. Raises ChildTimeoutError,
        ChildMemoryError, ChildError.
        """
        self.calls += 1
        self.waited_s = 0.0
        self._is_idle = False
        replies: SimpleQueue[Message | None] = SimpleQueue()
        # A thread, because waiting on a pipe with a time limit does not work on every system.
        self._talk = Thread(target=self._talk_to, args=(request, replies, max_bytes), daemon=True)
        self._talk.start()
        while self.waited_s < seconds:
            start = time.monotonic()
            try:
                reply = replies.get(timeout=min(_HEARTBEAT_S, seconds - self.waited_s))
            except Empty:
                self.waited_s += time.monotonic() - start
                yield None
                continue
            self.waited_s += time.monotonic() - start
            if reply is None:
                raise ChildError(self._exit_status())
            if reply.fields == OUT_OF_MEMORY:
                raise ChildMemoryError
            if reply.fields == DONE:
                self._is_idle = True
                return
            yield reply
        raise ChildTimeoutError

    def kill(self) -> None:
        """End the process at once; delete its temporary files and close its pipes."""
        self._process.kill()
        self._process.wait()
        if self._talk is not None:
            self._talk.join()
        for pipe in (self._requests, self._replies):
            with suppress(OSError):
                pipe.close()
        self._files.cleanup()

    def _talk_to(
        self, request: Message, replies: SimpleQueue[Message | None], max_bytes: int
    ) -> None:
        """Send the request and pass on the replies; None where the child ends or misbehaves."""
        # A broken pipe means that the process ended; MemoryError, that there is no room for what
        # it sent. Whatever else may happen, the caller must not wait for it.
        try:
            with suppress(OSError, ValueError, MessageError, MemoryError):
                write_message(self._requests, request)
                while received := read_message(self._replies, max_bytes=max_bytes):
                    reply, size = received
                    max_bytes -= size
                    replies.put(reply)
                    if reply.fields in (DONE, OUT_OF_MEMORY):
                        return
        finally:
            replies.put(None)

    def _exit_status(self) -> int:
        """Wait a moment for the process to end, else kill it."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_EXIT_WAIT_S)
        self._process.kill()
        return self._process.wait()
