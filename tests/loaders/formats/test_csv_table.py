import pytest

from components.loaders.formats.csv_table import read_csv, rows_as_lines
from components.types import Upload


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Product,Price\nTent,120\nRope,9\n", "Product: Tent; Price: 120\nProduct: Rope; Price: 9"),
        ("Product;Price\nTent;1,20\n", "Product: Tent; Price: 1,20"),
        ("Product\tPrice\nTent\t120\n", "Product: Tent; Price: 120"),
        ('Note,Price\n"Two\nlines, one cell",1\n', "Note: Two lines, one cell; Price: 1"),
        ("Product,Price\nTent,120,red\nRope\n", "Product: Tent; Price: 120; red\nProduct: Rope"),
        ("1,2\n3,4\n", "1; 2\n3; 4"),
        ("Product,Price\n", "Product; Price"),
        ("Tent\nRope\n", "Tent\nRope"),
        ("a,b\n" + "x" * 200_000 + ",1\n", "a: " + "x" * 200_000 + "; b: 1"),
    ],
    ids=[
        "comma", "semicolon", "tab", "quoted", "ragged", "no header", "only header",
        "one column", "long cell",
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_read_csv_writes_each_row_with_its_labels(source: str, text: str, encoding: str) -> None:
    assert read_csv(Upload(name="a.csv", data=source.encode(encoding))).text == text


def test_read_csv_skips_empty_rows_and_columns() -> None:
    rows = [["", ""], ["Name", ""], ["Product", "", "Price"], ["Tent", "red", "120"], ["", "", ""]]

    assert list(rows_as_lines(rows)) == ["Name", "Product: Tent; red; Price: 120"]
