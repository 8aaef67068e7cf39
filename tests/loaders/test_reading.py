"""One table of files: what each must give, and what must not be in it."""

from dataclasses import dataclass

import pytest

from components.errors import LimitError, LoadError, NoTextError
from components.loaders.reading import read
from components.settings import Limits
from components.types import Document, Upload
from tests.loaders.loader_files import archive, docx, epub, pdf, pptx, raw_pdf, stream, xlsx


def load(name: str, data: bytes, limits: Limits | None = None) -> Document:
    *_, document = read(Upload(name=name, data=data), limits or Limits())
    assert isinstance(document, Document)
    return document


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    name: str
    data: bytes
    media_type: str
    must_include: tuple[str, ...]
    must_not_include: tuple[str, ...] = ()


VECTORS = (
    Vector(
        name="report.pdf",
        data=pdf("Tents cost 120 euros.", "Ropes cost 9 euros."),
        media_type="application/pdf",
        must_include=("Tents cost 120 euros.", "Ropes cost 9 euros."),
    ),
    Vector(
        name="about-pdf.txt",
        data=b"A PDF starts with %PDF-1.7 and ends with %%EOF.",
        media_type="text/plain",
        must_include=("A PDF starts with %PDF-1.7",),
    ),
    Vector(
        name="report.txt",
        data=pdf("Tents cost 120 euros."),
        media_type="application/pdf",
        must_include=("Tents cost 120 euros.",),
        must_not_include=("%PDF",),
    ),
    Vector(
        name="junk-before.pdf",
        data=b"HTTP/1.1 200 OK\r\n\r\n" + pdf("Tents cost 120 euros."),
        media_type="application/pdf",
        must_include=("Tents cost 120 euros.",),
    ),
    Vector(
        name="handbook.docx",
        data=docx(
            "Refunds",
            "Tents & <co>".replace("&", "&amp;").replace("<co>", "ropes_and_*"),
            style="Heading1",
            table=[["Item", "Price"], ["Tent", "120"]],
        ),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        must_include=("# Refunds", "Tents & ropes_and_*", "| Item | Price |", "| Tent | 120 |"),
        must_not_include=("\\_", "\\*"),
    ),
    Vector(
        name="handbook.pdf",
        data=docx("Refunds take 30 days."),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        must_include=("Refunds take 30 days.",),
    ),
    Vector(
        name="slides.pptx",
        data=pptx(("Prices", "Tents cost\v120 euros"), ("Refunds", "30 days")),
        media_type="application/vnd.openxmlformats-officedocument.presentationml.presentation",
        must_include=("# Prices", "Tents cost\n120 euros", "# Refunds", "30 days"),
        must_not_include=("Slide number", "![", ".jpg", "\v"),
    ),
    Vector(
        name="stock.xlsx",
        data=xlsx(
            Stock=[["Spring stock"], ["Product", "Price", "Note"], ["Tent", 120.0, None]],
            Empty=[],
            Long=[["Name", "Text"], ["a", "word " * 40]],
        ),
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        must_include=("## Stock\n\nSpring stock\nProduct: Tent; Price: 120\n", "word " * 39),
        must_not_include=("NaN", "Unnamed", "120.0", "## Empty", "..."),
    ),
    Vector(
        name="book.epub",
        data=epub("Camping", "<h1>Tents</h1><p>Pitch it.</p>", "<h1>Ropes</h1><p>Tie it.</p>"),
        media_type="application/epub+zip",
        must_include=("Title: Camping", "# Tents\n\nPitch it.", "# Ropes\n\nTie it."),
        must_not_include=("**", "<p>"),
    ),
    Vector(
        name="page.html",
        data=b"<!doctype html><html><head><title>T</title><style>p{}</style></head><body>"
        b"<script>alert(1)</script language><h2>Prices</h2><p>See <a href='http://x.invalid'>our"
        b"</a> <b>snake_case</b> list.</p><img src='data:image/png;base64,AAAA' alt='pic'>"
        b"<table><tr><td>Item</td><td>Price</td></tr><tr><td>Tent</td><td>120</td></tr></table>",
        media_type="text/html",
        must_include=("## Prices", "See our snake_case list.", "| Tent | 120 |"),
        must_not_include=("alert", "p{}", "http", "base64", "pic", "|  |"),
    ),
    Vector(
        name="page-named.txt",
        data=b"<!DOCTYPE html><html><body><p>Refunds take 30 days.</p></body></html>",
        media_type="text/html",
        must_include=("Refunds take 30 days.",),
        must_not_include=("<p>",),
    ),
    Vector(
        name="readme.md",
        data=b"<html> in Markdown\n\n# Prices\n",
        media_type="text/markdown",
        must_include=("<html> in Markdown",),
    ),
    Vector(
        name="stock.csv",
        data=b"Product,Price\nTent,120\n",
        media_type="text/csv",
        must_include=("Product: Tent; Price: 120",),
    ),
    Vector(
        name="no-suffix",
        data=b'{"product": "Tent", "price": 19.90}',
        media_type="application/json",
        must_include=("product: Tent; price: 19.90",),
    ),
    Vector(
        name="script.py",
        data=b"print('Tents')\n",
        media_type="text/plain",
        must_include=("print('Tents')",),
    ),
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_each_file_gives_its_text(vector: Vector) -> None:
    document = load(vector.name, vector.data)

    assert document.media_type == vector.media_type
    assert [text for text in vector.must_include if text not in document.text] == []
    assert [text for text in vector.must_not_include if text in document.text] == []
    assert document.text.encode()


def test_id_is_the_hash_of_the_bytes_and_the_name_stays_as_given() -> None:
    one = load("../../etc/passwd.txt", b"same")
    other = load("b.txt", b"same")

    assert one.id == one.sha256 == other.id
    assert one.name == "../../etc/passwd.txt"


@pytest.mark.parametrize(
    ("name", "data"),
    [("empty.pdf", b""), ("blank.txt", b" \n\t"), ("scan.pdf", pdf("")), ("none.csv", b",\n,\n")],
)
def test_a_file_without_text_says_so(name: str, data: bytes) -> None:
    with pytest.raises(NoTextError, match=name):
        load(name, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cut.docx", docx("Tents")[:200]),
        ("hollow.docx", archive({"[Content_Types].xml": b"<", "word/document.xml": b"<"})),
        ("hollow.pptx", archive({"[Content_Types].xml": b"<", "ppt/presentation.xml": b"<"})),
        ("hollow.xlsx", archive({"[Content_Types].xml": b"<", "xl/workbook.xml": b"<"})),
        ("hollow.epub", archive({"mimetype": b"application/epub+zip"})),
        ("hollow.pdf", b"%PDF-1.7\n"),
    ],
)
def test_a_damaged_file_says_what_to_do(name: str, data: bytes) -> None:
    with pytest.raises(LoadError, match=f"{name}.* damaged.*save it again"):
        load(name, data)


def test_limits_are_named_with_their_knob() -> None:
    with pytest.raises(LimitError, match=r"30 characters; at most 29 .*FOOTNOTE_MAX_CHARACTERS"):
        load("long.txt", b"a" * 30, Limits(characters=29))
    with pytest.raises(LimitError, match=r"has 3 pages; at most 2 .*FOOTNOTE_MAX_PAGES"):
        load("long.pdf", pdf("1", "2", "3"), Limits(pages=2))
    with pytest.raises(LimitError, match="20 characters in its first 2 pages"):
        load("wide.pdf", pdf("0123456789", "0123456789", "3"), Limits(characters=15))
    bomb = archive({"[Content_Types].xml": b"", "word/document.xml": b" " * 2**21})
    with pytest.raises(LimitError, match=r"unpacks to 2 MB.*FOOTNOTE_MAX_MEMORY_MEGABYTES"):
        load("bomb.docx", bomb, Limits(memory_megabytes=1))


def test_text_can_always_be_encoded() -> None:
    document = load("pair.json", b'["\\ud83d\\ude00", "\\ud800 alone"]')

    assert document.text == "- \U0001f600\n- \ufffd alone"


def test_control_characters_of_a_pdf_are_dropped() -> None:
    shown = stream(b"BT /F1 12 Tf 72 700 Td (Tents\\000 cost \\001120 euros in every shop.) Tj ET")

    assert load("odd.pdf", raw_pdf(shown)).text == "Tents cost 120 euros in every shop."
