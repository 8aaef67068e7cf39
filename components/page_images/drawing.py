"""A page by pdfium: its image, its letters, and where each of them stands."""

from collections.abc import Iterator
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium

from components.errors import PageImageError
from components.page_images.alignment import Span, locate
from components.page_images.boxes import Rectangle, lines
from components.page_images.picture import Box, PageImage

_WIDTH = 1_000  # pixels
_MOST_HEIGHT = 4_000  # pixels, for a page as narrow as a till receipt
_QUALITY = 85
_LAST_CODE_POINT = 0x10FFFF


def draw(data: bytes, *, page: int, text: str, quote: Span) -> PageImage:
    """Page number `page`, from 1, with boxes around `text[quote]`; `text` is the page's as read.

    Raises PageImageError where pdfium cannot open the file or the page.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            return _draw(document[page - 1], page, text, quote)
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise PageImageError(
                "The file is locked and its password is not kept, so it is shown as text only."
            ) from error
        raise PageImageError(f"Page {page} is damaged, so it is shown as text only.") from error


def _draw(page: pypdfium2.PdfPage, number: int, text: str, quote: Span) -> PageImage:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError("the page has no size")
    bitmap = page.render(scale=min(_WIDTH / width, _MOST_HEIGHT / height))
    placed = page.get_textpage()
    spans = locate(quote, text, _text(placed))
    on_bitmap = bitmap.get_posconv(page)
    letters = [_on_image(each, on_bitmap) for span in spans for each in _letters(placed, span)]
    inside = (_inside(each, bitmap) for each in lines(letters))
    return PageImage(
        page=number,
        jpeg=_jpeg(bitmap),
        width=bitmap.width,
        height=bitmap.height,
        boxes=tuple(box for box in inside if box.left < box.right and box.top < box.bottom),
    )


def _text(placed: pypdfium2.PdfTextPage) -> str:
    """One character for each that pdfium counts, which its own text does not promise."""
    codes = (pdfium.FPDFText_GetUnicode(placed, at) for at in range(placed.count_chars()))
    return "".join(chr(code) if code <= _LAST_CODE_POINT else "\ufffd" for code in codes)


def _letters(placed: pypdfium2.PdfTextPage, span: Span) -> Iterator[Rectangle]:
    """The boxes of what is seen of a span, in the page's own units, y upwards."""
    for at in range(*span):
        if not chr(pdfium.FPDFText_GetUnicode(placed, at)).isspace():
            yield placed.get_charbox(at, loose=True)


def _on_image(letter: Rectangle, on_bitmap: pypdfium2.PdfPosConv) -> Rectangle:
    """The box in pixels, y downwards, the page's rotation and crop applied."""
    x1, y1 = on_bitmap.to_bitmap(letter[0], letter[1])
    x2, y2 = on_bitmap.to_bitmap(letter[2], letter[3])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _inside(rectangle: Rectangle, bitmap: pypdfium2.PdfBitmap) -> Box:
    left, top, right, bottom = rectangle

    def share(pixels: float, whole: int) -> float:
        return min(max(pixels / whole, 0.0), 1.0)

    return Box(
        left=share(left, bitmap.width),
        top=share(top, bitmap.height),
        right=share(right, bitmap.width),
        bottom=share(bottom, bitmap.height),
    )


def _jpeg(bitmap: pypdfium2.PdfBitmap) -> bytes:
    out = BytesIO()
    # Letters' thin edges suffer where colours are stored at half the resolution.
    bitmap.to_pil().convert("RGB").save(out, "JPEG", quality=_QUALITY, subsampling=0)
    return out.getvalue()
