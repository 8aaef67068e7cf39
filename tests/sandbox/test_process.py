import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.sandbox import (
    ChildError,
    ChildMemoryError,
    ChildProcess,
    ChildTimeoutError,
    Message,
)

linux = pytest.mark.skipif(sys.platform != "linux", reason="the pipe is found in /proc")
REQUEST = Message(fields={"name": "odd \udcff"}, data=b"\0\xff")
EMPTY = Message(fields={})


def child(function: str, megabytes: int = 500) -> ChildProcess:
    return ChildProcess(f"tests.sandbox.child_functions:{function}", megabytes=megabytes)


def replies(
    process: ChildProcess, request: Message = EMPTY, *, seconds: float = 60, max_bytes: int = 10_000
) -> Iterator[Message]:
    return filter(None, process.call(request, seconds=seconds, max_bytes=max_bytes))


def test_child_answers_several_requests() -> None:
    with child("echo") as process:
        assert list(replies(process, REQUEST)) == [REQUEST, REQUEST]
        assert list(replies(process)) == [EMPTY, EMPTY]


def test_child_that_hangs_is_given_up_after_its_seconds() -> None:
    with child("hang") as process, pytest.raises(ChildTimeoutError):
        list(replies(process, seconds=0.5))


def test_waited_seconds_leave_out_the_caller() -> None:
    with child("echo") as process:
        received = replies(process, seconds=30)
        next(received)
        waited = process.waited_s
        time.sleep(0.2)
        assert list(received) == [EMPTY]
        assert process.waited_s - waited < 0.2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot limit a process's memory")
def test_child_that_needs_too_much_memory_says_so() -> None:
    with child("eat_memory") as process, pytest.raises(ChildMemoryError):
        list(replies(process))


def test_child_that_raises_ends_with_its_exit_status() -> None:
    with child("fail") as process, pytest.raises(ChildError, match="exit status 1"):
        list(replies(process))


def test_replies_over_the_limit_end_the_call() -> None:
    with child("flood") as process, pytest.raises(ChildError):
        list(replies(process, max_bytes=1_000_000))


@linux
@pytest.mark.parametrize("lengths", [(2**64 - 1, 0), (0, 2**63), (2**40, 2**40), (5_000, 5_000)])
def test_length_over_the_limit_is_refused_at_once(lengths: tuple[int, int]) -> None:
    with child("state_length") as process, pytest.raises(ChildError):
        list(replies(process, Message(fields={"lengths": lengths}), seconds=600))
    assert process.waited_s < 30


@linux
@pytest.mark.parametrize("body", [b"no JSON", b"[]", b"[" * 9_000, b"1" * 9_000, b"\xff"])
def test_message_that_is_no_json_object_is_refused_at_once(body: bytes) -> None:
    request = Message(fields={"lengths": (len(body), 0)}, data=body)
    with child("state_length") as process, pytest.raises(ChildError):
        list(replies(process, request, seconds=600))


def test_temporary_files_of_a_killed_child_are_deleted() -> None:
    with child("temporary_file") as process:
        (reply,) = replies(process)
        path = Path(reply.fields["path"])
        assert path.exists()
    assert not path.exists()
