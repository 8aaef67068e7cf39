"""PageImages: every page is drawn in a child process of its own, killed when it costs too much."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path

from components.errors import PageImageError
from components.page_images.alignment import Span
from components.page_images.frames import Request, read_reply, write_request
from components.page_images.picture import PageImage
from components.sandbox.confinement import bare_environment
from components.types import Document

_PROJECT = Path(__file__).resolve().parents[2]


class PageImages:
    """Draws pages of PDFs, each in at most `seconds` and `megabytes` of memory.

    A child draws one page and ends, so nothing that a file did to it reaches the next page; to
    start one takes about 0.2 s.
    """

    def __init__(self, *, megabytes: int, seconds: float = 10.0) -> None:
        self._megabytes = megabytes
        self._seconds = seconds

    def draw(self, document: Document, data: bytes, quote: Span) -> tuple[PageImage, ...]:
        """The pages that `document.text[quote]` stands on, each with its part of it boxed.

        `data` are the bytes that the document was read from. Raises PageImageError.
        """
        return tuple(
            self._draw(Request(data=data, page=page, text=text, quote=part))
            for page, text, part in parts(document, quote)
        )

    def draw_page(
        self, document: Document, data: bytes, page: int, *, quote: Span = (0, 0)
    ) -> PageImage:
        """One page, be there text on it or not, with what of the quote stands on it boxed.

        Raises PageImageError.
        """
        start, end = page_span(document, page)
        first, last = max(quote[0], start), min(quote[1], end)
        on_page = (first - start, last - start) if first < last else (0, 0)
        return self._draw(
            Request(data=data, page=page, text=document.text[start:end], quote=on_page)
        )

    def _draw(self, request: Request) -> PageImage:
        sent = BytesIO()
        write_request(sent, request)
        try:
            child = subprocess.run(
                [sys.executable, "-m", "components.page_images.child", str(self._megabytes)],
                input=sent.getvalue(),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_PROJECT,
                env=bare_environment(),
                timeout=self._seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PageImageError(
                f"Page {request.page} takes more than {self._seconds:g} seconds to draw, so it is "
                "shown as text only."
            ) from None
        try:
            reply = read_reply(BytesIO(child.stdout))
        except (ValueError, TypeError, KeyError, AttributeError):
            reply = None
        if reply is None:
            raise PageImageError(
                f"Page {request.page} needs more than {self._megabytes:,} MB to draw or is "
                f"damaged (exit status {child.returncode}), so it is shown as text only."
            )
        if isinstance(reply, PageImageError):
            raise reply
        return reply


def page_span(document: Document, page: int) -> Span:
    """Where the text of a page, counted from 1, stands in the document's."""
    ends = (*document.pages[1:], len(document.text))
    return document.pages[page - 1], ends[page - 1]


def parts(document: Document, quote: Span) -> Iterator[tuple[int, str, Span]]:
    """Each page that `document.text[quote]` stands on: number, text, its part of the quote.

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
