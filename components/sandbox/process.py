"""One child process, as its parent sees it."""

import json
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import BinaryIO, cast

from components.errors import LoadError
from components.sandbox.confinement import bare_environment
from components.sandbox.frames import item_of, read_frame, write_upload
from components.settings import Limits
from components.types import Document, PageText, Progress, Upload

_PROJECT = Path(__file__).resolve().parents[2]
_ENDING_SECONDS = 1


Replies = SimpleQueue[Progress | PageText | Document | LoadError | None]


class ChildProcess:
    """A running `components.loaders.child`, which reads one file at a time."""

    def __init__(self, limits: Limits) -> None:
        self.files = 0
        self._process = subprocess.Popen(
            [sys.executable, "-m", "components.loaders.child", json.dumps(asdict(limits))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env=bare_environment(),
        )
        self._talk: Thread | None = None

    @property
    def pid(self) -> int:
        """The system's number for it."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def send(self, upload: Upload) -> Replies:
        """Hand it a file. What it says of it comes out of the queue; None where it ended first."""
        self.files += 1
        replies: Replies = SimpleQueue()
        # A thread, for neither side of a pipe can be waited on with a limit on every system.
        self._talk = Thread(target=self._converse, args=(upload, replies), daemon=True)
        self._talk.start()
        return replies

    def _converse(self, upload: Upload, replies: Replies) -> None:
        requests, answers = self._pipes()
        # A pipe that broke, or a frame that is none: either way the child is of no more use.
        with suppress(OSError, ValueError, LookupError, TypeError, AttributeError):
            write_upload(requests, upload)
            while (frame := read_frame(answers)) is not None:
                item = item_of(frame)
                replies.put(item)
                if not isinstance(item, Progress | PageText):
                    return
        replies.put(None)

    def end(self) -> int:
        """Wait a moment for it to end by itself, else kill it. Returns its exit status."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_ENDING_SECONDS)
        self.kill()
        return self._process.returncode

    def kill(self) -> None:
        """End it at once, and close what connects to it."""
        self._process.kill()
        self._process.wait()
        if self._talk is not None:
            self._talk.join()
        for pipe in self._pipes():
            with suppress(OSError):
                pipe.close()

    def _pipes(self) -> tuple[BinaryIO, BinaryIO]:
        return cast(BinaryIO, self._process.stdin), cast(BinaryIO, self._process.stdout)
