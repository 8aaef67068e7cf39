"""Split text into words, and tell the words that carry a question's meaning from filler.

The article has the filler removed before the search. That serves the keyword side, where every
word is a query term; a sentence embedder reads whole sentences better.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

from snowballstemmer import stemmer  # type: ignore[import-untyped]

MAX_WORD_CHARS = 200
"""A longer word (a key, an encoded image) is cut to this length for all but display."""
_WORD = re.compile(r"[^\W_]+(?:['’.\-&][^\W_]+)*")
_STEMMER = stemmer("english")
# The stemmer works on its own attributes, so threads would mix their words.
_STEMMER_LOCK = Lock()
# A number, or a word with a capital that the start of a sentence does not explain.
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b(?:[A-Z][\w’'.-]*\w|\d(?:[\d.,]*\d)?)")

FILLER = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before
    being below between both but by can could did do does doing down during each either else
    ever every few for from further give given had has have having he her here hers him his how
    i if in into is it its itself just kind know known let like list many may me might more most
    much must my name named no nor not of off on once one only or other our out over own please
    s said same say shall she should show so some such t tell than that the their them then
    there these they thing things this those through to too type under until up us use used
    using very was we were what whats when where whether which while who whom whose why will
    with would you your
    """.split()  # noqa: SIM905 - a list would take 160 lines
)
"""English words that carry no meaning of their own; words of other languages count as content."""


def words(text: str) -> list[str]:
    """Return the lower-cased words and numbers in order; "U.S." and "well-known" are one each.

    >>> words("What's the U.S. limit?")
    ["what's", 'the', 'u.s', 'limit']
    """
    matches = (match.group()[:MAX_WORD_CHARS] for match in _WORD.finditer(text))
    return [word.lower().replace("’", "'") for word in matches]


def content_words(text: str) -> list[str]:
    """Return the words without the filler, each once, in order; all if there is only filler.

    >>> content_words("What is the limit of the well-known plan?")
    ['limit', 'well-known', 'plan']
    """
    every = list(dict.fromkeys(words(text)))
    return [word for word in every if word.split("'")[0] not in FILLER] or every


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a lower-cased English word (Snowball's).

    >>> [stem(word) for word in ("keeps", "policies", "started")]
    ['keep', 'polici', 'start']
    """
    with _STEMMER_LOCK:
        return str(_STEMMER.stemWord(word))


def missing_names(question: str, texts: Iterable[str]) -> list[str]:
    """Return the names and numbers of the question that none of the texts contains, in order.

    >>> missing_names("Who was Ann's friend on Skail in 1893?", ["Ann keeps the light of 1893."])
    ['Skail']
    """
    stems = {_stem_of_name(word) for text in texts for word in words(text)}
    names = dict.fromkeys(match.group() for match in _NAME.finditer(question.strip()))
    return [
        name
        for name in names
        if name.lower() not in FILLER
        and not all(_stem_of_name(word) in stems for word in words(name))
    ]


def _stem_of_name(word: str) -> str:
    return stem(word.removesuffix("'s"))
