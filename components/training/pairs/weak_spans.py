"""Guess the short answer in a sentence that answers a question.

Where no short answer was marked, the kind of answer that the question asks for and the words that
it uses itself leave few candidate spans. The reader is trained on all of them at once and settles
on the likeliest (Min et al., "A discrete hard EM approach for weakly supervised question
answering", 2019).
"""

import re
from collections.abc import Callable, Sequence

from components.text.context import Span
from components.text.words import FILLER, stem

_WORD = re.compile(r"[^\W_]+(?:['’.,\-&/][^\W_]+)*%?")
_MAX_WORDS = 6
_NUMBER_WORDS = """
    one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty
    seventy eighty ninety hundred thousand million billion half third quarter dozen once twice
    first second
"""
_TIME_WORDS = """
    january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday spring summer autumn winter
"""
_LINKS = {"of", "the", "and", "de", "von", "van", "for", "to", "in", "per", "a"}
"""Filler words that may stand inside an answer."""
_BORDER = re.compile(r"[,;:()\[\]–—\"“”.!?]")
_Test = Callable[[Sequence[str]], bool]


def weak_spans(question: str, sentence: str) -> list[Span]:
    """Return candidate spans in `sentence` of at most six words; none where no word qualifies."""
    question_stems = {stem(match.group().lower()) for match in _WORD.finditer(question)}
    words = [match.span() for match in _WORD.finditer(sentence)]
    has_type = next(
        (test for pattern, test in _ANSWER_TYPES if pattern.search(question.lower())), None
    )
    spans: list[Span] = []
    for first in range(len(words)):
        for last in range(first, min(first + _MAX_WORDS, len(words))):
            if last > first and _BORDER.search(sentence[words[last - 1][1] : words[last][0]]):
                break
            parts = [sentence[start:end] for start, end in words[first : last + 1]]
            content = [part for part in parts if part.lower() not in FILLER]
            if (
                content
                and not any(stem(part.lower()) in question_stems for part in content)
                and _is_phrase(parts, has_type)
                and (has_type is None or has_type(parts))
            ):
                spans.append((words[first][0], words[last][1]))
    return spans


def _is_phrase(parts: Sequence[str], has_type: _Test | None) -> bool:
    """Return whether the words can be an answer: no loose "of" at an end, no verb form inside."""
    lower = [part.lower() for part in parts]
    for at, word in enumerate(lower):
        if word not in FILLER or (has_type is not None and has_type([word])):
            continue
        is_inner_link = 0 < at < len(lower) - 1 and word in _LINKS
        is_leading_article = at == 0 and word == "the" and len(lower) > 1
        if not is_inner_link and not is_leading_article:
            return False
    return True


def _has_date(parts: Sequence[str]) -> bool:
    return any(re.search(r"\d", part) or part.lower() in _TIME_WORDS.split() for part in parts)


def _has_number(parts: Sequence[str]) -> bool:
    return any(re.search(r"\d", part) or part.lower() in _NUMBER_WORDS.split() for part in parts)


def _is_name(parts: Sequence[str]) -> bool:
    inner = parts[1:] if parts[0].lower() == "the" else parts
    return any(part[0].isupper() for part in inner) and all(
        part[0].isupper() or part.lower() in _LINKS for part in inner
    )


_ANSWER_TYPES: tuple[tuple[re.Pattern[str], _Test], ...] = (
    (
        re.compile(r"\bwhen\b|\b(?:what|which) (?:years?|dates?|day|month|century|decade)\b"),
        _has_date,
    ),
    (
        re.compile(
            r"\bhow (?:many|much|long|far|old|tall|high|large|big|often|fast|deep|wide)\b"
            r"|\b(?:what|which) (?:percent\w*|number|amount|population|size|age|rate)\b"
        ),
        _has_number,
    ),
    (re.compile(r"\b(?:who|whom|whose|where)\b"), _is_name),
)
