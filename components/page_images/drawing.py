"""Draw a page with pdfium, inside the child process, and box a quote on it."""

from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium

from components.page_images.alignment import Span, locate
from components.page_images.boxes import Box, PageImage, Rectangle, lines
from components.sandbox import Message

_WIDTH_PX = 1_000
_MAX_HEIGHT_PX = 4_000  # for a page as narrow as a till receipt
_JPEG_QUALITY = 85
_LAST_CODE_POINT = 0x10FFFF


def serve(request: Message) -> Iterator[Message]:
    """Answer one request of the parent with the page and its boxes, or with an error sentence."""
    number, text, quote = (request.fields[key] for key in ("page", "text", "quote"))
    try:
        with pypdfium2.PdfDocument(request.data) as document:
            image = _draw(document[number - 1], number, text, tuple(quote))
    except (pypdfium2.PdfiumError, IndexError, ValueError) as error:
        problem = f"Page {number} is damaged"
        if getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            problem = "The file is locked and its password is not kept"
        yield Message(fields={"error": f"{problem}, so it is shown as text only."})
        return
    fields = asdict(image)
    yield Message(data=fields.pop("jpeg"), fields=fields)


def _draw(page: pypdfium2.PdfPage, number: int, text: str, quote: Span) -> PageImage:
    width, height = page.get_size()
    if width <= 0 or height <= 0:
        raise ValueError("the page has no size")
    bitmap = page.render(scale=min(_WIDTH_PX / width, _MAX_HEIGHT_PX / height))
    page_text = page.get_textpage()
    to_image = bitmap.get_posconv(page)
    letters = [
        _on_image(page_text.get_charbox(at, loose=True), to_image)
        for span in locate(quote, text, _text(page_text))
        for at in range(*span)
        if not chr(pdfium.FPDFText_GetUnicode(page_text, at)).isspace()
    ]
    boxes = (_box(line, bitmap) for line in lines(letters))
    return PageImage(
        page=number,
        jpeg=_jpeg(bitmap),
        width=bitmap.width,
        height=bitmap.height,
        boxes=tuple(box for box in boxes if box.left < box.right and box.top < box.bottom),
    )


def _text(page_text: pypdfium2.PdfTextPage) -> str:
    """Return one character for each that pdfium counts, which its own text does not promise."""
    codes = (pdfium.FPDFText_GetUnicode(page_text, at) for at in range(page_text.count_chars()))
    return "".join(chr(code) if code <= _LAST_CODE_POINT else "\ufffd" for code in codes)


def _on_image(letter: Rectangle, to_image: pypdfium2.PdfPosConv) -> Rectangle:
    """Convert a rectangle to pixels, y downwards; the page's rotation and crop are applied."""
    x1, y1 = to_image.to_bitmap(letter[0], letter[1])
    x2, y2 = to_image.to_bitmap(letter[2], letter[3])
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _box(rectangle: Rectangle, bitmap: pypdfium2.PdfBitmap) -> Box:
    """Clip a rectangle in pixels to the image, and express it in shares of the image's size."""
    sizes = (bitmap.width, bitmap.height) * 2
    shares = (
        min(max(pixels / size, 0.0), 1.0) for pixels, size in zip(rectangle, sizes, strict=True)
    )
    left, top, right, bottom = shares
    return Box(left=left, top=top, right=right, bottom=bottom)


def _jpeg(bitmap: pypdfium2.PdfBitmap) -> bytes:
    out = BytesIO()
    # Full colour resolution: halving it blurs the thin edges of letters.
    bitmap.to_pil().convert("RGB").save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return out.getvalue()
