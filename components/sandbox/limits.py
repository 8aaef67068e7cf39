"""The limits a child sets itself: memory, seconds per page, no network, no other programs."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from components.errors import LimitError
from components.settings import Limits

_FORBIDDEN_EVENTS = frozenset(
    {
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.sendto",
        "subprocess.Popen",
    }
)


class PageTimeout(BaseException):
    """A page took too long. Not an Exception, so that no library swallows it."""


def exceeded(name: str, happened: str, knob: str, limits: Limits) -> LimitError:
    """The error for a file that went over the limit called `knob` in `Limits`.

    >>> str(exceeded("a.pdf", "has 6000 pages", "pages", Limits()))
    'a.pdf has 6000 pages; at most 5,000 are read. Split the file, or raise FOOTNOTE_MAX_PAGES.'
    """
    amount = f"{getattr(limits, knob):,}"
    allowed = {
        "file_megabytes": f"at most {amount} MB are read",
        "pages": f"at most {amount} are read",
        "characters": f"at most {amount} are read",
        "page_seconds": f"a page may take {amount} seconds",
        "file_seconds": f"a file may take {amount} seconds",
        "memory_megabytes": f"a file may use {amount} MB of memory",
    }[knob]
    return LimitError(
        f"{name} {happened}; {allowed}. Split the file, or raise FOOTNOTE_MAX_{knob.upper()}."
    )


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
        if event in _FORBIDDEN_EVENTS:
            raise PermissionError(f"A document may not do this: {event}.")

    sys.addaudithook(refuse)


@contextmanager
def page_timer(seconds: float) -> Iterator[None]:
    """Raise PageTimeout in the block after `seconds`; only in a main thread, not on Windows.

    Where it cannot, the parent's own clock ends the whole file instead.
    """
    if sys.platform == "win32":
        yield
        return

    def expire(_signal: int, _frame: FrameType | None) -> None:
        raise PageTimeout

    previous = signal.signal(signal.SIGALRM, expire)
    # The interval repeats the alarm, for one that falls into a destructor is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
