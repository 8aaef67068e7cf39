"""A question that takes the contrary of a sentence for granted is not answered by it.

"What happens when the deadline is met?" finds "Where the deadline is not met, the state is fined",
and a reader of a few words takes it for the answer.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from components.citations.alignment import Part
from components.citations.denial import differing_negation
from components.citations.evidence import Evidence, flat
from components.citations.meaning import differing_direction
from components.citations.statements import Statement
from components.citations.words import fold, stem
from components.types import Hit

_ANTONYMS = Path(__file__).with_name("antonyms.txt")


def is_contrary(question: str, hit: Hit, start: int, end: int) -> bool:
    """Whether the question denies what this sentence of the hit says, or the other way round, or
    has the opposite of one of its words. Offsets count in the document.
    """
    offset = hit.chunk.start
    theirs = Statement(flat(hit.chunk.text[start - offset : end - offset]))
    asked = Statement(flat(question.rstrip(" ?.")) + ".")
    evidence = Evidence(
        hit=hit,
        place=0,
        number=0,
        start=start,
        end=end,
        statement=theirs,
        around=Statement(""),
        row=False,
    )
    part = Part(0, len(asked.text), evidence, 1.0, len(asked.content))
    if any(differing_negation(asked, part)) or any(differing_direction(asked, part)):
        return True
    return any(
        antonym in theirs.stems and antonym not in asked.stems
        for own in asked.stems - theirs.stems
        for antonym in _antonyms().get(own, ())
    )


@cache
def _antonyms() -> dict[str, set[str]]:
    """By stem; WordNet's, of single words."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in _ANTONYMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        one, other = (stem(fold(word)) for word in line.split())
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return dict(found)
