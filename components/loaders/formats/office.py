"""Convert DOCX, PPTX, HTML and EPUB to Markdown with markitdown's converters.

Each converter is called directly, because the MarkItDown class also guesses types and fetches
addresses. Headings, lists and tables stay; links, emphasis and images are left out, because their
marks would interrupt a quoted sentence.
"""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from components.loaders.content import Content, join_pages, make_encodable, tidy
from components.loaders.decoding import decode
from components.types import Upload

_OPTIONS: dict[str, Any] = {
    "strip": ["a", "b", "del", "em", "i", "img", "s", "strike", "strong", "u"],
    "escape_asterisks": False,
    "escape_underscores": False,
    "table_infer_header": True,
}
_TITLE_STYLE = "p[style-name='Title'] => h1:fresh"
_SLIDE_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
# Browsers end a script here; Python's parser would take the rest of the page for script.
_SLOPPY_END_TAG = re.compile(r"</(script|style)\b[^>]{1,100}>", re.IGNORECASE)
_NAVIGATION = (
    "nav, aside, body footer, body header:not(:has(h1)), [role=navigation], [role=banner]:not("
    ":has(h1)), [role=contentinfo], [role=complementary], [role=search], [aria-hidden=true]"
)
_MIN_CONTENT_SHARE = 0.2
_SLIDE = re.compile(r"^<!-- Slide number: (\d+) -->$", re.MULTILINE)
_BOOK_LABEL = re.compile(r"^\*\*(\w+):\*\* ", re.MULTILINE)


def read_docx(upload: Upload) -> Content:
    """Read a Word document without its images. Raises whatever mammoth does on a damaged file."""
    import mammoth
    from markitdown.converter_utils.docx.pre_process import pre_process_docx
    from markitdown.converters import HtmlConverter

    # Not by markitdown's DocxConverter: it opens every image, and fails on one stored elsewhere.
    html = mammoth.convert_to_html(
        pre_process_docx(BytesIO(upload.data)),
        style_map=_TITLE_STYLE,
        convert_image=lambda _image: [],
    ).value
    return Content(text=tidy(HtmlConverter().convert_string(html, **_OPTIONS).markdown))


def read_pptx(upload: Upload) -> Content:
    """Read a presentation, one page a slide. Raises what python-pptx does on a damaged file."""
    from markitdown.converters import PptxConverter

    slides = _slides(_markdown(PptxConverter, upload.data))
    text, pages = join_pages([tidy(_SLIDE_IMAGE.sub("", slide)) for slide in slides])
    return Content(text=text, pages=pages)


def read_html(upload: Upload) -> Content:
    """Read an HTML file without scripts and styles; of a fetched page, without navigation too.

    Nothing that the page points to is fetched. Raises UnsupportedTypeError where the bytes are no
    text.
    """
    source = decode(upload.name, upload.data, markup=True)
    return Content(text=html_to_markdown(source, without_navigation=bool(upload.source)))


def html_to_markdown(source: str, *, without_navigation: bool) -> str:
    """Convert HTML to Markdown; `without_navigation` leaves out menus, footers and sidebars."""
    from markitdown.converters import HtmlConverter

    source = _SLOPPY_END_TAG.sub(r"</\1>", make_encodable(source))
    text = tidy(_markdown(HtmlConverter, source.encode()))
    if without_navigation:
        # Not by trafilatura, which lost headings and definition lists of the pages it was tried on.
        content = tidy(_markdown(HtmlConverter, _remove_navigation(source).encode()))
        # A page may be wrapped in one of those elements as a whole.
        text = content if len(content) >= _MIN_CONTENT_SHARE * len(text) else text
    return text


def _remove_navigation(source: str) -> str:
    from bs4 import BeautifulSoup

    page = BeautifulSoup(source, "html.parser")
    for element in page.select(_NAVIGATION):
        # Headers and footers of an article belong to it.
        if element.name not in ("header", "footer") or not element.find_parent(["article", "main"]):
            element.extract()
    return str(page)


def read_epub(upload: Upload) -> Content:
    """Read a book's chapters in order. Raises whatever markitdown does on a damaged file."""
    from markitdown.converters import EpubConverter

    about, gap, chapters = _markdown(EpubConverter, upload.data).partition("\n\n")
    return Content(text=tidy(_BOOK_LABEL.sub(r"\1: ", about) + gap + chapters))


def _markdown(make_converter: Callable[[], Any], data: bytes) -> str:
    from markitdown import StreamInfo

    result = make_converter().convert(BytesIO(data), StreamInfo(charset="utf-8"), **_OPTIONS)
    return str(result.markdown)


def _slides(markdown: str) -> list[str]:
    """Split at markitdown's slide comments; one with a wrong number is a slide's own text."""
    comments: list[re.Match[str]] = []
    for comment in _SLIDE.finditer(markdown):
        if int(comment.group(1)) == len(comments) + 1:
            comments.append(comment)
    ends = [*(comment.start() for comment in comments[1:]), len(markdown)]
    return [markdown[comment.end() : end] for comment, end in zip(comments, ends, strict=False)]
