"""Words for how well a passage matches."""

import pytest

from components.types import Chunk, Hit, Scale
from components.ui.chat.source_card import match_words

CHUNK = Chunk(id="c", document_id="d", page=None, start=0, end=1, text="x")


def _hit(score: float, scale: Scale, rank: int = 2) -> Hit:
    return Hit(chunk=CHUNK, document_name="d", score=score, scale=scale, rank=rank)


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (2 / 11, "Best match"),
        (0.16, "Close match · 88% of the top score"),
        (0.1, "Possible match · 55% of the top score"),
        (0.05, "Weak match · 28% of the top score"),
    ],
)
def test_rank_fusion_score_is_a_share_of_the_top_score(score: float, words: str) -> None:
    shown, explanation = match_words(_hit(score, "rrf"), top_score=2 / 11)
    assert shown == words
    assert "do not say how true" in explanation
    assert "fused" in explanation


@pytest.mark.parametrize(
    ("score", "scale", "words"),
    [
        (0.7, "cosine", "Strong match · 0.70"),
        (0.5, "cosine", "Good match · 0.50"),
        (0.1, "cosine", "Weak match · 0.10"),
        (0.9, "relevance", "Strong match · 0.90"),
        (0.2, "relevance", "Weak match · 0.20"),
    ],
)
def test_cosine_and_relevance_are_graded_on_their_own_scale(
    score: float, scale: Scale, words: str
) -> None:
    assert match_words(_hit(score, scale), top_score=score)[0] == words


def test_keyword_scores_of_zero_are_weak_matches() -> None:
    words, _ = match_words(_hit(0.0, "bm25"), top_score=0.0)
    assert words == "Weak match · 0% of the top score"
