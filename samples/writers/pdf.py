"""PDF, by reportlab: a cover, then one page for each section, with an outline.

The base fonts are not embedded and nothing is compressed, so the bytes depend on neither the
fonts nor the zlib of the machine.
"""

import io
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    PageBreak,
    PageTemplate,
    Paragraph as Prose,
    Spacer,
)
from reportlab.platypus.flowables import CallerMacro

from samples.blocks import Article, Block, Heading, Paragraph, Points, Table
from samples.writers.pdf_cover import COVER_HEIGHT, draw_cover
from samples.writers.pdf_styles import GREY, NAVY, STYLES, TEAL
from samples.writers.pdf_tables import figures_strip, grid

MARGIN = 2.4 * cm
PAGE_WIDTH, PAGE_HEIGHT = A4
LINE_WIDTH = PAGE_WIDTH - 2 * MARGIN


def pdf_bytes(article: Article, figures: Sequence[tuple[str, str]]) -> bytes:
    """Return the article as a PDF; `figures` are numbers and labels shown large on the cover."""
    stream = io.BytesIO()
    template = BaseDocTemplate(
        stream,
        pagesize=A4,
        title=f"{article.title}: {article.subtitle}",
        author=article.author,
        subject=article.subtitle,
        lang="en-GB",
        displayDocTitle=True,
        invariant=True,
        pageCompression=0,
    )
    template.addPageTemplates([_cover_page(article), _body_page(article)])
    cover = [figures_strip(figures, LINE_WIDTH), Spacer(0, 10)]
    template.build(cover + [part for block in article.blocks for part in _flow(block)])
    return stream.getvalue()


def _cover_page(article: Article) -> PageTemplate:
    def draw(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.showOutline()
        _bookmark(canvas, article.title, level=0)
        draw_cover(canvas, article.title, article.subtitle)

    frame = Frame(MARGIN, MARGIN, LINE_WIDTH, PAGE_HEIGHT - COVER_HEIGHT - MARGIN - 12, 0, 0, 0, 0)
    return PageTemplate("cover", [frame], onPage=draw, autoNextPageTemplate="body")


def _body_page(article: Article) -> PageTemplate:
    def draw(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFillColor(TEAL)
        canvas.rect(0, PAGE_HEIGHT - 10, PAGE_WIDTH, 10, stroke=0, fill=1)

    def draw_footer(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFillColor(GREY)
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, 1.4 * cm, f"{article.subtitle} · {article.title}")
        canvas.setFillColor(NAVY)
        canvas.drawRightString(PAGE_WIDTH - MARGIN, 1.4 * cm, str(canvas.getPageNumber()))

    frame = Frame(MARGIN, 2.2 * cm, LINE_WIDTH, PAGE_HEIGHT - 4.2 * cm, 0, 0, 0, 0)
    return PageTemplate("body", [frame], onPage=draw, onPageEnd=draw_footer)


def _bookmark(canvas: Canvas, text: str, *, level: int) -> None:
    key = f"{canvas.getPageNumber()}-{text}"
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(text, key, level)


def _flow(block: Block) -> Iterator[Flowable]:
    match block:
        case Heading():
            yield from _heading(block)
        case Paragraph():
            yield Prose(escape(block.text), STYLES["body"])
        case Points():
            yield _points(block)
        case Table():
            caption = Prose(escape(block.caption), STYLES["caption"])
            yield KeepTogether([caption, grid(block, LINE_WIDTH), Spacer(0, 12)])


def _heading(heading: Heading) -> Iterator[Flowable]:
    if heading.level == 1:
        yield PageBreak()

    def mark(macro: CallerMacro) -> None:
        _bookmark(macro.canv, heading.text, level=heading.level - 1)

    yield CallerMacro(drawCallable=mark)
    yield Prose(escape(heading.text), STYLES[f"heading{heading.level}"])


def _points(points: Points) -> ListFlowable:
    return ListFlowable(
        [Prose(escape(item), STYLES["body"]) for item in points.items],
        bulletType="1" if points.numbered else "bullet",
        start=None if points.numbered else "•",
        bulletColor=TEAL,
        leftIndent=14,
    )
