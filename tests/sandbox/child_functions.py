"""Functions that the tests run in a child; some of them are hostile."""

import os
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from components.sandbox import Message


def echo(request: Message) -> Iterator[Message]:
    """Send the request back, twice."""
    yield request
    yield request


def temporary_file(_request: Message) -> Iterator[Message]:
    """Leave a temporary file behind and say where."""
    handle, path = tempfile.mkstemp()
    os.close(handle)
    yield Message(fields={"path": path})


def eat_memory(_request: Message) -> Iterator[Message]:
    """Allocate without end."""
    hoard = []
    while True:
        hoard.append(bytes(50 * 2**20))
    yield Message(fields={})


def hang(_request: Message) -> Iterator[Message]:
    """Reply once, then do nothing."""
    yield Message(fields={})
    time.sleep(600)


def fail(_request: Message) -> Iterator[Message]:
    """Raise an error that nobody expects."""
    raise KeyError("unexpected")
    yield Message(fields={})


def flood(_request: Message) -> Iterator[Message]:
    """Reply without end."""
    while True:
        yield Message(fields={}, data=bytes(10_000))


def state_length(request: Message) -> Iterator[Message]:
    """Write raw lengths and bytes to the pipe, then hang."""
    replies = _pipe()
    os.write(replies, struct.pack(">QQ", *request.fields["lengths"]) + request.data)
    time.sleep(600)
    yield Message(fields={})


def _pipe() -> int:
    """Return the descriptor that the replies go to: the one pipe that is open for writing."""
    import fcntl

    for name in sorted(map(int, os.listdir("/proc/self/fd"))):
        link = Path(f"/proc/self/fd/{name}")
        if (
            link.is_symlink()
            and os.readlink(link).startswith("pipe:")
            and fcntl.fcntl(name, fcntl.F_GETFL) & os.O_WRONLY
        ):
            return name
    sys.exit(3)
