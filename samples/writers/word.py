"""DOCX, by python-docx, with every date fixed and the archive stored uncompressed.

Uncompressed, because two builds of zlib need not give the same bytes.
"""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from samples.blocks import Article, Block, Heading, Paragraph, Points, Table

WRITTEN = datetime(2025, 1, 21, 9, 0, 0)
NAVY = RGBColor(0x12, 0x30, 0x4A)
LINE_WIDTH_CM = 16.0
TABLE_STYLE = "Light Grid Accent 1"


def docx_bytes(article: Article) -> bytes:
    """Return the article as a Word document."""
    word = Document()
    _slim_down(word)
    _set_up(word, article)
    word.add_heading(article.title, level=0)
    word.add_paragraph(article.subtitle, style="Subtitle")
    for block in article.blocks:
        _add(word, block)
    stream = io.BytesIO()
    word.save(stream)
    return _without_dates(stream.getvalue())


def _slim_down(word: WordDocument) -> None:
    """Drop nine tenths of python-docx's template: table styles not used here, and their copies."""
    for style in list(word.styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in (TABLE_STYLE, "Normal Table"):
            style.delete()
    relations = word.part.rels
    for key in [key for key, rel in relations.items() if rel.reltype.endswith("WithEffects")]:
        relations.pop(key)


def _set_up(word: WordDocument, article: Article) -> None:
    properties = word.core_properties
    properties.title = article.title
    properties.author = properties.last_modified_by = article.author
    properties.created = properties.modified = WRITTEN
    properties.comments = ""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    word.styles["Normal"].font.name = "Calibri"
    word.styles["Normal"].font.size = Pt(11)
    for name in ("Title", "Subtitle", "Heading 1", "Heading 2"):
        word.styles[name].font.color.rgb = NAVY


def _add(word: WordDocument, block: Block) -> None:
    match block:
        case Heading():
            word.add_heading(block.text, level=block.level)
        case Paragraph():
            word.add_paragraph(block.text)
        case Points():
            for item in block.items:
                word.add_paragraph(item, style="List Number" if block.numbered else "List Bullet")
        case Table():
            _add_table(word, block)


def _add_table(word: WordDocument, table: Table) -> None:
    word.add_paragraph(table.caption, style="Caption")
    grid = word.add_table(rows=0, cols=len(table.header), style=TABLE_STYLE)
    for row in (table.header, *table.rows):
        for cell, text, share in zip(grid.add_row().cells, row, table.widths, strict=True):
            cell.text = text
            cell.width = Cm(LINE_WIDTH_CM * share / 100)
    grid.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    word.add_paragraph()


def _without_dates(data: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return stream.getvalue()
