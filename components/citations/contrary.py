"""Questions that take the contrary of a sentence for granted, which does not answer them.

"What happens when the deadline is met?" finds "Where the deadline is not met, the state is fined",
and a reader of a few words takes it for the answer.
"""

from collections import defaultdict
from functools import cache
from pathlib import Path

from components.citations.alignment import Part
from components.citations.evidence import Evidence, flat
from components.citations.negation_check import differing_negation
from components.citations.opposite_check import differing_direction
from components.citations.statements import Statement
from components.citations.words import fold, stem
from components.types import Hit

_ANTONYMS = Path(__file__).with_name("antonyms.txt")


def is_contrary(question: str, hit: Hit, start: int, end: int) -> bool:
    """Return whether the question contradicts this sentence of the hit.

    One denies what the other says, or has the opposite of one of its words. Offsets count in the
    document.
    """
    offset = hit.chunk.start
    theirs = Statement(flat(hit.chunk.text[start - offset : end - offset]))
    ours = Statement(flat(question.rstrip(" ?.")) + ".")
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
    part = Part(0, len(ours.text), evidence, 1.0, len(ours.content))
    if any(differing_negation(ours, part)) or any(differing_direction(ours, part)):
        return True
    return any(
        antonym in theirs.stems and antonym not in ours.stems
        for own in ours.stems - theirs.stems
        for antonym in _antonyms().get(own, ())
    )


@cache
def _antonyms() -> dict[str, set[str]]:
    """Return WordNet's antonyms of single words, by stem."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in _ANTONYMS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        one, other = (stem(fold(word)) for word in line.split())
        if one != other:
            found[one].add(other)
            found[other].add(one)
    return dict(found)
