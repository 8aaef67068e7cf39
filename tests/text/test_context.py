"""The title and headings above a chunk; its sentences and rows as exact spans."""

import pytest

from components.text.context import heading_path, statements, title


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
def test_title_of_file_name_is_its_words(name: str, words: str) -> None:
    assert title(name) == words


def test_heading_path_leaves_out_headings_in_the_chunk() -> None:
    text = "Keepers\n\nAnn keeps it."
    assert heading_path("light-house.md", ("The light", "Keepers"), text) == [
        "light house",
        "The light",
    ]


def _statements(text: str, heading: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[start:end], kind) for start, end, kind in statements(text, heading)]


def test_statements_are_sentences_and_rows_without_headings() -> None:
    table = "| Tower | 42 m |\n|---|---:|\n| Lamp | 3 m |\n"
    text = f"# The light\n\nAnn keeps it. Dr. Wren\nhelps her.\n\n{table}"
    assert _statements(text) == [
        ("Ann keeps it.", "paragraph"),
        ("Dr. Wren\nhelps her.", "paragraph"),
        ("| Tower | 42 m |", "table row"),
        ("| Lamp | 3 m |", "table row"),
    ]


def test_statements_skip_a_line_that_is_the_chunks_heading() -> None:
    text = "Keepers of the light\n\nAnn keeps it."
    assert _statements(text, ("Keepers of the light",)) == [("Ann keeps it.", "paragraph")]


def test_statements_of_blank_text_are_none() -> None:
    assert _statements("") == []
    assert _statements("\n\n  \n") == []
