import pytest

from components.errors import UnsupportedTypeError
from components.loaders.detect import detect
from tests.loaders.loader_files import archive

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("photo.pdf", b"\x89PNG\r\n\x1a\n", "photo.pdf is an image, not a document.*OCR"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", "photo.jpg is an image"),
        ("old.doc", OLE, "old.doc is an old Word file; save it as .docx"),
        ("old.xls", OLE, "old.xls is an old Excel file; save it as .xlsx"),
        ("odd.bin", OLE, "odd.bin is an old Office file"),
        (
            "locked.docx",
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password; save a copy without one",
        ),
        ("setup.pdf", b"MZ\x90\0\x03", "a program, not a document"),
        ("letter.rtf", rb"{\rtf1 hello}", "Rich Text.*save it as .docx"),
        ("files.zip", archive({"a.txt": b"a"}), "files.zip is a zip archive.*unpack it"),
        (
            "letter.odt",
            archive({"mimetype": b"application/vnd.oasis.opendocument.text"}),
            "OpenDocument file; save it as .docx",
        ),
        (
            "stock.xlsb",
            archive({"[Content_Types].xml": b"", "xl/workbook.bin": b""}),
            "binary Excel workbook; save it as .xlsx",
        ),
        ("login.pdf", b"<html><body>Log in</body></html>", "not a PDF: its content is a web page"),
        ("note.pdf", b"Dear all", "note.pdf is not a PDF: its content does not start as one"),
        ("note.docx", b"Dear all", "note.docx is not a Word document"),
    ],
)
def test_detect_of_unreadable_kind_names_it_and_a_cure(
    name: str, data: bytes, sentence: str
) -> None:
    with pytest.raises(UnsupportedTypeError, match=sentence):
        detect(name, data)


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("page", b"<?xml version='1.0'?><!-- x --><!DOCTYPE html>", "text/html"),
        ("page.txt", "<!doctype html>".encode("utf-16"), "text/html"),
        ("list.json", b"[1]", "application/json"),
        ("lines.jsonl", b"{}\n{}", "application/json"),
        ("data.txt", b"[1]", "text/plain"),
        ("README.MARKDOWN", b"# Hi", "text/markdown"),
        ("C:\\notes\\stock.TSV", b"a\tb", "text/csv"),
        ("about-pdf.md", b"A PDF starts with %PDF-1.7.", "text/markdown"),
    ],
)
def test_detect_tells_kinds_of_text_apart(name: str, data: bytes, media_type: str) -> None:
    assert detect(name, data) == media_type
