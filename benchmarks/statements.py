"""Turn a question and its answer into a statement."""

import re
from collections.abc import Callable

from benchmarks.rewriting import MONTHS

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


def declarative(question: str, answer: str) -> str | None:
    """Turn a question and its answer into a statement, for the commonest forms of question."""
    question = question.strip().rstrip("?").strip()
    answer = answer.strip().rstrip(".")
    for pattern, form in _SHAPES:
        if match := pattern.match(question):
            text = form(match, answer)
            return text[0].upper() + text[1:] + "."
    return None


def _at(answer: str) -> str:
    """Put a preposition before the answer, unless it has one."""
    if re.match(
        r"(?:in|on|at|by|after|before|during|from|between|around|about|near|since)\b", answer, re.I
    ):
        return answer[0].lower() + answer[1:]
    months = "|".join(MONTHS)
    day = re.match(rf"(?:{months}) .?[0-9]|[0-9]+ (?:{months})", answer)
    return f"{'on' if day else 'in'} {answer}"
