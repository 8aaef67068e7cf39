import pytest

from components.loaders.formats.office import read_docx, read_html, read_pptx
from components.types import Upload
from tests.loaders.loader_files import docx, docx_with_linked_image, pptx


def test_read_pptx_makes_each_slide_a_page() -> None:
    found = read_pptx(Upload(name="a.pptx", data=pptx(("One", "a"), ("", ""), ("Three", "c"))))

    assert len(found.pages) == 3
    assert found.text[found.pages[0] :].startswith("# One\na")
    assert found.text[found.pages[2] :] == "# Three\nc"


def test_read_pptx_ignores_slide_comments_in_text() -> None:
    forged = "<!-- Slide number: 7 -->"
    found = read_pptx(Upload(name="a.pptx", data=pptx(("One", forged), ("Two", "b"))))

    assert len(found.pages) == 2
    assert found.text[found.pages[1] :] == "# Two\nb"


def test_read_docx_makes_the_title_a_heading() -> None:
    data = docx("Handbook", "Text", style="Title")

    assert read_docx(Upload(name="a.docx", data=data)).text == "# Handbook\n\nText"


def test_read_docx_leaves_out_an_external_image() -> None:
    data = docx_with_linked_image("Tents cost 120 euros.")

    assert read_docx(Upload(name="a.docx", data=data)).text == "Tents cost 120 euros."


@pytest.mark.filterwarnings("ignore:HTML document is too deeply nested")
def test_read_html_without_body_or_deeply_nested_is_read() -> None:
    deep = b"<div>" * 3_000 + b"Tents" + b"</div>" * 3_000

    assert read_html(Upload(name="a.html", data=b"Tents <p>Ropes")).text == "Tents\n\nRopes"
    assert read_html(Upload(name="a.html", data=deep)).text == "Tents"
