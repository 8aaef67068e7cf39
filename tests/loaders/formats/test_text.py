import pytest

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
        ("[[], {}]", "- \n- "),
        ('{"broken": ', '{"broken": '),
        ("[" * 100_000, "[" * 100_000),
    ],
    ids=["object", "list", "nested", "lines", "empties", "broken", "deep"],
)
def test_read_json_writes_an_outline(source: str, text: str) -> None:
    assert read_json(Upload(name="a.json", data=source.encode())).text == text
