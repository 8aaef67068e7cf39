"""Words that deny, and what each of them denies."""

import re
from bisect import bisect_left
from dataclasses import dataclass

from components.citations.mask import Mask
from components.citations.words import Word

_NEGATION = re.compile(
    r"\b(?:(?:not|never|cannot|neither|nor|without|none|nobody|nothing|nowhere|hardly|scarcely|rarely|"
    r"seldom|barely|no(?!,|\s(?:fewer|less|more|later|earlier|sooner|longer\sthan|\.\s?\d))"
    r"|(?:fails?|failed|failing|unable|refus(?:e|es|ed|ing))(?=\sto)|lacks?|lacked|lacking"
    r"|nicht|kein(?:e|er|en|em|es)?|nie(?:mals)?|ohne|jamais|aucune?|sans|ni|pas)\b"
    r"|\w+n['’]t\b)",
    re.IGNORECASE,
)
_NOT_ONLY = re.compile(r"\bnot (?:only|just|merely|simply|least)\b", re.IGNORECASE)
_STOP = re.compile(r"[,;:.!?]\s")


@dataclass(frozen=True, slots=True)
class Negation:
    """A word that denies; `heads` are stems of what it most likely denies, the nearest first."""

    start: int
    text: str
    heads: tuple[str, ...]


def not_only(text: str) -> bool:
    """Return whether a text says "not only", which is the opposite of "only"."""
    return bool(_NOT_ONLY.search(text))


def negations(text: str, words: tuple[Word, ...]) -> tuple[Negation, ...]:
    """Return the negations in `text`, each with up to three content words that follow it.

    "Not only" denies nothing. A comma ends what is denied.
    """
    skipped = Mask(text, (match.span() for match in _NOT_ONLY.finditer(text)))
    content = [word for word in words if not word.filler]
    starts = [word.start for word in content]
    stops = [*(match.start() for match in _STOP.finditer(text)), len(text)]
    found: list[Negation] = []
    for match in _NEGATION.finditer(text):
        if match.start() in skipped:
            continue
        reach = stops[bisect_left(stops, match.end())]
        at = bisect_left(starts, match.end())
        heads = [word.stem for word in content[at : at + 3] if word.start < reach]
        if not heads:  # "but the screen cannot": what is denied comes before
            before = bisect_left(starts, match.start())
            heads = [word.stem for word in content[max(0, before - 2) : before]][::-1]
        found.append(Negation(match.start(), match.group(), tuple(heads)))
    return tuple(found)
