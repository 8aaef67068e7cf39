"""What parent and child say to each other: requests and replies, in the loaders' frames."""

import base64
from dataclasses import asdict, dataclass
from typing import BinaryIO

from components.errors import PageImageError
from components.page_images.alignment import Span
from components.page_images.picture import Box, PageImage
from components.sandbox.frames import read_frame, write_frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Draw page number `page`, from 1, of the PDF `data`, with `text[quote]` of it boxed."""

    data: bytes
    page: int
    text: str
    quote: Span


def write_request(stream: BinaryIO, request: Request) -> None:
    """Send it: a frame, then the file's bytes."""
    start, end = request.quote
    frame = {"page": request.page, "text": request.text, "start": start, "end": end}
    write_frame(stream, {**frame, "size": len(request.data)})
    stream.write(request.data)
    stream.flush()


def read_request(stream: BinaryIO) -> Request | None:
    """The request, or None where the other side has closed the stream."""
    frame = read_frame(stream)
    if frame is None:
        return None
    return Request(
        data=stream.read(frame["size"]),
        page=frame["page"],
        text=frame["text"],
        quote=(frame["start"], frame["end"]),
    )


def write_reply(stream: BinaryIO, reply: PageImage | PageImageError) -> None:
    """Send what came of it."""
    if isinstance(reply, PageImageError):
        write_frame(stream, {"error": str(reply)})
        return
    jpeg = base64.b64encode(reply.jpeg).decode("ascii")
    write_frame(stream, {**asdict(reply), "jpeg": jpeg})


def read_reply(stream: BinaryIO) -> PageImage | PageImageError | None:
    """What came of it, or None where the child ended first.

    Raises ValueError, TypeError, KeyError for a frame that says neither.
    """
    frame = read_frame(stream)
    if frame is None:
        return None
    if "error" in frame:
        return PageImageError(frame["error"])
    boxes = tuple(Box(**{side: float(at) for side, at in box.items()}) for box in frame["boxes"])
    return PageImage(**frame | {"jpeg": base64.b64decode(frame["jpeg"]), "boxes": boxes})
