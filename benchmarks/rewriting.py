"""Rules that reword a sentence and keep its meaning.

The word lists are not those of the support check, so that no rewording is judged by its own list.
"""

import random
import re
from collections.abc import Callable, Iterator

_PAIRS = (
    "began/started became/turned_into used/employed often/frequently also/in_addition "
    "large/sizeable important/significant created/made shows/demonstrates called/termed "
    "began/commenced built/constructed located/situated famous/well-known help/aid "
    "required/needed received/got main/chief produced/made several/a_number_of however/but "
    "since/as among/amid approximately/roughly about/around within/inside provide/supply "
    "provides/supplies provided/supplied including/such_as during/throughout many/numerous "
    "groups/bodies people/persons country/nation countries/nations company/firm companies/firms "
    "city/town cities/towns law/statute laws/statutes area/zone areas/zones students/pupils "
    "teacher/instructor teachers/instructors house/home work/labour worked/laboured said/stated "
    "believed/held thought/believed employees/staff plan/scheme cost/price costs/prices "
    "covered/paid_for obtain/get ensure/make_sure purchase/buy assist/help children/kids "
    "result/outcome results/outcomes method/way methods/ways idea/notion entire/whole "
    "founded/established established/set_up allowed/let won/took died/passed_away "
    "moved/relocated wrote/penned discovered/found killed/slain described/portrayed "
    "attempted/tried originally/at_first currently/at_present primarily/mainly mainly/chiefly "
    "total/overall announced/made_public"
)
_SMALL_WORDS = "zero one two three four five six seven eight nine ten eleven twelve"
_MONTH_NAMES = (
    "January February March April May June July August September October November December"
)
_OPENERS = (
    "The A An In On At It They He She This These That Those There During After For By With As "
    "If When"
)


Rewriting = Callable[[str], str | None]
"""Rule that rewords a sentence, or returns None where it does not apply."""

_SYNONYMS = {
    word: other
    for pair in _PAIRS.split()
    if "/" in pair
    for word, other in [pair.replace("_", " ").split("/")]
}
_CLAUSE = re.compile(
    r"^(?P<lead>(?:In|On|At|During|After|Before|Since|For|By|With|As|When|While|Although|If|Under|"
    r"From|Following|According to)\b[^,;:()]{3,90}), (?P<main>[^;:]{25,})(?P<end>[.!])$"
)
_TRAIL = re.compile(
    r"^(?P<main>[A-Z][^,;:()]{25,}?),? (?P<trail>"
    r"(?:because|although|while|when|after|before|since|if) [^;:()]{10,}|"
    r"(?:in|on) (?:\w+ ){0,2}\d{4})(?P<end>[.])$"
)
_PASSIVE = re.compile(
    r"^(?P<object>(?:The |A |An |His |Its |This |These )?[\w' -]{3,60}?) (?P<aux>was|were|is|are) "
    r"(?P<verb>\w+ed) by (?P<subject>(?:the |a |an |his |its )?[\w'. -]{3,60}?)(?P<rest>,? "
    r"(?:in|on|at|for|to) [^;:]+)?\.$"
)
_DROPPED = (
    re.compile(r" ?\([^()]{3,}\)"),
    re.compile(r", (?:which|who|whose|where) [^,;]{8,}(?=[.]$)"),
    re.compile(r", (?:which|who|whose|where|including|such as|known as|also) [^,;]{5,80},(?= )"),
    re.compile(r", [a-z]\w+ing [^,;]{8,}(?=[.]$)"),
    re.compile(
        r"(?<=\w), (?:but|although|while|and) (?:it|they|he|she|the|this|these)\b[^;]{10,}(?=[.]$)"
    ),
    re.compile(
        r"^(?:However|Moreover|Furthermore|In addition|For example|Additionally|Therefore), "
    ),
)
_SMALL = _SMALL_WORDS.split()
MONTHS = _MONTH_NAMES.split()


def rewritings() -> dict[str, Rewriting]:
    """Return the rules by name; every one keeps the sentence's meaning."""
    return {
        "framed": framed,
        "synonyms": synonyms,
        "reordered": reordered,
        "voice": voice,
        "shortened": shortened,
        "numbers": numbers,
        "reworked": reworked,
    }


def framed(sentence: str) -> str | None:
    """Add an opening that chat models use."""
    chance = random.Random(sentence)
    first = sentence.split()[0]
    lowered = sentence[0].lower() + sentence[1:] if first in _LOWERED else sentence
    lead = chance.choice(
        (
            "According to the documents, ",
            "The passage states that ",
            "Yes, ",
            "In short, ",
            "**Note:** ",
        )
    )
    return lead + lowered


_LOWERED = frozenset(_OPENERS.split())


def synonyms(sentence: str) -> str | None:
    """Replace the listed words by synonyms, two at least."""
    changed = 0

    def swap(match: re.Match[str]) -> str:
        nonlocal changed
        other = _SYNONYMS.get(match.group())
        if other is None:
            return match.group()
        changed += 1
        return other

    text = re.sub(r"\b[a-z]+\b", swap, sentence)
    return text if changed >= 2 else None


def reordered(sentence: str) -> str | None:
    """Move the leading clause to the end, or the trailing one to the front."""
    if match := _CLAUSE.match(sentence):
        lead = match["lead"][0].lower() + match["lead"][1:]
        main = match["main"][0].upper() + match["main"][1:]
        return f"{main}, {lead}{match['end']}"
    if match := _TRAIL.match(sentence):
        trail = match["trail"][0].upper() + match["trail"][1:]
        main = match["main"]
        if main.split()[0] in _LOWERED:
            main = main[0].lower() + main[1:]
        return f"{trail}, {main}{match['end']}"
    return None


def voice(sentence: str) -> str | None:
    """Turn passive into active voice: "X was founded by Y" → "Y founded X"."""
    match = _PASSIVE.match(sentence)
    if match is None or match["aux"] in ("is", "are"):
        return None
    subject, thing = match["subject"], match["object"]
    if thing.split()[0] in _LOWERED:
        thing = thing[0].lower() + thing[1:]
    if len(subject.split()) > 6 or thing.split()[0].lower() in ("it", "he", "she", "they", "which"):
        return None
    return f"{subject[0].upper()}{subject[1:]} {match['verb']} {thing}{match['rest'] or ''}."


def shortened(sentence: str) -> str | None:
    """Remove an aside, or a clause that only adds detail."""
    text = sentence
    for pattern in _DROPPED:
        text = pattern.sub("", text, count=1)
    if text == sentence or len(text.split()) < 6:
        return None
    return text[0].upper() + text[1:]


def numbers(sentence: str) -> str | None:
    """Write figures and dates in another format."""
    text = re.sub(r"\b\d{1,3}(?:,\d{3})+\b", lambda m: m[0].replace(",", ""), sentence)
    text = re.sub(r"(?<=\d)(?: ?%| per ?cent)", lambda m: " %" if "p" in m[0] else " percent", text)
    months = "|".join(MONTHS)
    text = re.sub(rf"\b({months}) (\d{{1,2}}), (\d{{4}})\b", r"\2 \1 \3", text)
    text = re.sub(
        rf"\b(\d{{1,2}}) ({months}) (\d{{4}})\b",
        lambda m: (
            f"{m[3]}-{MONTHS.index(m[2]) + 1:02d}-{int(m[1]):02d}"
            if len(sentence) % 2
            else f"{m[2]} {m[1]}, {m[3]}"
        ),
        text,
    )
    text = re.sub(r"\b(\d+)\.(\d) million\b", lambda m: f"{m[1]},{m[2]}00,000", text)
    text = (
        re.sub(
            r"(?<![\d.,$£€-])\b([2-9]|1[0-2])\b(?![\d.,%:-]| (?:January|February|March|"
            r"April|May|June|July|"
            r"August|September|October|November|December|million|billion))",
            lambda m: _SMALL[int(m[1])],
            text,
        )
        if text == sentence
        else text
    )
    if text == sentence:
        words = "|".join(_SMALL[2:])
        text = re.sub(rf"\b({words})\b", lambda m: str(_SMALL.index(m[1])), sentence)
    return None if text == sentence else text


def reworked(sentence: str) -> str | None:
    """Shorten or reorder, then use synonyms: the strongest rewording of these rules."""
    text = shortened(sentence)
    text = reordered(text or sentence) or text
    return text and synonyms(text)


def joined(one: str, other: str, chance: random.Random) -> str | None:
    """Join two neighbouring sentences."""
    if not (one.endswith(".") and other.endswith(".")):
        return None
    tail = other
    if other.split()[0] in _LOWERED:
        tail = other[0].lower() + other[1:]
    return one[:-1] + chance.choice((", and ", "; ", ", while ")) + tail


def every(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the result of each rule that applies."""
    for name, rule in rewritings().items():
        text = rule(sentence)
        if text and text != sentence:
            yield name, text
