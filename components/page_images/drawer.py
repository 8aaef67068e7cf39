"""Draw pages of PDFs, each in a child process that is killed when it costs too much."""

from collections.abc import Iterator
from itertools import chain

from components.errors import PageImageError
from components.page_images.alignment import Span
from components.page_images.picture import Box, PageImage
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

    def draw(self, document: Document, data: bytes, quote: Span) -> tuple[PageImage, ...]:
        """Draw each page that `document.text[quote]` touches, with its part of the quote boxed.

        `data` are the bytes that the document was read from. Raises PageImageError.
        """
        return tuple(
            self._draw(data, number, page, part) for number, page, part in parts(document, quote)
        )

    def draw_page(
        self, document: Document, data: bytes, page: int, *, quote: Span = (0, 0)
    ) -> PageImage:
        """Draw one page, even one without text, and box the part of the quote that is on it.

        Raises PageImageError.
        """
        start, end = page_span(document, page)
        first, last = max(quote[0], start), min(quote[1], end)
        on_page = (first - start, last - start) if first < last else (0, 0)
        return self._draw(data, page, document.text[start:end], on_page)

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


def page_span(document: Document, page: int) -> Span:
    """Return the span of a page, counted from 1, in the document's text."""
    ends = (*document.pages[1:], len(document.text))
    return document.pages[page - 1], ends[page - 1]


def parts(document: Document, quote: Span) -> Iterator[tuple[int, str, Span]]:
    """Yield number and text of each page that a quote touches, and the quote's span in that text.

    >>> text = "The\\n\\nlamp"
    >>> lamp = Document(id="1", name="", media_type="", sha256="", text=text, pages=(0, 5))
    >>> list(parts(lamp, (1, 7)))
    [(1, 'The\\n\\n', (1, 5)), (2, 'lamp', (0, 2))]
    """
    ends = chain(document.pages[1:], (len(document.text),))
    for number, (start, end) in enumerate(zip(document.pages, ends, strict=True), start=1):
        first, last = max(quote[0], start), min(quote[1], end)
        if document.text[first:last].strip() and first < last:
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
