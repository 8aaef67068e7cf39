"""What parent and child say to each other: a length, then that many bytes of JSON.

Never pickle: the child handles hostile bytes, and what it answers is not trusted to run code.
"""

import json
import struct
from dataclasses import asdict
from typing import Any, BinaryIO

from components.errors import (
    LimitError,
    LoadError,
    NoTextError,
    PasswordError,
    UnsupportedTypeError,
)
from components.types import Document, PageFailure, PageText, Progress, Upload

_LENGTH = struct.Struct(">Q")
_LOAD_ERRORS = {
    kind.__name__: kind
    for kind in (LoadError, UnsupportedTypeError, PasswordError, NoTextError, LimitError)
}
Frame = dict[str, Any]


def write_upload(stream: BinaryIO, upload: Upload) -> None:
    """Send a file: a frame with its name and size, then its bytes."""
    write_frame(
        stream, {"name": upload.name, "password": upload.password, "size": len(upload.data)}
    )
    stream.write(upload.data)
    stream.flush()


def read_upload(stream: BinaryIO) -> Upload | None:
    """The next file, or None where the other side has closed the stream."""
    frame = read_frame(stream)
    if frame is None:
        return None
    data = stream.read(frame["size"])
    return Upload(name=frame["name"], data=data, password=frame["password"])


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Send one frame."""
    # ASCII, so that a lone surrogate in a file name comes through.
    body = json.dumps(frame).encode("ascii")
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame, or None where the stream ended, be it within a frame."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = stream.read(length)
    if len(body) < length:
        return None
    frame: Frame = json.loads(body)
    return frame


def frame_of(item: Progress | PageText | Document | LoadError) -> Frame:
    """An item as a frame; `item_of` is its inverse."""
    if isinstance(item, LoadError):
        return {"error": type(item).__name__, "message": str(item)}
    return {type(item).__name__.lower(): asdict(item)}


def item_of(frame: Frame) -> Progress | PageText | Document | LoadError:
    """The item that a frame carries. Raises KeyError or TypeError for a frame that carries none."""
    if "error" in frame:
        return _LOAD_ERRORS[frame["error"]](frame["message"])
    if "progress" in frame:
        return Progress(**frame["progress"])
    if "pagetext" in frame:
        return PageText(**frame["pagetext"])
    fields = frame["document"]
    failures = tuple(PageFailure(**each) for each in fields.pop("page_failures"))
    return Document(**fields | {"pages": tuple(fields["pages"]), "page_failures": failures})
