"""Draw pages of PDFs, each in a child process that is killed when it costs too much."""

from collections.abc import Iterator
from itertools import pairwise

from components.errors import PageImageError
from components.page_images.alignment import Span
from components.page_images.boxes import Box, PageImage
from components.sandbox import ChildError, ChildProcess, ChildTimeoutError, Message
from components.types import Document

# A raw image of the largest page, at three bytes a pixel; no JPEG is larger.
_MAX_REPLY_BYTES = 12_000_000


class PageImages:
    """Draws pages of PDFs, each within `seconds` and `megabytes` of memory.

    Each page gets a child of its own, so that nothing a file does to it reaches the next page;
    starting one takes about 0.2 s.
    """

    def __init__(self, *, megabytes: int, seconds: float = 10.0) -> None:
        self._megabytes = megabytes
        self._seconds = seconds

    def draw(
        self, document: Document, data: bytes, quote: Span, *, page: int | None = None
    ) -> tuple[PageImage, ...]:
        """Draw `page`, or else each page that a quote touches, with its part of the quote boxed.

        `quote` is a span of `document.text`, and may be empty; `data` are the bytes that the
        document was read from. Raises PageImageError.
        """
        return tuple(
            self._draw(data, number, text, part)
            for number, text, part in parts(document, quote, page)
        )

    def _draw(self, data: bytes, page: int, text: str, quote: Span) -> PageImage:
        request = Message(fields={"page": page, "text": text, "quote": quote}, data=data)
        try:
            with ChildProcess(
                "components.page_images.drawing:serve", megabytes=self._megabytes
            ) as child:
                replies = child.call(
                    request, seconds=self._seconds, max_bytes=_MAX_REPLY_BYTES + len(text) * 100
                )
                return _image(next(filter(None, replies)))
        except ChildTimeoutError:
            raise PageImageError(
                f"Page {page} takes more than {self._seconds:g} seconds to draw, so it is shown as "
                "text only."
            ) from None
        except (ChildError, StopIteration, LookupError, TypeError, ValueError) as error:
            raise PageImageError(
                f"Page {page} needs more than {self._megabytes:,} MB to draw or is damaged "
                f"({error}), so it is shown as text only."
            ) from error


def parts(
    document: Document, quote: Span, page: int | None = None
) -> Iterator[tuple[int, str, Span]]:
    r"""Yield number and text of `page`, or of each page that a quote touches, and its span there.

    >>> text = "The\n\nlamp"
    >>> lamp = Document(id="1", name="", media_type="", sha256="", text=text, pages=(0, 5))
    >>> list(parts(lamp, (1, 7)))
    [(1, 'The\n\n', (1, 5)), (2, 'lamp', (0, 2))]
    """
    borders = pairwise((*document.pages, len(document.text)))
    for number, (start, end) in enumerate(borders, start=1):
        first = min(max(quote[0], start), end)
        last = max(min(quote[1], end), first)
        is_touched = first < last and bool(document.text[first:last].strip())
        if number == page or (page is None and is_touched):
            yield number, document.text[start:end], (first - start, last - start)


def _image(reply: Message) -> PageImage:
    """Return the image in a child's reply, which is not trusted to have the right shape."""
    fields = reply.fields
    if "error" in fields:
        raise PageImageError(str(fields["error"]))
    return PageImage(
        page=int(fields["page"]),
        jpeg=reply.data,
        width=int(fields["width"]),
        height=int(fields["height"]),
        boxes=tuple(
            Box(**{side: float(share) for side, share in box.items()}) for box in fields["boxes"]
        ),
    )
