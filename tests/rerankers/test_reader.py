"""The shipped reader, on texts that it has not seen."""

from pathlib import Path

import numpy as np
import pytest

from components.errors import RerankerError
from components.rerankers import Reader
from components.rerankers.reader import READER_FOLDER

TOWER = "The tower was built in 1871. It has 142 steps, and its keeper is Wren Tolland."
BOATS = "Boats leave the stone pier at noon. In winter there are none."
ABOVE = "Visitor guide › The tower"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def test_answering_passage_is_first(reader: Reader) -> None:
    passages = [("", BOATS), (ABOVE, TOWER), ("", "The lamp is cleaned on Fridays.")]
    for question, first in (
        ("How many steps does the tower have?", 1),
        ("When do the boats leave?", 0),
        ("On which day is the lamp cleaned?", 2),
    ):
        relevance = reader.relevance(question, passages)
        assert relevance.shape == (3,)
        assert int(relevance.argmax()) == first, question


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("How many steps does the tower have?", "142"),
        ("When was the tower built?", "1871"),
        ("Who is the keeper of the tower?", "Wren Tolland"),
    ],
)
def test_answering_words_are_found(reader: Reader, question: str, says: str) -> None:
    (reading,) = reader.read(question, [(ABOVE, TOWER)])
    short = reading.short(0, len(TOWER))
    assert short is not None
    assert says in TOWER[short.start : short.end]
    assert len(TOWER[short.start : short.end]) < 25
    assert 0 < short.probability <= 1
    second = TOWER.index("It has")
    first, other = reading.statement(0, second - 1), reading.statement(second, len(TOWER))
    assert (first > other) == ("1871" in says)


def test_short_answer_stays_in_its_sentence(reader: Reader) -> None:
    (reading,) = reader.read("How many steps does the tower have?", [("", TOWER)])
    end = TOWER.index(" It has")
    short = reading.short(0, end)
    assert short is not None
    assert 0 <= short.start < short.end <= end
    assert reading.short(len(TOWER) + 5, len(TOWER) + 9) is None
    assert reading.statement(len(TOWER) + 5, len(TOWER) + 9) == -np.inf


def test_reading_does_not_depend_on_other_passages(reader: Reader) -> None:
    question = "Who keeps the lamp?"
    together = reader.relevance(question, [("", BOATS), (ABOVE, TOWER)])
    alone = Reader().relevance(question, [(ABOVE, TOWER)])
    np.testing.assert_allclose(together[1:], alone, atol=1e-5)
    assert reader.relevance(question, []).shape == (0,)


def test_long_and_odd_texts_are_read(reader: Reader) -> None:
    passages = [("", ""), ("x" * 5_000, "word " * 20_000), ("", "مرحبا 世界 \x00 🙂")]
    readings = reader.read("Why? " * 3_000, passages)
    assert all(np.isfinite(each.relevance) for each in readings)
    assert readings[0].short(0, 10) is None


def test_missing_or_damaged_reader_is_reported(tmp_path: Path) -> None:
    with pytest.raises(RerankerError, match="turn the reader off"):
        Reader(tmp_path).relevance("Who?", [("", TOWER)])
    (tmp_path / "tokenizer.json").write_bytes((READER_FOLDER / "tokenizer.json").read_bytes())
    (tmp_path / "reader.onnx").write_bytes(b"no model")
    with pytest.raises(RerankerError, match=r"reader\.onnx"):
        Reader(tmp_path).relevance("Who?", [("", TOWER)])


def test_reader_is_small_and_its_card_is_complete() -> None:
    assert sum(path.stat().st_size for path in READER_FOLDER.iterdir()) < 25_000_000
    card = (READER_FOLDER / "README.md").read_text(encoding="utf-8")
    for word in ("Licence", "seed 0", "SQuAD", "PolicyQA", "MedQuAD", "Rebuild"):
        assert word in card
