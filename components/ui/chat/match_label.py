"""How well a passage matches, in words and as a number whose scale is named."""

from dataclasses import dataclass

from components.types import Hit

_STRONG, _GOOD = 0.6, 0.4
"""Cosines. Of MiniLM, unrelated sentences seldom reach the lower, a paraphrase the higher."""
_RELEVANT, _LIKELY = 0.8, 0.5
_CLOSE, _LOOSER = 0.8, 0.5
"""Shares of the best score: ranks say which is better, and nothing of how good the best is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """`words` and `number` stand on a card; `meaning` is told when one asks."""

    words: str
    number: str
    meaning: str


def match(hit: Hit, *, best: float) -> Match:
    """How well a hit matches; `best` is the highest score of those found with it.

    Cosine and relevance are measures of their own. Scores by rank, and BM25, only compare the
    passages of one search, so they are told as shares of the best.
    """
    if hit.scale == "cosine":
        words = _graded(hit.score, _STRONG, _GOOD, ("Strong match", "Good match", "Weak match"))
        return _match(hit, words, "cosine of question and passage, 1 at most")
    if hit.scale == "relevance":
        words = _graded(hit.score, _RELEVANT, _LIKELY, ("Strong match", "Good match", "Weak match"))
        return _match(hit, words, "how surely it answers, from 0 to 1")
    share = hit.score / best if best > 0 else 0.0
    words = _graded(share, _CLOSE, _LOOSER, ("Close behind", "Further behind", "Far behind"))
    how = "rank fusion of words, meaning and the reader" if hit.scale == "rrf" else "BM25, by words"
    return Match(
        words="Best of those found" if share >= 1 else words,
        number=f"{share:.2f}",
        meaning=(
            f"Number {hit.rank} of those found. Its score is {hit.score:.4f} ({how}), "
            f"{share:.0%} of the best one's. It compares passages and does not say how true one is."
        ),
    )


def _graded(value: float, high: float, middle: float, words: tuple[str, str, str]) -> str:
    return words[0] if value >= high else words[1] if value >= middle else words[2]


def _match(hit: Hit, words: str, scale: str) -> Match:
    return Match(
        words=words,
        number=f"{hit.score:.2f}",
        meaning=f"Number {hit.rank} of those found. Its score is {hit.score:.3f}: {scale}.",
    )
