"""Messages on a pipe between parent and child: two lengths, a JSON object, then raw bytes.

Never pickle: the child handles hostile bytes, and its replies must not run code in the parent.
"""

import json
import struct
from dataclasses import dataclass
from typing import Any, BinaryIO

_LENGTHS = struct.Struct(">QQ")


class MessageError(Exception):
    """The other process sent something that is not a message, or one over the limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A JSON object and, for what JSON cannot carry cheaply, bytes."""

    fields: dict[str, Any]
    data: bytes = b""


def write_message(stream: BinaryIO, message: Message) -> None:
    """Write one message and flush the stream."""
    # ASCII, so that a lone surrogate in a file name survives.
    fields = json.dumps(message.fields).encode("ascii")
    stream.write(_LENGTHS.pack(len(fields), len(message.data)) + fields)
    stream.write(message.data)
    stream.flush()


def read_message(stream: BinaryIO, *, max_bytes: int | None = None) -> tuple[Message, int] | None:
    """Return the next message and its size in bytes, or None at the end of the stream.

    `max_bytes` is checked before anything is read or allocated, since the lengths come from the
    other process. Raises MessageError.
    """
    head = stream.read(_LENGTHS.size)
    if not head:
        return None
    if len(head) < _LENGTHS.size:
        raise MessageError("the message is cut off")
    lengths = _LENGTHS.unpack(head)
    size = len(head) + sum(lengths)
    if max_bytes is not None and size > max_bytes:
        raise MessageError(f"the message has {size:,} bytes; at most {max_bytes:,} are accepted")
    body, data = (stream.read(length) for length in lengths)
    if (len(body), len(data)) != lengths:
        raise MessageError("the message is cut off")
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MessageError("the message is not JSON") from error
    if not isinstance(fields, dict):
        raise MessageError(f"the message is a {type(fields).__name__}, not a JSON object")
    return Message(fields=fields, data=data), size
