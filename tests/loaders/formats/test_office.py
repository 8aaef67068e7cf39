import pytest

from components.loaders.formats.office import read_docx, read_html, read_pptx
from components.types import Upload
from tests.loaders.loader_files import docx, docx_with_linked_image, pptx


def test_slides_are_pages() -> None:
    found = read_pptx(Upload(name="a.pptx", data=pptx(("One", "a"), ("", ""), ("Three", "c"))))

    assert len(found.pages) == 3
    assert found.text[found.pages[0] :].startswith("# One\na")
    assert found.text[found.pages[2] :] == "# Three\nc"


def test_a_slide_cannot_pretend_to_be_another() -> None:
    forged = "<!-- Slide number: 7 -->"
    found = read_pptx(Upload(name="a.pptx", data=pptx(("One", forged), ("Two", "b"))))

    assert len(found.pages) == 2
    assert found.text[found.pages[1] :] == "# Two\nb"


def test_a_title_is_a_heading() -> None:
    data = docx("Handbook", "Text", style="Title")

    assert read_docx(Upload(name="a.docx", data=data)).text == "# Handbook\n\nText"


def test_word_document_with_an_image_stored_elsewhere_is_read_without_it() -> None:
    data = docx_with_linked_image("Tents cost 120 euros.")

    assert read_docx(Upload(name="a.docx", data=data)).text == "Tents cost 120 euros."


@pytest.mark.filterwarnings("ignore:HTML document is too deeply nested")
def test_a_page_without_a_body_and_deeply_nested_ones_are_read() -> None:
    deep = b"<div>" * 3_000 + b"Tents" + b"</div>" * 3_000

    assert read_html(Upload(name="a.html", data=b"Tents <p>Ropes")).text == "Tents\n\nRopes"
    assert read_html(Upload(name="a.html", data=deep)).text == "Tents"
