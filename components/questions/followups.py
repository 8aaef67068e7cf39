"""Complete a follow-up question from the turns before it, by rules and without a model."""

import re
from collections.abc import Sequence

from components.text.words import FILLER, content_words, words
from components.types import Turn

_REFERS_BACK = frozenset(
    [
        "it",
        "its",
        "they",
        "them",
        "their",
        "he",
        "him",
        "his",
        "she",
        "her",
        "hers",
        "this",
        "that",
        "these",
        "those",
        "one",
        "ones",
        "same",
        "there",
        "former",
        "latter",
        "first",
        "second",
        "third",
        "last",
        "other",
        "others",
    ]
)
_CARRIES_ON = re.compile(
    r"^\s*(?:(?:and|but|or|so|then)\b[,\s]*)?(?:(?:what about|how about|what of)\b\s*)?", re.I
)
_WHY = re.compile(r"^\s*why\b", re.IGNORECASE)
_ASKS = re.compile(
    r"^(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|can|could|will|"
    r"would|should|may|must|has|have|had)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"\b(?:the )?(first|second|third|fourth|fifth|last|latter|former)"
    r"(?: (?:one|item|point|sentence))?\b",
    re.IGNORECASE,
)
_PLACES = {"first": 0, "former": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4}
_LAST = ("last", "latter")
_PREPOSITION = re.compile(r"^(?:in|on|at|for|by|from|of|with|during|to)\s+", re.IGNORECASE)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_KINDS = (
    re.compile(r"\b(?:1[5-9]|20)\d\d\b"),
    re.compile(rf"\b(?:{_MONTHS})\b"),
    re.compile(r"(?<![\w.,])\d[\d.,]*(?![\w])"),
    re.compile(r"(?<=[\w,] )(?!I\b)[A-Z][\w’'-]*(?: (?:of |the |and )?[A-Z][\w’'-]*)*"),
)
"""Kinds of words that replace one another: years, months, numbers, names."""
_NAMED = re.compile(r"\b(?:the|a|an|our)\b((?: (?!the\b|a\b|an\b|our\b)[\w’'-]+)*)", re.IGNORECASE)
_HELPED = re.compile(r"\b(?:did|does|do)\s*$", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_MAX_WORDS = 8
"""Most words of a question such as "Why?" or "And in 2021?"."""
_MAX_REPLACEMENT_WORDS = 6
_ITEM_WORDS = 14
"""Words of an earlier answer's sentence that are quoted in a question."""


def standalone(question: str, turns: Sequence[Turn]) -> str:
    """Return the question completed with words of the previous question or answer.

    After "What did the trust earn in 2020?", "And in 2021?" becomes "What did the trust earn in
    2021?". "The second one" means the second sentence of the answer. If it is not clear which
    words to replace, the earlier question's words follow in brackets, "Who counted it? (trust
    earn 2020)", without its numbers if this question has one.
    """
    if not turns or not depends_on_turns(question):
        return question
    return (
        _of_the_answer(question, turns[-1])
        or _in_place(question, _asked_before(turns[-1]))
        or _carried(question, _asked_before(turns[-1]))
    )


def _asked_before(turn: Turn) -> str:
    """Return the earlier question as it was searched for, if that is a readable question."""
    searched = turn.answer.searched
    return turn.question if not searched or searched.endswith(")") else searched


def depends_on_turns(question: str) -> bool:
    """Return whether a question seems to need the turns before it, judging by its words."""
    asked = words(question)
    rest = question[_carried_on(question) :]
    if len(rest) < len(question) and _ASKS.match(rest):
        # "And who is the head keeper?" needs no earlier question.
        alone = not _refers_back(rest) and len(content_words(rest)) > 1
        return not alone
    if (len(rest) < len(question) or _WHY.match(question)) and len(asked) <= _MAX_WORDS:
        return True
    if _refers_back(question):
        return True
    named = [word for word in asked if word not in FILLER]
    whole = bool(_ASKS.match(question.strip())) and len(asked) > 2
    return not named or (len(named) == 1 and not whole)


def _refers_back(question: str) -> bool:
    return any(word in _REFERS_BACK for word in words(question))


def _carried_on(question: str) -> int:
    """Return the offset at which the question begins, after "and" or "what about"."""
    match = _CARRIES_ON.match(question)
    return match.end() if match and match.group().strip() else 0


def _of_the_answer(question: str, turn: Turn) -> str:
    """Replace "the second one" by the answer's words; "" if the question has no such words."""
    match = _ORDINAL.search(question)
    items = _items(turn)
    if not match or len(items) < 2:
        return ""
    bare = question[_carried_on(question) :].strip(" ?.!")
    is_all = _ORDINAL.fullmatch(bare) is not None
    # "The last train" is a train; only "the last one" or "the last" refers to an answer.
    if not is_all and not match.group().lower().endswith(("one", "item", "point", "sentence")):
        return ""
    word = match.group(1).lower()
    at = len(items) - 1 if word in _LAST else _PLACES[word]
    if at >= len(items):
        return ""
    item = items[at]
    if is_all:
        return f"What about “{item}”?"
    return f"{question[: match.start()]}“{item}”{question[match.end() :]}".strip()


def _items(turn: Turn) -> list[str]:
    """Return the sentences of the answer, shortened."""
    answer = turn.answer
    found = (answer.text[each.start : each.end].split() for each in answer.sentences)
    return [" ".join(each[:_ITEM_WORDS]).rstrip(" .!?;:,") for each in found if each]


def _in_place(question: str, before: str) -> str:
    """Return the earlier question with one part replaced; "" if it is not clear which part."""
    start = _carried_on(question)
    new = question[start:].strip(" ?.!")
    if not start or not new or _ASKS.match(new) or len(new.split()) > _MAX_REPLACEMENT_WORDS:
        return ""
    bare = _PREPOSITION.sub("", new)
    for kind in _KINDS:
        mine = kind.findall(f"x {bare}")
        theirs = list(kind.finditer(before))
        if len(mine) == 1 and len(theirs) == 1 and mine[0] == bare:
            old = theirs[0]
            return f"{before[: old.start()]}{bare}{before[old.end() :]}"
    if new.lower().startswith(("the ", "a ", "an ", "our ")) and (old_span := _thing(before)):
        return f"{before[: old_span[0]]}{new}{before[old_span[1] :]}"
    return ""


def _thing(before: str) -> tuple[int, int] | None:
    """Return the span of a question's only "the …"; None if it has none or several."""
    found = list(_NAMED.finditer(before))
    if len(found) != 1:
        return None
    match = found[0]
    kept: list[str] = []
    for word in match.group(1).split():
        if word.lower() in FILLER or word[0].isdigit():
            break
        kept.append(word)
    if len(kept) > 1 and _HELPED.search(before[: match.start()]):
        kept.pop()  # "did the trust earn": the last is the verb
    if not kept:
        return None
    article = match.group().split(" ", 1)[0]
    return match.start(), match.start() + len(" ".join([article, *kept]))


def _carried(question: str, before: str) -> str:
    own = set(words(question))
    has_number = any(_NUMBER.search(word) for word in own)
    carried = [
        word
        for word in content_words(before)
        if word not in own and not (has_number and _NUMBER.search(word))
    ]
    return f"{question.strip()} ({' '.join(carried)})" if carried else question
