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


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (
            "Length,38 m\nPort,Skail\nBuilt,2004\n",
            ["Length: 38 m", "Port: Skail", "Built: 2004"],
        ),
        (
            "Account;Harbour\nExported;14.03.2025\nOpen;yes\n\nDay;Payee;Sum\n2.3.;Ilsen;-240,00\n",
            [
                "Account: Harbour",
                "Exported: 14.03.2025",
                "Open: yes",
                "Day: 2.3.; Payee: Ilsen; Sum: -240,00",
            ],
        ),
        (
            "Account;Harbour\nDay;Payee;Sum\n2.3.;Ilsen;-240,00\n5.3.;Brandt;-87,50\n",
            [
                "Account: Harbour",
                "Day: 2.3.; Payee: Ilsen; Sum: -240,00",
                "Day: 5.3.; Payee: Brandt; Sum: -87,50",
            ],
        ),
        (
            "Ann Moe,Skail,cook\nBo Eide,Orrin,mate\nCy Lund,Skail,purser\n",
            ["Ann Moe; Skail; cook", "Bo Eide; Orrin; mate", "Cy Lund; Skail; purser"],
        ),
        (
            "Boat,Crew\nKayak,1\n,\nBerth,Owner\nA1,Lund\nA2,Eide\n",
            ["Boat: Kayak; Crew: 1", "Berth: A1; Owner: Lund", "Berth: A2; Owner: Eide"],
        ),
        (
            "Boat,Price\nKayak,25\nDinghy,40\n\nTotal,65\n",
            ["Boat: Kayak; Price: 25", "Boat: Dinghy; Price: 40", "Boat: Total; Price: 65"],
        ),
        (
            "Item,Price\nTent,120\nRope,15\nStove,on request\nMap,4\n",
            [
                "Item: Tent; Price: 120",
                "Item: Rope; Price: 15",
                "Item: Stove; Price: on request",
                "Item: Map; Price: 4",
            ],
        ),
        ("Item,2023,2024\nRent,5,6\n", ["Item: Rent; 2023: 5; 2024: 6"]),
        ("sep=;\nItem;Price\nTar;3,20\n", ["Item: Tar; Price: 3,20"]),
    ],
    ids=[
        "facts",
        "lines above",
        "line above",
        "no heads",
        "two tables",
        "total",
        "mixed",
        "years",
        "sep",
    ],
)
def test_read_csv_recognises_the_heads_of_a_table(source: str, lines: list[str]) -> None:
    content = read_csv(Upload(name="a.csv", data=source.encode()))
    assert content.text.split("\n") == lines
    assert [content.text[each.start : each.end] for each in content.blocks] == lines
    assert {each.kind for each in content.blocks} == {"table row"}


def test_read_csv_skips_empty_rows_and_columns() -> None:
    rows = [["", ""], ["Name", ""], ["Product", "", "Price"], ["Tent", "red", "120"], ["", "", ""]]

    assert list(rows_as_lines(rows)) == ["Name", "Product: Tent; red; Price: 120"]
