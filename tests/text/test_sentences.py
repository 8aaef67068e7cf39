import pytest
from hypothesis import given, strategies as st

from components.text.sentences import blocks, sentences


def _blocks(
    text: str, *, markdown: bool = False, breaks: tuple[int, ...] = ()
) -> list[tuple[str, str]]:
    return [
        (block.kind, text[block.start : block.end])
        for block in blocks(text, markdown=markdown, breaks=breaks)
    ]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


def test_blocks_join_visual_lines_to_paragraphs() -> None:
    text = (
        "The keeper lights the lamp at dusk and walks the gallery twice before\n"
        "midnight. She writes the visibility in the log.\n"
        "Fog signals\n"
        "Fog signals sound every ninety seconds while the far shore cannot be\n"
        "seen from the tower."
    )
    assert [kind for kind, _ in _blocks(text)] == ["paragraph", "heading", "paragraph"]


def test_blocks_of_markdown_are_headings_rows_and_items() -> None:
    text = "# Guide\n\nFirst line\nand second.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two\n"
    kinds = [kind for kind, _ in _blocks(text, markdown=True)]
    assert kinds == [
        "heading",
        "paragraph",
        "table row",
        "table row",
        "table row",
        "list item",
        "list item",
    ]


def test_blocks_of_a_table_of_figures_are_rows() -> None:
    text = "Products $ 96,388 $ 104,429\nServices 20,766 19,516\nTotal net sales 117,154 123,945"
    assert [kind for kind, _ in _blocks(text)] == ["table row"] * 3


def test_blocks_of_prose_with_figures_are_prose() -> None:
    text = (
        "In 2024 the station welcomed 29,199 visitors,\n"
        "8.3 per cent more than the 26,953 of 2023. August\n"
        "was the busiest month, with 5,894 visitors."
    )
    assert [kind for kind, _ in _blocks(text)] == ["paragraph"]


def test_label_with_amount_is_no_heading() -> None:
    text = "Annual report 2024\nWages and pensions 143,900\nRepairs 74,600\n"
    text += "The trust spent more on repairs than in any year since the tower was built."
    assert [kind for kind, _ in _blocks(text)] == ["heading", "paragraph", "paragraph", "paragraph"]


def test_sentence_across_page_border_stays_in_one_block() -> None:
    text = (
        "We may change this policy by posting a revised one on our\n\nwebsite. Questions go to us."
    )
    border = text.index("website")
    assert len(_blocks(text, breaks=(0, border))) == 1
    assert len(_blocks(text)) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dr. Ames paid $3.5 million. It rained.", ["Dr. Ames paid $3.5 million.", "It rained."]),
        ("• Bring boots. The path is wet.", ["Bring boots.", "The path is wet."]),
        ("1. Ring the bell.", ["1. Ring the bell."]),
        ("他是朋友。他很好。", ["他是朋友。", "他很好。"]),
        ("One line\nruns on. Two.", ["One line\nruns on.", "Two."]),
    ],
    ids=["abbreviation", "bullet", "number", "chinese", "line-break"],
)
def test_sentences_end_where_a_reader_expects(text: str, expected: list[str]) -> None:
    assert _sentences(text) == expected


@given(st.text(max_size=400))
def test_blocks_leave_only_white_space_between_them(text: str) -> None:
    position = 0
    for block in blocks(text, markdown=False):
        assert position <= block.start < block.end
        assert not text[position : block.start].strip()
        position = block.end
    assert not text[position:].strip()


@given(st.text(max_size=400))
def test_sentences_are_ordered_trimmed_spans(text: str) -> None:
    position = 0
    for start, end in sentences(text, 0, len(text)):
        assert position <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        position = end
