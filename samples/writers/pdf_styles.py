"""Colours and paragraph styles of the PDF."""

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle

NAVY = HexColor(0x12304A)
TEAL = HexColor(0x2B7A8C)
AMBER = HexColor(0xF2B84B)
INK = HexColor(0x22292E)
GREY = HexColor(0x66737D)
MIST = HexColor(0xEAF1F3)
RULE = HexColor(0xC9D6DA)
WHITE = HexColor(0xFFFFFF)

BODY = ParagraphStyle(
    "body", fontName="Times-Roman", fontSize=11.5, leading=16.5, spaceAfter=8, textColor=INK
)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9.5, leading=12, textColor=INK)

STYLES = {
    "body": BODY,
    "heading1": ParagraphStyle(
        "heading1", fontName="Helvetica-Bold", fontSize=25, leading=30, spaceAfter=14,
        textColor=NAVY,
    ),
    "heading2": ParagraphStyle(
        "heading2", fontName="Helvetica-Bold", fontSize=13, leading=17, spaceBefore=12,
        spaceAfter=4, textColor=TEAL, keepWithNext=True,
    ),
    "caption": ParagraphStyle(
        "caption", fontName="Helvetica-Oblique", fontSize=9.5, leading=12, spaceBefore=6,
        spaceAfter=5, textColor=GREY,
    ),
    "cell": CELL,
    "cell_strong": ParagraphStyle("cell_strong", CELL, fontName="Helvetica-Bold"),
    "cell_head": ParagraphStyle(
        "cell_head", CELL, fontName="Helvetica-Bold", textColor=WHITE
    ),
    "figure": ParagraphStyle(
        "figure", fontName="Helvetica-Bold", fontSize=24, leading=28, textColor=NAVY
    ),
    "figure_label": ParagraphStyle(
        "figure_label", fontName="Helvetica", fontSize=9.5, leading=12, textColor=GREY
    ),
}  # fmt: skip
