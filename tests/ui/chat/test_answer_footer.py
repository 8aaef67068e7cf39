"""Words below an answer."""

import pytest

from components.prompts import NOT_FOUND
from components.types import Answer, Chunk, Hit
from components.ui.chat.answer_footer import support_words

CHUNK = Chunk(
    id="c", document_id="d", page=1, start=0, end=30, text="The lamp was lit in Skail in 50 days."
)
REFUSED = Answer(
    text=NOT_FOUND,
    sentences=(),
    citations=(),
    hits=(Hit(chunk=CHUNK, document_name="guide.md", score=1.0, scale="rrf", rank=1),),
    model="extractive",
    supported=False,
    seconds=0.1,
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Who lit the lamp of Norham?", "mention “Norham”."),
        (
            "Was the 40th Super Bowl at Skail, or Norham’s Hall?",
            "mention “40th Super Bowl” or “Norham” or “Hall”.",
        ),
        ("Did Wren, Ada, Moss, or Idris light it?", "mention “Wren” or “Ada” or “Moss”."),
    ],
    ids=["one", "adjacent", "three-at-most"],
)
def test_refusal_names_what_no_passage_mentions(question: str, names: str) -> None:
    assert names in support_words(REFUSED, question)


def test_refusal_without_missing_names_suggests_rephrasing() -> None:
    assert support_words(REFUSED, "Who lit the lamp in Skail?") == (
        "The closest passages are shown. Try again with words from them."
    )


def test_refusal_while_files_are_read_suggests_waiting() -> None:
    assert support_words(REFUSED, "Who lit the lamp of Norham?", ["book.pdf"]) == (
        "The closest passages do not mention “Norham”. "
        "book.pdf is still being read. Try again in a moment."
    )
    assert support_words(REFUSED, "Who lit the lamp in Skail?", ["a.pdf", "b.pdf"]) == (
        "The closest passages are shown. 2 files are still being read. Try again in a moment."
    )
