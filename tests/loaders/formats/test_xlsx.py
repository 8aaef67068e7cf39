from io import BytesIO

from openpyxl import Workbook

from components.loaders.formats.xlsx import read_xlsx
from components.types import Upload


def test_read_xlsx_fills_merged_cells_and_writes_per_cents() -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Prices"
    sheet.append(["Season", "Boat", "Price", "Discount"])
    sheet.append(["Summer", "Dinghy", 40, 0.15])
    sheet.append([None, "Kayak", 25, 0.1])
    sheet.append(["Winter", "Kayak", 15, 0.2])
    sheet.merge_cells("A2:A3")
    for row in (2, 3, 4):
        sheet.cell(row, 4).number_format = "0%"
    file = BytesIO()
    workbook.save(file)
    content = read_xlsx(Upload(name="a.xlsx", data=file.getvalue()))
    assert [(each.kind, content.text[each.start : each.end]) for each in content.blocks] == [
        ("heading", "## Prices"),
        ("table row", "Season: Summer; Boat: Dinghy; Price: 40; Discount: 15 %"),
        ("table row", "Season: Summer; Boat: Kayak; Price: 25; Discount: 10 %"),
        ("table row", "Season: Winter; Boat: Kayak; Price: 15; Discount: 20 %"),
    ]
