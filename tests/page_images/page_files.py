"""Small PDFs, and reading the words back from the boxes drawn on them."""

import re
from ctypes import c_double
from io import BytesIO

import pypdfium2
import pypdfium2.raw as pdfium
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from components.loaders.formats.pdf import read_pdf
from components.page_images import Box, PageImage
from components.settings import Limits
from components.types import Document, Upload

Placed = tuple[float, float, str]
"""A line of text and where it begins: points from the left and from the bottom."""


def pdf(*pages: list[Placed]) -> bytes:
    """Pages of 595 × 842 points with lines of Helvetica, 12 points high."""
    file = BytesIO()
    canvas = Canvas(file, pagesize=(595, 842))
    for lines in pages:
        canvas.rect(20, 20, 50, 50)
        for left, bottom, text in lines:
            canvas.drawString(left, bottom, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def turned(data: bytes, *, degrees: int, crop: tuple[int, int, int, int] | None = None) -> bytes:
    """Turn every page, and crop it to (left, bottom, right, top) in points."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data)))
    for page in writer.pages:
        page.rotate(degrees)
        if crop:
            page.cropbox.lower_left, page.cropbox.upper_right = crop[:2], crop[2:]
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def read(data: bytes, name: str = "a.pdf") -> Document:
    """Read the document in this process, since the file is our own."""
    *_, content = read_pdf(Upload(name=name, data=data), Limits())
    return Document(
        id=name,
        name=name,
        media_type="application/pdf",
        sha256="",
        text=content.text,  # type: ignore[union-attr]
        pages=content.pages,  # type: ignore[union-attr]
    )


def span(document: Document, words: str) -> tuple[int, int]:
    """Return the span of the first occurrence of the words."""
    start = document.text.index(words)
    return start, start + len(words)


def words_in_boxes(data: bytes, image: PageImage) -> list[str]:
    """Return the words that pdfium reads along the middle of each box, joined by spaces."""
    with pypdfium2.PdfDocument(data) as document:
        page = document[image.page - 1]
        text = page.get_textpage()
        read = [text.get_text_bounded(*_on_page(page, image, box)) for box in image.boxes]
    return [" ".join(words(each)) for each in read]


def words(text: str) -> list[str]:
    """Return its words without the marks: a full stop does not reach a line's middle."""
    return re.findall(r"\w+", text)


def _on_page(
    page: pypdfium2.PdfPage, image: PageImage, box: Box
) -> tuple[float, float, float, float]:
    """Return the box's middle strip (left, bottom, right, top in points): its edges touch lines."""
    left, right = box.left * image.width, box.right * image.width
    top, bottom = box.top * image.height, box.bottom * image.height
    if right - left >= bottom - top:
        top, bottom = _middle(top, bottom)
    else:
        left, right = _middle(left, right)
    corners = [_to_page(page, image, *each) for each in ((left, bottom), (right, top))]
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _middle(start: float, end: float) -> tuple[float, float]:
    return start + 0.4 * (end - start), end - 0.4 * (end - start)


def _to_page(page: pypdfium2.PdfPage, image: PageImage, x: float, y: float) -> tuple[float, float]:
    fine = 100  # pdfium takes whole pixels only
    page_x, page_y = c_double(), c_double()
    size = (image.width * fine, image.height * fine)
    pdfium.FPDF_DeviceToPage(page, 0, 0, *size, 0, round(x * fine), round(y * fine), page_x, page_y)
    return page_x.value, page_y.value
