import pytest

from components.loaders.content import Content
from components.loaders.formats.text import read_json, read_text
from components.types import Upload

ODD = "  Tents\r\n\r\ncost\t120 \rfi \x0c \u2028 naïve 日本\n\n\n "


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_read_text_is_the_decoded_file_unchanged(encoding: str) -> None:
    assert read_text(Upload(name="a.md", data=ODD.encode(encoding))).text == ODD


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('{"name": "Tent", "price": 19.90}', "name: Tent; price: 19.90"),
        (
            '[{"name": "Tent", "tags": ["red", null]}, {"name": "Rope"}]',
            "- name: Tent\n  tags:\n    - red\n    - null\n- name: Rope",
        ),
        ('{"shop": {"open": true}, "days": []}', "shop:\n  open: true\ndays:"),
        ('{"a": 1}\n\n{"a": 2}\n', "- a: 1\n- a: 2"),
        ("[[], {}]", "-\n-"),
        ('{"broken": ', '{"broken": '),
        ("[" * 100_000, "[" * 100_000),
    ],
    ids=["object", "list", "nested", "lines", "empties", "broken", "deep"],
)
def test_read_json_writes_an_outline(source: str, text: str) -> None:
    assert read_json(Upload(name="a.json", data=source.encode())).text == text


def _blocks(content: Content) -> list[tuple[str, str]]:
    return [(each.kind, content.text[each.start : each.end]) for each in content.blocks]


def test_read_json_makes_each_record_a_block() -> None:
    source = (
        '{"stations": {"S-1": {"colour": "red", "berths": {"north": 12}}, '
        '"S-2": {"colour": "blue", "berths": {"north": 4}}}, "open": true}'
    )
    assert _blocks(read_json(Upload(name="a.json", data=source.encode()))) == [
        ("key-value", "stations:"),
        ("key-value", "S-1:\n    colour: red\n    berths:\n      north: 12"),
        ("key-value", "S-2:\n    colour: blue\n    berths:\n      north: 4"),
        ("key-value", "open: true"),
    ]


def test_read_json_keeps_a_damaged_line_among_json_lines() -> None:
    found = read_json(Upload(name="a.jsonl", data=b'{"a": 1}\n{"a": 2}\n{"a": 3\n'))
    assert found.text == '- a: 1\n- a: 2\n- {"a": 3'


@pytest.mark.parametrize(
    ("name", "source", "blocks"),
    [
        (
            "pump.ini",
            "[pump]\nhost = gull\n\nport = 77\n",
            [("heading", "[pump]"), ("key-value", "host = gull"), ("key-value", "port = 77")],
        ),
        ("a.yaml", "pump:\n  port: 77", [("key-value", "pump:"), ("key-value", "port: 77")]),
        ("a.log", "started\nstopped\n", [("table row", "started"), ("table row", "stopped")]),
        (
            "pump.txt",
            "2025-03-04 10:02 started\n2025-03-04 10:09 stopped",
            [("table row", "2025-03-04 10:02 started"), ("table row", "2025-03-04 10:09 stopped")],
        ),
        ("note.txt", "Ann keeps the light.\nIt is old.", []),
    ],
)
def test_read_text_makes_lines_of_records_blocks(
    name: str, source: str, blocks: list[tuple[str, str]]
) -> None:
    content = read_text(Upload(name=name, data=source.encode()))
    assert content.text == source
    assert _blocks(content) == blocks
