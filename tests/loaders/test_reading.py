"""Read one table of files, each with the text that it must and must not give."""

from dataclasses import dataclass

import pytest

from components.errors import LimitError, LoadError, NoTextError
from components.loaders.reading import read
from components.settings import Limits
from components.types import Document, Upload
from tests.loaders.loader_files import (
    archive,
    docx,
    email_message,
    epub,
    notebook,
    pdf,
    pptx,
    raw_pdf,
    saved_page,
    slack_export,
    stream,
    xlsx,
)


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
        name="mail.eml",
        data=email_message(html=False, attachment="plan.pdf"),
        media_type="message/rfc822",
        must_include=(
            "From: Tove <tove@example.org>\nTo: Brandt <b@example.org>\nSubject: Neuer Fährplan",
            "Die Fähre kostet 12 €.",
            "Attachment, not read: plan.pdf",
        ),
        must_not_include=("X-Mailer", "%PDF"),
    ),
    Vector(
        name="newsletter.eml",
        data=email_message(html=True),
        media_type="message/rfc822",
        must_include=("# Fähre\n\nSie kostet 12 €.",),
        must_not_include=("<p>",),
    ),
    Vector(
        name="tides.mhtml",
        data=saved_page(),
        media_type="multipart/related",
        must_include=("# Tides", "High water – 3.1 m.", "| 5 June | 04:52 |"),
        must_not_include=("Home", "Imprint", "AAAA", "=3D"),
    ),
    Vector(
        name="prices.ipynb",
        data=notebook(("markdown", "# Prices\nTents."), ("code", "print(120)"), output="120\n"),
        media_type="application/x-ipynb+json",
        must_include=("# Prices\nTents.\n\n```\nprint(120)\n```\n\n```\n120\n```",),
        must_not_include=("cell_type", "['"),
    ),
    Vector(
        name="film.srt",
        data=b"1\r\n00:00:01,000 --> 00:00:04,000\r\n<i>Tents cost</i>\r\n120 euros.\r\n\r\n"
        b"2\r\n00:00:05,000 --> 00:00:06,000\r\n{\\an8}In 1998.\r\n",
        media_type="application/x-subrip",
        must_include=("Tents cost 120 euros.\nIn 1998.",),
        must_not_include=("-->", "<i>", "an8"),
    ),
    Vector(
        name="film.vtt",
        data=b"WEBVTT\n\nNOTE by Anna\n\nintro\n00:01.000 --> 00:04.000 align:start\n"
        b"<v Bob>Tents cost 120 euros.\n",
        media_type="text/vtt",
        must_include=("Tents cost 120 euros.",),
        must_not_include=("WEBVTT", "NOTE", "-->", "intro", "<v"),
    ),
    Vector(
        name="slack.zip",
        data=slack_export(),
        media_type="application/vnd.slack+zip",
        must_include=(
            "# shop, 2024-01-01\n\nAnna Holm (10:00): Tents cost 120 euros.",
            "ben (10:02): Thanks, @Anna Holm!\n\n# shop, 2024-01-02\n\nU9 (10:00): Ropes cost 9.",
        ),
        must_not_include=("<@", "10:01", "C1"),
    ),
    Vector(
        name="whatsapp.zip",
        data=archive(
            {
                "_chat.txt": b"[12.01.24, 10:00:01] +49 170 1234567: Tents cost 120 euros.\n"
                b"Ropes cost 9.\n[12.01.24, 10:01:00] Anna: Thanks!\n",
                "photo.jpg": b"\xff\xd8\xff",
            }
        ),
        media_type="application/vnd.whatsapp+zip",
        must_include=("+49 170 1234567: Tents cost 120 euros.\nRopes cost 9.\n", "Anna: Thanks!"),
    ),
    Vector(
        name="vault.zip",
        data=archive(
            {
                ".obsidian/app.json": b"{}",
                "Shop/Prices.md": b"---\ntags: [a\n---\nTents cost 120 euros, see [[Ropes]].\n",
                "Ropes.md": "Seile kosten 9 €, natürlich.".encode("cp1252"),
                "../../outside.md": b"Also a note.",
                "plan.pdf": b"%PDF-",
            }
        ),
        media_type="application/vnd.obsidian+zip",
        must_include=(
            "# Prices\n\n",
            "Tents cost 120 euros, see [[Ropes]].",
            "# Ropes\n\nSeile kosten 9 €, natürlich.",
            "# outside\n\nAlso a note.",
        ),
        must_not_include=("%PDF", "{}"),
    ),
    Vector(
        name="notion.zip",
        data=archive(
            {
                f"Shop {'0a' * 16}.md": b"# Shop\n\nTents cost 120 euros.",
                f"Shop/Ropes {'1b' * 16}.md": b"# Ropes\n\nRopes cost 9 euros.",
            }
        ),
        media_type="application/vnd.notion+zip",
        must_include=("# Shop\n\nTents cost 120", "# Ropes\n\nRopes cost 9 euros."),
        must_not_include=("0a0a", "# Shop\n\n# Shop"),
    ),
    Vector(
        name="script.py",
        data=b"print('Tents')\n",
        media_type="text/plain",
        must_include=("print('Tents')",),
    ),
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_read_gives_the_text_of_each_format(vector: Vector) -> None:
    document = load(vector.name, vector.data)

    assert document.media_type == vector.media_type
    assert [text for text in vector.must_include if text not in document.text] == []
    assert [text for text in vector.must_not_include if text in document.text] == []
    assert document.text.encode()


def test_read_of_fetched_page_leaves_out_navigation() -> None:
    page = (
        b"<html><body><header>Shop</header><nav>Home Contact</nav><main><header><h2>Prices</h2>"
        b"</header><p>Tents cost 120 euros.</p><dl><dt>Rope</dt><dd>9 euros</dd></dl>"
        b"<table><tr><td>Peg</td><td>1</td></tr></table></main><aside>Advertisement</aside>"
        b"<div role='navigation'>Next</div><footer>Imprint</footer></body></html>"
    )
    fetched = Upload(name="a.html", data=page, source="https://a.example/")
    *_, document = read(fetched, Limits())
    assert isinstance(document, Document)

    expected = ("## Prices", "Tents cost 120 euros.", "9 euros", "| Peg | 1 |")
    assert [text for text in expected if text not in document.text] == []
    left_out = ("Shop", "Home", "Advertisement", "Next", "Imprint")
    assert [text for text in left_out if text in document.text] == []
    assert "Imprint" in load("a.html", page).text


def test_read_of_fetched_page_that_is_all_navigation_is_whole() -> None:
    page = Upload(
        name="a.html", data=b"<nav><p>Only a menu.</p></nav>", source="https://a.example/"
    )
    *_, document = read(page, Limits())
    assert isinstance(document, Document)

    assert document.text == "Only a menu."


def test_read_uses_the_hash_as_id_and_keeps_the_name() -> None:
    one = load("../../etc/passwd.txt", b"same")
    other = load("b.txt", b"same")

    assert one.id == one.sha256 == other.id
    assert one.name == "../../etc/passwd.txt"


@pytest.mark.parametrize(
    ("name", "data"),
    [("empty.pdf", b""), ("blank.txt", b" \n\t"), ("scan.pdf", pdf("")), ("none.csv", b",\n,\n")],
)
def test_read_of_file_without_text_says_so(name: str, data: bytes) -> None:
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
def test_read_of_damaged_file_says_what_to_do(name: str, data: bytes) -> None:
    with pytest.raises(LoadError, match=f"{name}.* damaged.*save it again"):
        load(name, data)


def test_read_over_a_limit_names_its_variable() -> None:
    with pytest.raises(LimitError, match=r"30 characters; at most 29 .*FOOTNOTE_MAX_CHARACTERS"):
        load("long.txt", b"a" * 30, Limits(characters=29))
    with pytest.raises(LimitError, match=r"has 3 pages; at most 2 .*FOOTNOTE_MAX_PAGES"):
        load("long.pdf", pdf("1", "2", "3"), Limits(pages=2))
    with pytest.raises(LimitError, match="20 characters in its first 2 pages"):
        load("wide.pdf", pdf("0123456789", "0123456789", "3"), Limits(characters=15))
    bomb = archive({"[Content_Types].xml": b"", "word/document.xml": b" " * 2**21})
    with pytest.raises(LimitError, match=r"unpacks to 2 MB.*FOOTNOTE_MAX_MEMORY_MEGABYTES"):
        load("bomb.docx", bomb, Limits(memory_megabytes=1))


def test_read_text_can_always_be_encoded() -> None:
    document = load("pair.json", b'["\\ud83d\\ude00", "\\ud800 alone"]')

    assert document.text == "- \U0001f600\n- \ufffd alone"


def test_read_drops_control_characters_of_a_pdf() -> None:
    shown = stream(b"BT /F1 12 Tf 72 700 Td (Tents\\000 cost \\001120 euros in every shop.) Tj ET")

    assert load("odd.pdf", raw_pdf(shown)).text == "Tents cost 120 euros in every shop."
