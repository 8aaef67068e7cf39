"""Sentences of an answer that a passage must support.

Greetings, lead-ins, questions back, refusals and offers say nothing about the documents.
"""

import re

from components.citations.segments import SegmentKind
from components.citations.statements import Statement

_OPENER = re.compile(
    r"^\W*(?:hello|hi|hey|dear|thanks?|thank you|sure|certainly|of course|absolutely|"
    r"(?:great|good) question|hallo|danke|gerne|bonjour|merci|volontiers)\b",
    re.IGNORECASE,
)
"""Openings that a fact may follow: "Sure, the office closes at noon"."""
_COURTESY = re.compile(
    r"^\W*(?:you(?:’|')?re welcome|i hope|hope this|let me know|feel free|please let me|"
    r"if you (?:have|need|want|would like)\b.*\b(?:questions?|ask|help|know|more|further)|"
    r"happy to|glad to|would you like|do you want|is there anything)\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"\b(?:here(?:’|')?s?|here (?:is|are)|following|below|as follows|summary|summar\w+|based on|"
    r"according to|in (?:short|summary|brief)|key points?|main points?|details?|steps?|list(?:ed)?|"
    r"let(?:’|')?s|i found|answer|overview|breakdown|explanation|sources?|references?|notes?|"
    r"folgende\w*|zusammenfass\w+|voici|suivant\w*|résumé)\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:i (?:do not|don[’']t|cannot|can[’']t|could not|couldn[’']t|am not able|was unable|"
    r"am unable)|(?:the |your |these |those |provided |given ){0,3}"
    r"(?:documents?|passages?|sources?|context|texts?|excerpts?|information)(?: provided| given)? "
    r"(?:do(?:es)? not|don[’']t|doesn[’']t|did not) "
    r"(?:say|mention|contain|provide|specify|state|include|give|answer|address|discuss|have)|"
    r"(?:there is|there[’']s) no (?:information|mention|answer)|"
    r"no (?:information|passage|document)s? (?:is|are|was|about|on)|"
    r"not (?:mentioned|specified|stated|found) in (?:the|your)|"
    r"unclear from the|ich weiß (?:es )?nicht|je ne sais pas)\b",
    re.IGNORECASE,
)
_SOURCES = re.compile(r"^\W*(?:sources?|references?|citations?|quellen|sources? used)\W*$", re.I)
_SMALL_TALK = 3
"""Content words up to which a greeting contains no fact."""


def needs_support(text: str, kind: SegmentKind) -> bool:
    """Return whether the sentence claims something."""
    if kind in ("heading", "code"):
        return False
    statement = Statement(text)
    shown = text.strip().strip("*_ ")
    if not statement.content and not statement.figures and not statement.dates:
        return False
    if kind == "row":
        return not re.fullmatch(r"[|\s:–-]*", text)
    if shown.endswith(("?", "？", "؟")):
        return False
    if _REFUSAL.search(text) and not statement.figures:
        return False
    plain = not statement.figures and not statement.dates
    if plain and (_COURTESY.match(text) and not statement.names):
        return False
    if plain and _OPENER.match(text) and len(statement.content) <= _SMALL_TALK:
        return False
    if shown.endswith((":", "：")) and plain:
        return not (_LEAD_IN.search(text) or len(statement.content) <= 4)
    return True


def opens_sources(text: str) -> bool:
    """Return whether the line begins the model's own list of sources, which ours replaces."""
    return bool(_SOURCES.match(text))
