"""The cover of the PDF: a lighthouse at dusk, drawn in plain shapes."""

from collections.abc import Sequence

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from samples.writers.pdf_styles import AMBER, NAVY, WHITE

WIDTH, HEIGHT = A4
COVER_HEIGHT = 470
HORIZON = HEIGHT - COVER_HEIGHT + 95
TOWER_X = 450
LAMP_Y = HORIZON + 208
BEAM = Color(0.95, 0.72, 0.29, alpha=0.22)
WAVES = (HexColor(0x2B7A8C), HexColor(0x236677), HexColor(0x1B5262), HexColor(0x153F52))

Point = tuple[float, float]


def draw_cover(canvas: Canvas, title: str, subtitle: str) -> None:
    """Draw the picture over the upper part of the page, and the titles in its sky."""
    canvas.saveState()
    _sky(canvas)
    _sea(canvas)
    _tower(canvas)
    canvas.restoreState()
    _titles(canvas, title, subtitle)


def _sky(canvas: Canvas) -> None:
    canvas.setFillColor(NAVY)
    canvas.rect(0, HORIZON, WIDTH, HEIGHT - HORIZON, stroke=0, fill=1)
    canvas.setFillColor(BEAM)
    _polygon(canvas, [(TOWER_X, LAMP_Y), (0, LAMP_Y + 34), (0, LAMP_Y - 92)])
    _polygon(canvas, [(TOWER_X, LAMP_Y), (WIDTH, LAMP_Y - 18), (WIDTH, LAMP_Y + 28)])


def _sea(canvas: Canvas) -> None:
    depth = (HORIZON - (HEIGHT - COVER_HEIGHT)) / len(WAVES)
    for number, colour in enumerate(WAVES):
        canvas.setFillColor(colour)
        canvas.rect(0, HORIZON - (number + 1) * depth, WIDTH, depth, stroke=0, fill=1)


def _tower(canvas: Canvas) -> None:
    canvas.setFillColor(HexColor(0x0B2033))
    _polygon(canvas, [(330, HORIZON), (400, HORIZON + 38), (500, HORIZON + 46), (WIDTH, HORIZON)])
    base, top = HORIZON + 36, LAMP_Y - 22
    canvas.setFillColor(HexColor(0xE9EEF0))
    _polygon(canvas, _trapezium(base, 26, top, 15))
    canvas.setFillColor(HexColor(0xB4493A))
    for share in (0.22, 0.62):
        low, high = share, share + 0.2
        _polygon(
            canvas,
            _trapezium(
                base + low * (top - base), 26 - 11 * low, base + high * (top - base), 26 - 11 * high
            ),
        )
    canvas.setFillColor(HexColor(0x0B2033))
    canvas.rect(TOWER_X - 22, top, 44, 6, stroke=0, fill=1)
    _polygon(canvas, [(TOWER_X - 15, top + 36), (TOWER_X + 15, top + 36), (TOWER_X, top + 56)])
    canvas.setFillColor(AMBER)
    canvas.rect(TOWER_X - 11, top + 6, 22, 30, stroke=0, fill=1)


def _trapezium(low: float, low_half: float, high: float, high_half: float) -> list[Point]:
    return [
        (TOWER_X - low_half, low),
        (TOWER_X + low_half, low),
        (TOWER_X + high_half, high),
        (TOWER_X - high_half, high),
    ]


def _polygon(canvas: Canvas, points: Sequence[Point]) -> None:
    path = canvas.beginPath()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.close()
    canvas.drawPath(path, stroke=0, fill=1)


def _titles(canvas: Canvas, title: str, subtitle: str) -> None:
    canvas.setFillColor(WHITE)
    canvas.setFont("Helvetica-Bold", 38)
    canvas.drawString(68, HEIGHT - 92, title)
    canvas.setFillColor(AMBER)
    canvas.setFont("Helvetica", 14)
    canvas.drawString(70, HEIGHT - 118, subtitle)
