import pytest

from components.types import Chunk, Hit, Scale
from components.ui.chat.match_label import match

CHUNK = Chunk(id="c", document_id="d", page=None, start=0, end=1, text="x")


def _hit(score: float, scale: Scale, rank: int = 2) -> Hit:
    return Hit(chunk=CHUNK, document_name="d", score=score, scale=scale, rank=rank)


@pytest.mark.parametrize(
    ("score", "words", "number"),
    [
        (2 / 11, "Best of those found", "1.00"),
        (0.16, "Close behind", "0.88"),
        (0.1, "Further behind", "0.55"),
        (0.05, "Far behind", "0.28"),
    ],
)
def test_ranks_only_compare(score: float, words: str, number: str) -> None:
    found = match(_hit(score, "rrf"), best=2 / 11)
    assert (found.words, found.number) == (words, number)
    assert "does not say how true" in found.meaning
    assert "rank fusion" in found.meaning


@pytest.mark.parametrize(
    ("score", "scale", "words"),
    [
        (0.7, "cosine", "Strong match"),
        (0.5, "cosine", "Good match"),
        (0.1, "cosine", "Weak match"),
        (0.9, "relevance", "Strong match"),
        (0.2, "relevance", "Weak match"),
    ],
)
def test_measures_of_their_own_stand_alone(score: float, scale: Scale, words: str) -> None:
    found = match(_hit(score, scale), best=score)
    assert found.words == words
    assert found.number == f"{score:.2f}"


def test_nothing_found_by_words_divides_by_nothing() -> None:
    assert match(_hit(0.0, "bm25"), best=0.0).words == "Far behind"
