"""Pages drawn in a child: where the boxes lie, and what becomes of files that mean harm."""

from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from components.errors import PageImageError
from components.page_images import PageImages
from tests.page_images.page_files import pdf, read, span, turned, words_in_boxes

LINES = [
    (72.0, 700.0, "The lamp was lit in 1864 and"),
    (72.0, 684.0, "burns to this day."),
    (72.0, 668.0, "Boats pass it every hour."),
]
QUOTE = "The lamp was lit in 1864 and\nburns to this day."
BOXED = ["The lamp was lit in 1864 and", "burns to this day"]


@pytest.fixture(scope="module")
def images() -> PageImages:
    return PageImages(megabytes=1_500)


def test_draw_boxes_a_quote_line_by_line(images: PageImages) -> None:
    data = pdf(LINES)
    document = read(data)
    (image,) = images.draw(document, data, span(document, QUOTE))
    assert (image.page, image.width, len(image.boxes)) == (1, 1_000, 2)
    assert words_in_boxes(data, image) == BOXED
    with Image.open(BytesIO(image.jpeg)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (image.width, image.height))


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (50, 600, 400, 800)])
def test_draw_boxes_a_turned_and_cropped_page(
    images: PageImages, degrees: int, crop: tuple[int, int, int, int] | None
) -> None:
    plain = pdf(LINES)
    document = read(plain)
    data = turned(plain, degrees=degrees, crop=crop)
    (image,) = images.draw(document, data, span(document, QUOTE))
    assert words_in_boxes(data, image) == BOXED


def test_draw_boxes_a_quote_on_both_of_its_pages(images: PageImages) -> None:
    data = pdf(LINES[:1], LINES[1:])
    document = read(data)
    first, second = images.draw(document, data, span(document, "1864 and\n\nburns to"))
    assert (first.page, words_in_boxes(data, first)) == (1, ["1864 and"])
    assert (second.page, words_in_boxes(data, second)) == (2, ["burns to"])


def test_draw_boxes_a_quote_in_both_of_its_columns(images: PageImages) -> None:
    data = pdf([(72, 700, "The lamp was lit"), (330, 700, "in 1864 by hand")])
    document = read(data)
    start, _ = span(document, "The lamp")
    _, end = span(document, "1864")
    (image,) = images.draw(document, data, (start, end))
    assert words_in_boxes(data, image) == ["The lamp was lit", "in 1864"]


def test_draw_of_words_not_on_the_page_has_no_boxes(images: PageImages) -> None:
    document = read(pdf(LINES))
    other = pdf([(72, 700, "Nothing of the kind.")])
    (image,) = images.draw(document, other, span(document, QUOTE))
    assert image.boxes == ()
    assert image.jpeg


def test_draw_of_locked_file_says_so(images: PageImages) -> None:
    document = read(pdf(LINES))
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(LINES))))
    writer.encrypt("lamp", algorithm="AES-256")
    out = BytesIO()
    writer.write(out)
    with pytest.raises(PageImageError, match="locked and its password is not kept"):
        images.draw(document, out.getvalue(), (0, 5))


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 and no more"], ids=["empty", "cut off"])
def test_draw_of_damaged_file_says_so(images: PageImages, data: bytes) -> None:
    with pytest.raises(PageImageError, match="Page 1 is damaged"):
        images.draw(read(pdf(LINES)), data, (0, 5))


def test_draw_of_missing_page_says_so(images: PageImages) -> None:
    document = read(pdf(LINES, LINES))
    with pytest.raises(PageImageError, match="Page 2 is damaged"):
        images.draw(document, pdf(LINES), (len(document.text) - 5, len(document.text)))


def test_draw_longer_than_its_seconds_is_an_error() -> None:
    data = pdf(LINES)
    with pytest.raises(PageImageError, match=r"Page 1 takes more than 0\.01 seconds"):
        PageImages(megabytes=1_500, seconds=0.01).draw(read(data), data, (0, 5))


def test_draw_over_its_memory_is_an_error() -> None:
    data = pdf(LINES)
    with pytest.raises(PageImageError, match=r"Page 1 needs more than 40 MB .*exit status"):
        PageImages(megabytes=40).draw(read(data), data, (0, 5))
