"""A chunk as it is read: what stands above it, its sentences and rows as exact spans."""

import pytest

from components.text.context import above, statements, title


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Annual_Report-2024.pdf", "Annual Report 2024"),
        ("notes", "notes"),
        ("v1.2 of the plan.docx", "v1 2 of the plan"),
        ("Übersicht (neu).md", "Übersicht neu"),
        (".pdf", ""),
    ],
)
def test_a_name_as_words(name: str, words: str) -> None:
    assert title(name) == words


def test_what_stands_above_leaves_out_what_the_chunk_says_itself() -> None:
    text = "Keepers\n\nAnn keeps it."
    assert above("light-house.md", ("The light", "Keepers"), text) == ["light house", "The light"]


def _said(text: str, heading: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in statements(text, heading)]


def test_sentences_and_rows_without_headings() -> None:
    table = "| Tower | 42 m |\n|---|---:|\n| Lamp | 3 m |\n"
    text = f"# The light\n\nAnn keeps it. Dr. Wren\nhelps her.\n\n{table}"
    assert _said(text) == [
        ("Ann keeps it.", "prose"),
        ("Dr. Wren\nhelps her.", "prose"),
        ("| Tower | 42 m |", "row"),
        ("| Lamp | 3 m |", "row"),
    ]


def test_a_line_that_is_the_heading_of_its_chunk_says_nothing() -> None:
    text = "Keepers of the light\n\nAnn keeps it."
    assert _said(text, ("Keepers of the light",)) == [("Ann keeps it.", "prose")]


def test_nothing_says_nothing() -> None:
    assert _said("") == []
    assert _said("\n\n  \n") == []
