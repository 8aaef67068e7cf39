"""Build small real files for the tests of the loaders."""

import json
import zlib
from collections.abc import Iterable
from email.message import EmailMessage
from io import BytesIO
from quopri import encodestring
from zipfile import ZIP_DEFLATED, ZipFile

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT_TYPES = b"""<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType=
"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = b"""<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def pdf(*pages: str) -> bytes:
    """Build a PDF with one line of text per page; a page given as "" has only a drawing."""
    from reportlab.pdfgen.canvas import Canvas

    file = BytesIO()
    canvas = Canvas(file)
    for text in pages:
        canvas.rect(10, 10, 50, 50)
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def locked_pdf(text: str, password: str) -> bytes:
    """Build a PDF that only `password` opens."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf(text))))
    writer.encrypt(password, algorithm="AES-256")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def raw_pdf(*streams: bytes, resources: bytes = b"") -> bytes:
    """Build a PDF with one page per content stream, as made by `stream()`."""
    count = len(streams)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * index) for index in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        _FONT,
    ]
    for index, body in enumerate(streams):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>%s>>>>" % (5 + 2 * index, resources)
        )
        objects.append(body)
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d/Root 1 0 R>>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(out))
    )


def stream(content: bytes, keys: bytes = b"/Filter/FlateDecode") -> bytes:
    """Return the body of a stream object, deflated if `keys` say so."""
    data = zlib.compress(content, 9) if b"/FlateDecode" in keys else content
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), keys, data)


def line(text: bytes) -> bytes:
    """Return a content stream that shows `text`."""
    return stream(b"BT /F1 12 Tf 72 700 Td (%s) Tj ET" % text)


def slow_page() -> bytes:
    """Return a content stream of a few kilobytes that takes pypdf a minute."""
    return stream(b"BT /F1 9 Tf 10 700 Td (Lorem ipsum) Tj ET\n" * 500_000)


def docx(*paragraphs: str, style: str = "", table: Iterable[Iterable[str]] = ()) -> bytes:
    """Build a Word document whose first paragraph has the style `style`."""
    body = ""
    for index, text in enumerate(paragraphs):
        properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style and not index else ""
        body += f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"
    for row in table:
        cells = "".join(f"<w:tc><w:p><w:r><w:t>{c}</w:t></w:r></w:p></w:tc>" for c in row)
        body += f"<w:tr>{cells}</w:tr>"
    if table:
        body = body.replace("<w:tr>", "<w:tbl><w:tr>", 1) + "</w:tbl>"
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    styles = (
        f'<w:styles xmlns:w="{_WORD}"><w:style w:type="paragraph" w:styleId="Heading1">'
        '<w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="Title">'
        '<w:name w:val="Title"/></w:style></w:styles>'
    )
    return archive(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": document.encode(),
            "word/styles.xml": styles.encode(),
        }
    )


def docx_with_linked_image(text: str) -> bytes:
    """Build a Word document with a paragraph and an image that is stored on a web server."""
    drawing = (
        '<w:p><w:r><w:drawing><a:blip xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/'
        'main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        'r:link="r9" r:embed="r9"/></w:drawing></w:r></w:p>'
    )
    inline = (
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
        'wordprocessingDrawing"><wp:docPr id="1" name="a"/><a:graphic xmlns:a='
        '"http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic='
        '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill>'
    )
    end = "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline>"
    drawing = drawing.replace("<a:blip", f"{inline}<a:blip").replace(
        "</w:drawing>", f"{end}</w:drawing>"
    )
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r9" TargetMode="External" Target="https://a.invalid/image.png" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/>'
        "</Relationships>"
    )
    parts = {}
    with ZipFile(BytesIO(docx(text))) as container:
        for name in container.namelist():
            parts[name] = container.read(name)
    body = parts["word/document.xml"].replace(b"</w:body>", drawing.encode() + b"</w:body>")
    parts["word/document.xml"] = body
    parts["word/_rels/document.xml.rels"] = relations.encode()
    return archive(parts)


def docx_bomb(megabytes: int) -> bytes:
    """Build a small Word document that unpacks to `megabytes`."""
    paragraph = f"<w:p><w:r><w:t>{'a' * 64}</w:t></w:r></w:p>".encode()
    start = f'<w:document xmlns:w="{_WORD}"><w:body>'.encode()
    body = paragraph * (megabytes * 2**20 // len(paragraph))
    return archive(
        {
            "[Content_Types].xml": _CONTENT_TYPES,
            "_rels/.rels": _RELATIONS,
            "word/document.xml": start + body + b"</w:body></w:document>",
        }
    )


def pptx(*slides: tuple[str, str]) -> bytes:
    """Build a presentation of (title, body) slides; the first also has a picture."""
    from PIL import Image
    from pptx import Presentation

    picture = BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    presentation = Presentation()
    for index, (title, body) in enumerate(slides):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
        if not index:
            slide.shapes.add_picture(picture, 0, 0)
    file = BytesIO()
    presentation.save(file)
    return file.getvalue()


def xlsx(**sheets: list[list[object]]) -> bytes:
    """Build a workbook from sheets by name."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def epub(title: str, *chapters: str) -> bytes:
    """Build an EPUB of HTML chapters."""
    items = "".join(f'<item id="c{i}" href="c{i}.xhtml"/>' for i in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{i}"/>' for i in range(len(chapters)))
    package = (
        '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>'
        f"<dc:title>{title}</dc:title></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
    parts = {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": container.encode(),
        "book.opf": package.encode(),
    }
    for index, chapter in enumerate(chapters):
        parts[f"c{index}.xhtml"] = f"<html><body>{chapter}</body></html>".encode()
    return archive(parts)


def archive(parts: dict[str, bytes]) -> bytes:
    """Build a zip file with these entries."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(name, data)
    return file.getvalue()


def notebook(*cells: tuple[str, str], output: str = "") -> bytes:
    """Build a Jupyter notebook of (cell type, source) cells; code cells print `output`."""
    built: list[dict[str, object]] = []
    for kind, source in cells:
        cell: dict[str, object] = {
            "cell_type": kind,
            "source": source.splitlines(True),
            "metadata": {},
        }
        if kind == "code":
            stream = {"output_type": "stream", "name": "stdout", "text": [output]}
            cell |= {"outputs": [stream], "execution_count": 1}
        built.append(cell)
    return json.dumps({"cells": built, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def slack_export() -> bytes:
    """Build a Slack export: two people, two days of one channel, a mention."""
    users = [
        {"id": "U1", "name": "anna", "real_name": "Anna Holm"},
        {"id": "U2", "name": "ben"},
    ]
    first = [
        {"type": "message", "user": "U1", "text": "Tents cost 120 euros.", "ts": "1704103200.0001"},
        {"type": "message", "user": "U2", "text": "", "ts": "1704103260.0001"},
        {"type": "message", "user": "U2", "text": "Thanks, <@U1>!", "ts": "1704103320.0001"},
    ]
    second = [{"type": "message", "user": "U9", "text": "Ropes cost 9.", "ts": "1704189600.0001"}]
    return archive(
        {
            "channels.json": b'[{"id": "C1", "name": "shop"}]',
            "users.json": json.dumps(users).encode(),
            "shop/2024-01-01.json": json.dumps(first).encode(),
            "shop/2024-01-02.json": json.dumps(second).encode(),
        }
    )


def email_message(*, html: bool, attachment: str = "") -> bytes:
    """Build an e-mail with an encoded subject and body."""
    message = EmailMessage()
    message["From"] = "Tove <tove@example.org>"
    message["To"] = "Brandt <b@example.org>"
    message["Subject"] = "Neuer Fährplan"
    message["X-Mailer"] = "not shown"
    if html:
        message.set_content("<h1>Fähre</h1><p>Sie kostet <b>12</b> €.</p>", subtype="html")
    else:
        message.set_content("Die Fähre kostet 12 €.\n", cte="base64")
    if attachment:
        message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename=attachment)
    return message.as_bytes()


def saved_page() -> bytes:
    """Build a web page as browsers save it (MHTML), in UTF-8 that only its HTML declares."""
    page = (
        "<html><head><meta charset='utf-8'></head><body><nav>Home Contact</nav><h1>Tides</h1>"
        "<p>High water – 3.1 m.</p><table><tr><th>Day</th><th>Time</th></tr><tr><td>5 June</td>"
        "<td>04:52</td></tr></table><footer>Imprint</footer></body></html>"
    )
    return (
        b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; "
        b'type="text/html"; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n'
        b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        + encodestring(page.encode())
        + b"\r\n--x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"AAAA\r\n--x--\r\n"
    )
