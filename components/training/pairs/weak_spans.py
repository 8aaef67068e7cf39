"""Question and the sentence that answers it → spans that may be the short answer.

Nobody marked the answer; what the question asks for, and what it says itself, leave few spans.
The reader is trained on all of them at once and settles on the likeliest (Min et al., "A discrete
hard EM approach for weakly supervised question answering", 2019).
"""

import re
from collections.abc import Callable, Sequence

from components.text.context import Span
from components.text.words import FILLER, stem

_WORD = re.compile(r"[^\W_]+(?:['’.,\-&/][^\W_]+)*%?")
_MOST_WORDS = 6
_NUMBER_WORDS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "half",
        "third",
        "quarter",
        "dozen",
        "once",
        "twice",
        "first",
        "second",
    ]
)
_MONTHS = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "spring",
        "summer",
        "autumn",
        "winter",
    ]
)
_INSIDE = frozenset(["of", "the", "and", "de", "von", "van", "for", "to", "in", "per", "a"])
_BORDER = re.compile(r"[,;:()\[\]–—\"“”.!?]")
_Test = Callable[[Sequence[str]], bool]


def weak_spans(question: str, sentence: str) -> list[Span]:
    """Spans of `sentence`, each at most six words; none where no word is left."""
    said = {stem(each.group().lower()) for each in _WORD.finditer(question)}
    words = [(each.start(), each.end()) for each in _WORD.finditer(sentence)]
    wanted = next((test for pattern, test in _WANTED if pattern.search(question.lower())), None)
    found: list[Span] = []
    for first in range(len(words)):
        for last in range(first, min(first + _MOST_WORDS, len(words))):
            if last > first and _BORDER.search(sentence[words[last - 1][1] : words[last][0]]):
                break
            parts = [sentence[start:end] for start, end in words[first : last + 1]]
            content = [each for each in parts if each.lower() not in FILLER]
            if (
                _is_whole(parts, wanted)
                and content
                and not any(stem(each.lower()) in said for each in content)
                and (wanted is None or wanted(parts))
            ):
                found.append((words[first][0], words[last][1]))
    return found


def _is_whole(parts: Sequence[str], wanted: _Test | None) -> bool:
    """Whether the words may stand as an answer: no loose "of" at an end, no verb form inside."""
    lower = [each.lower() for each in parts]
    for at, word in enumerate(lower):
        if word not in FILLER or (wanted is not None and wanted([word])):
            continue
        inside = 0 < at < len(lower) - 1 and word in _INSIDE
        if not inside and not (at == 0 and word == "the" and len(lower) > 1):
            return False
    return True


def _dated(parts: Sequence[str]) -> bool:
    return any(re.search(r"\d", each) or each.lower() in _MONTHS for each in parts)


def _counted(parts: Sequence[str]) -> bool:
    return any(re.search(r"\d", each) or each.lower() in _NUMBER_WORDS for each in parts)


def _named(parts: Sequence[str]) -> bool:
    inner = parts[1:] if parts[0].lower() == "the" else parts
    return any(each[0].isupper() for each in inner) and all(
        each[0].isupper() or each.lower() in _INSIDE for each in inner
    )


_WANTED: tuple[tuple[re.Pattern[str], _Test], ...] = (
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:years?|dates?|day|month|century|decade)\b"), _dated),
    (
        re.compile(
            r"\bhow (?:many|much|long|far|old|tall|high|large|big|often|fast|deep|wide)\b"
            r"|\b(?:what|which) (?:percent\w*|number|amount|population|size|age|rate)\b"
        ),
        _counted,
    ),
    (re.compile(r"\b(?:who|whom|whose|where)\b"), _named),
)
