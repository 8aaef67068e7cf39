"""What is said under an answer."""

import pytest

from components.prompts import NOT_FOUND
from components.types import Answer, Chunk, Hit
from components.ui.chat.answer_details import support

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
        ("Who lit the lamp of Norham?", "has “Norham”."),
        (
            "Was the 40th Super Bowl at Skail, or Norham’s Hall?",
            "has “40th Super Bowl” or “Norham” or “Hall”.",
        ),
        ("Did Wren, Ada, Moss, or Idris light it?", "has “Wren” or “Ada” or “Moss”."),
    ],
    ids=["one", "side-by-side", "three-at-most"],
)
def test_a_refusal_names_what_no_passage_has(question: str, names: str) -> None:
    assert names in support(REFUSED, question)


def test_where_every_name_is_there_it_says_what_may_help() -> None:
    assert support(REFUSED, "Who lit the lamp in Skail?") == (
        "The nearest passages are shown; asking in their words may help."
    )


def test_a_file_that_is_being_read_is_worth_waiting_for() -> None:
    assert support(REFUSED, "Who lit the lamp of Norham?", ["book.pdf"]) == (
        "None of the nearest passages, which are shown, has “Norham”. "
        "book.pdf is still being read: ask again when it is there."
    )
    assert support(REFUSED, "Who lit the lamp in Skail?", ["a.pdf", "b.pdf"]) == (
        "The nearest passages are shown. "
        "2 files are still being read: ask again when they are there."
    )
