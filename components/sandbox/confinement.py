"""A process gives up rights before it touches hostile bytes."""

import logging
import os
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import BinaryIO

# Keys and tokens stay out of a process that handles hostile bytes.
_ENVIRONMENT = frozenset(
    {"PATH", "HOME", "USERPROFILE", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "SYSTEMROOT"}
)
# Beginnings of the names of Python's audit events.
_FORBIDDEN = ("os.exec", "os.fork", "os.posix_spawn", "os.system", "socket.", "subprocess.")


class PageTimeout(BaseException):
    """A page took too long. Not an Exception, so that no library swallows it."""


def child_environment(temporary: str) -> dict[str, str]:
    """Return the environment of a child whose temporary files go to the folder `temporary`."""
    kept = {key: value for key, value in os.environ.items() if key.upper() in _ENVIRONMENT}
    return kept | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), temporary)


def confine(megabytes: int) -> tuple[BinaryIO, BinaryIO]:
    """Give up memory above `megabytes`, the network and other programs, for good.

    Returns stdin and stdout for messages; anything that a library prints is discarded.
    """
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    logging.disable()
    warnings.simplefilter("ignore")
    limit_memory(megabytes)
    forbid_network_and_programs()
    return requests, replies


def limit_memory(megabytes: int) -> None:
    """Make this process raise MemoryError above `megabytes`, where the system can (not Windows)."""
    if sys.platform != "win32":
        import resource

        # macOS may refuse the call; the limits in seconds and characters still hold there.
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))


def forbid_network_and_programs() -> None:
    """Make this process raise PermissionError when it connects anywhere or starts a program."""

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event.startswith(_FORBIDDEN):
            raise PermissionError(f"A document may not do this: {event}.")

    sys.addaudithook(refuse)


@contextmanager
def page_timer(seconds: float) -> Iterator[None]:
    """Raise PageTimeout in the block after `seconds`; only in a main thread, not on Windows.

    Elsewhere the parent's time limit for the whole file has to do.
    """
    if sys.platform == "win32":
        yield
        return

    def expire(_signal: int, _frame: FrameType | None) -> None:
        raise PageTimeout

    previous = signal.signal(signal.SIGALRM, expire)
    # The interval repeats the alarm, because one that falls into a destructor is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
