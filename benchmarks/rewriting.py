"""True sentences said otherwise, by rule. What keeps its meaning here is not what the check knows:
the word lists are this file's own, so that no rewriting is kept true by the list it is judged by.
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
"""The sentence said otherwise; None where the rule does not apply."""

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
_MONTHS = _MONTH_NAMES.split()


def rewritings() -> dict[str, Rewriting]:
    """Every rule by name; each keeps what the sentence says."""
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
    """As chat models open and mark up."""
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
    """Every listed word for another; two at least."""
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
    """The leading clause behind, or the trailing one in front."""
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
    """Passive to active: "X was founded by Y" → "Y founded X"."""
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
    """Without an aside, or a clause that only adds."""
    text = sentence
    for pattern in _DROPPED:
        text = pattern.sub("", text, count=1)
    if text == sentence or len(text.split()) < 6:
        return None
    return text[0].upper() + text[1:]


def numbers(sentence: str) -> str | None:
    """Figures and dates in another format."""
    text = re.sub(r"\b\d{1,3}(?:,\d{3})+\b", lambda m: m[0].replace(",", ""), sentence)
    text = re.sub(r"(?<=\d)(?: ?%| per ?cent)", lambda m: " %" if "p" in m[0] else " percent", text)
    months = "|".join(_MONTHS)
    text = re.sub(rf"\b({months}) (\d{{1,2}}), (\d{{4}})\b", r"\2 \1 \3", text)
    text = re.sub(
        rf"\b(\d{{1,2}}) ({months}) (\d{{4}})\b",
        lambda m: (
            f"{m[3]}-{_MONTHS.index(m[2]) + 1:02d}-{int(m[1]):02d}"
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
    """Shortened or reordered, and with synonyms: as far from the source as these rules go."""
    text = shortened(sentence)
    text = reordered(text or sentence) or text
    return text and synonyms(text)


def joined(one: str, other: str, chance: random.Random) -> str | None:
    """Two neighbouring sentences as one."""
    if not (one.endswith(".") and other.endswith(".")):
        return None
    tail = other
    if other.split()[0] in _LOWERED:
        tail = other[0].lower() + other[1:]
    return one[:-1] + chance.choice((", and ", "; ", ", while ")) + tail


def declarative(question: str, answer: str) -> str | None:
    """The question with its answer as a statement, for the commonest shapes of question."""
    asked = question.strip().rstrip("?").strip()
    answer = answer.strip().rstrip(".")
    for pattern, form in _SHAPES:
        if match := pattern.match(asked):
            text = form(match, answer)
            return text[0].upper() + text[1:] + "."
    return None


_BE = r"(?P<be>is|are|was|were)"
_DO = r"(?P<do>did|does|do|can|could|will|would|should|must)"
_SUBJECT = r"(?P<subject>(?:the |a |an )?[\w'.,-]+(?: of (?:the )?[\w'-]+| [A-Z][\w'-]+)*)"
_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], str]], ...] = (
    (
        re.compile(rf"^When {_BE} {_SUBJECT} (?P<rest>\w+(?:ed|en|n|t|de)\b.*)$"),
        lambda m, a: f"{m['subject']} {m['be']} {m['rest']} {_at(a)}",
    ),
    (
        re.compile(rf"^(?:When|In (?:what|which) year) (?P<do>did) {_SUBJECT} (?P<rest>.+)$"),
        lambda m, a: f"{m['subject']} {m['do']} {m['rest']} {_at(a)}",
    ),
    (
        re.compile(rf"^Where {_BE} (?P<rest>[\w' -]+) (?P<verb>\w+ed|found|held|born|built)$"),
        lambda m, a: f"{m['rest']} {m['be']} {m['verb']} {_at(a)}",
    ),
    (
        re.compile(r"^How many (?P<things>[\w' -]+?) (?P<verb>are|were) there (?P<rest>in .+)$"),
        lambda m, a: f"there {m['verb']} {a} {m['things']} {m['rest']}",
    ),
    (
        re.compile(
            r"^How many (?P<things>\w+(?: of \w+)?) (?P<verb>are|were|was|have|had|has|attended|"
            r"watched|use|used|"
            r"lived|live|died|make|made|won|can|did not) (?P<rest>.+)$"
        ),
        lambda m, a: (
            f"{a if m['things'].split()[-1] not in a else a.split()[0]} {m['things']} "
            f"{m['verb']} {m['rest']}"
        ),
    ),
    (
        re.compile(
            rf"^(?:What|Who) {_BE} (?P<rest>(?:the|a|an|one) (?:\w+ ){{1,4}}"
            r"(?:of|for|in|that|to) .+)$"
        ),
        lambda m, a: f"{m['rest']} {m['be']} {a}",
    ),
    (
        re.compile(r"^Who (?P<rest>(?!is|are|was|were|did|do|does|can|has|have|had)\w+ .+)$"),
        lambda m, a: f"{a} {m['rest']}",
    ),
    (
        re.compile(
            r"^(?:What|Which) (?P<things>(?:\w+ ){0,2}?\w+) (?P<verb>(?!of\b|did|does|do|was|were|"
            r"is|are|"
            r"can|will|has|have|had|would|could|should|the|a|an|in|to|for)\w+(?:ed|es|s)|won|led|"
            r"gave|has|had) "
            r"(?P<rest>.+)$"
        ),
        lambda m, a: f"{a} {m['verb']} {m['rest']}",
    ),
)


def _at(answer: str) -> str:
    """The answer behind a preposition, unless it brings one."""
    if re.match(
        r"(?:in|on|at|by|after|before|during|from|between|around|about|near|since)\b", answer, re.I
    ):
        return answer[0].lower() + answer[1:]
    months = "|".join(_MONTHS)
    day = re.match(rf"(?:{months}) .?[0-9]|[0-9]+ (?:{months})", answer)
    return f"{'on' if day else 'in'} {answer}"


def every(sentence: str) -> Iterator[tuple[str, str]]:
    """(rule, the sentence said otherwise) for each rule that applies."""
    for name, rule in rewritings().items():
        text = rule(sentence)
        if text and text != sentence:
            yield name, text
