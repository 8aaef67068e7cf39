"""Question and the turns before it → a question that stands alone, with no model's help."""

import re
from collections.abc import Sequence

from components.retrievers.words import content_words, words
from components.types import Turn

_REFERS_BACK = frozenset(
    [
        "it",
        "its",
        "they",
        "them",
        "their",
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "this",
        "that",
        "these",
        "those",
        "one",
        "ones",
        "same",
        "there",
        "former",
        "latter",
        "first",
        "second",
        "third",
        "last",
        "other",
        "others",
    ]
)
_CARRIES_ON = re.compile(r"^\s*(and|but|or|so|then|what about|how about|what of|why)\b", re.I)
_NUMBER = re.compile(r"\d")


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question, with what it leaves out taken from the one before.

    "And in 2021?" after "What did the trust earn in 2020?" becomes "And in 2021? (trust earn)":
    words of the earlier question that this one replaces by its own kind (a number) are left out.
    """
    if not turns or not _depends(question):
        return question
    own = set(words(question))
    has_number = any(_NUMBER.search(word) for word in own)
    carried = [
        word
        for word in content_words(turns[-1].question)
        if word not in own and not (has_number and _NUMBER.search(word))
    ]
    return f"{question.strip()} ({' '.join(carried)})" if carried else question


def _depends(question: str) -> bool:
    asked = words(question)
    if _CARRIES_ON.search(question) and len(asked) <= 8:
        return True
    return any(word in _REFERS_BACK for word in asked) or len(content_words(question)) < 2
