import pytest

from components.errors import LimitError, LoadError, NoTextError, PasswordError
from components.loaders.content import Content
from components.loaders.formats.pdf import read_pdf
from components.settings import Limits
from components.types import PageText, Progress, Upload
from tests.loaders.loader_files import line, locked_pdf, pdf, raw_pdf, slow_page, stream

KEY = "sesame"
WRONG_KEY = "open"
DAMAGED = stream(b"x", keys=b"/Filter/Bogus")


def content(data: bytes, limits: Limits | None = None, password: str | None = None) -> Content:
    upload = Upload(name="a.pdf", data=data, password=password)
    *_, last = read_pdf(upload, limits or Limits())
    assert isinstance(last, Content)
    return last


def test_read_pdf_gives_the_start_of_each_page() -> None:
    found = content(pdf("One tent", "", "Three ropes"))

    assert [found.text[start:][:5] for start in found.pages] == ["One t", "\n\nThr", "Three"]


def test_read_pdf_reports_progress_page_by_page() -> None:
    *items, _ = read_pdf(Upload(name="a.pdf", data=pdf("1", "2")), Limits())

    assert items == [
        Progress(name="a.pdf", stage="reading", done=0, total=2),
        PageText(media_type="application/pdf", number=1, total=2, text="1"),
        Progress(name="a.pdf", stage="reading", done=1, total=2),
        PageText(media_type="application/pdf", number=2, total=2, text="2"),
    ]


def test_read_pdf_with_damaged_page_reads_the_others() -> None:
    found = content(raw_pdf(line(b"One"), DAMAGED, line(b"Three")))

    assert found.text == "One\n\n\n\nThree"
    assert found.pages == (0, 5, 7)
    assert [failure.page for failure in found.page_failures] == [2]
    assert "damaged" in found.page_failures[0].reason


def test_read_pdf_with_slow_page_reads_the_others() -> None:
    found = content(raw_pdf(line(b"One"), slow_page(), line(b"Three")), Limits(page_seconds=1))

    assert found.text == "One\n\n\n\nThree"
    assert [(failure.page, failure.reason) for failure in found.page_failures] == [
        (2, "it took too long")
    ]


def test_read_pdf_of_slow_pages_is_a_limit_error() -> None:
    with pytest.raises(LimitError, match=r"first 1 pages.*1 seconds.*FOOTNOTE_MAX_PAGE_SECONDS"):
        content(raw_pdf(slow_page()), Limits(page_seconds=1))


def test_read_pdf_gives_up_after_three_slow_first_pages() -> None:
    items = read_pdf(
        Upload(name="a.pdf", data=raw_pdf(*[slow_page()] * 30)), Limits(page_seconds=1)
    )
    pages = []
    with pytest.raises(LimitError, match=r"too long on each of its first 3 pages"):
        pages.extend(item.done if isinstance(item, Progress) else 0 for item in items)

    assert max(pages) == 2


def test_read_pdf_of_damaged_pages_is_an_error() -> None:
    with pytest.raises(LoadError, match=r"none of its 2 pages came through.*damaged"):
        content(raw_pdf(DAMAGED, DAMAGED))


def test_read_pdf_of_scan_asks_for_ocr() -> None:
    with pytest.raises(NoTextError, match=r"no text on its 2 pages.*scanned images.*OCR"):
        content(pdf("", ""))


def test_read_pdf_refuses_fonts_without_letters() -> None:
    nonsense = line(b"\\001\\002\\003\\004\\005")

    found = content(raw_pdf(line(b"One"), nonsense))
    assert (found.text, [failure.page for failure in found.page_failures]) == ("One\n\n", [2])
    with pytest.raises(NoTextError, match="fonts do not say"):
        content(raw_pdf(nonsense))


def test_read_pdf_warns_of_a_placeholder_page() -> None:
    found = content(pdf("Please wait... your PDF viewer may not be able to display this."))

    assert found.text.startswith("Please wait")
    assert "another PDF viewer" in found.page_failures[0].reason


def test_read_pdf_of_locked_file_asks_for_its_password() -> None:
    data = locked_pdf("Tents cost 120 euros.", KEY)

    with pytest.raises(PasswordError, match=r"a\.pdf is locked; give its password"):
        content(data)
    with pytest.raises(PasswordError, match=r"password given does not open a\.pdf"):
        content(data, password=WRONG_KEY)
    assert content(data, password=KEY).text == "Tents cost 120 euros."


def test_read_pdf_with_empty_password_needs_none() -> None:
    assert content(locked_pdf("Tents", "")).text == "Tents"


def test_read_pdf_accepts_a_long_array() -> None:
    numbers = b"/Numbers[" + b"0 " * 150_000 + b"]"

    assert content(raw_pdf(line(b"One"), resources=numbers)).text == "One"


def test_read_pdf_writes_ligatures_as_letters() -> None:
    to_unicode = b"/Differences[97/fi/ffl]"
    font = b"/Font<</F1<</Type/Font/Subtype/Type1/BaseFont/X/Encoding<<%s>>>>>>" % to_unicode
    data = raw_pdf(line(b"a b")).replace(b"/Font<</F1 3 0 R>>", font)

    assert content(data).text == "fi ffl"
