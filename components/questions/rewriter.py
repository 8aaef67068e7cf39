"""A question in other words, by a chat model: one that stands alone, others that may find more.

    writer = ModelQuestionWriter(model)
    writer.standalone("And in 2021?", turns).questions      # ("What did the trust earn in 2021?",)

A model may answer instead of rewriting, explain, invent, or hang. So its reply is taken only where
it is plainly what was asked for, and only for a few seconds is it waited for.
"""

import re
import threading
from collections.abc import Callable, Sequence
from contextlib import closing

from components.errors import ModelError
from components.prompts import standalone_messages, variants_messages
from components.protocols import ChatModel
from components.text.words import FILLER, content_words, words
from components.types import Message, Reworded, Turn, Usage

PATIENCE = 5.0
"""Seconds: the person is waiting, and a search by our own rules costs nothing."""
_LONGEST = 400
"""Characters of a question that is searched for."""
_MOST_TOKENS = 200
_LONGEST_REPLY = 4 * _LONGEST
MOST_VARIANTS = 3
_THINKING = re.compile(r"\s*<(think(?:ing)?)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:(?:stand-?alone|rewritten|follow-?up)\s+)?(?:question|query)\s*:\s*", re.IGNORECASE
)
_LISTED = re.compile(r"^\s*(?:[-*•]|\(?\d{1,2}[.):])\s+")
_QUOTES = "\"'“”‘’„«»`*_ "
_ENDS = ("?", "？", "؟", "՞", "፧", ";")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)(?<![\w’'])(?!I\b)[^\W\d_a-zà-ÿ][\w’'&-]*")
_MARKER = re.compile(r"\[\d+\]")
_KNOWN_SHARE = 0.8
"""Of a standalone question's words that carry meaning: at least so many were said before. It is
made of the conversation's words; an answer, an invention and another language are not."""
_STEM = 4  # letters in which two forms of a word agree: earn, earned, earnings


class ModelQuestionWriter:
    """Rewords with a chat model; where the reply is in doubt or late, it gives none."""

    def __init__(self, model: ChatModel, *, patience: float = PATIENCE) -> None:
        """`patience`: seconds for a whole reply."""
        self._model = model
        self._patience = patience

    def standalone(self, question: str, turns: Sequence[Turn]) -> Reworded:
        """The question that asks the same without the turns before it."""
        said = " ".join(f"{each.question} {each.answer.text}" for each in turns)
        return self._ask(
            standalone_messages(question, turns),
            lambda reply: _one(read_standalone(reply, question, said)),
        )

    def variants(self, question: str) -> Reworded:
        """Up to three: other words, key words, and a sentence that might answer it."""
        return self._ask(variants_messages(question), lambda reply: read_variants(reply, question))

    def _ask(self, messages: Sequence[Message], read: Callable[[str], tuple[str, ...]]) -> Reworded:
        asking = _Asking(self._model, messages)
        asking.start()
        asking.join(self._patience)
        asking.left.set()
        # What was asked is paid for, whether it can be used or not.
        usage = asking.usage or self._estimate(messages, asking.reply)
        if asking.is_alive() or not asking.whole:
            return Reworded(usage=usage)
        return Reworded(questions=read(asking.reply), usage=usage)

    def _estimate(self, messages: Sequence[Message], reply: str) -> Usage:
        if not reply:
            return Usage(tokens_in=0, tokens_out=0)
        return Usage(
            tokens_in=sum(self._model.count_tokens(each.text) for each in messages),
            tokens_out=self._model.count_tokens(reply),
            estimated=True,
        )


class _Asking(threading.Thread):
    """One request, in a thread that can be left behind: it ends at its model's next word."""

    def __init__(self, model: ChatModel, messages: Sequence[Message]) -> None:
        super().__init__(name="rewording a question", daemon=True)
        self._model, self._messages = model, messages
        self.left = threading.Event()
        self.reply = ""
        self.usage: Usage | None = None
        self.whole = False

    def run(self) -> None:
        try:
            pieces = self._model.stream(self._messages, longest=_MOST_TOKENS)
            with closing(pieces) as reply:  # type: ignore[type-var]
                for piece in reply:
                    self.reply += piece.text
                    self.usage = piece.usage or self.usage
                    self.whole = piece.finish == "stop"
                    if self.left.is_set() or len(self.reply) > _LONGEST_REPLY:
                        return
        except ModelError:
            self.whole = False  # the answer itself says what is wrong with the model


def read_standalone(reply: str, question: str, said: str) -> str:
    """The question in a model's reply; "" where it is not plainly one that asks the same.

    `said`: what was said before it.
    """
    lines = _lines(reply)
    if len(lines) != 1:
        return ""
    line = _bare(lines[0])
    if len(line) > _LONGEST or not line.endswith(_ENDS) or _MARKER.search(line):
        return ""
    if line.casefold() == question.strip().casefold():
        return ""
    if not _keeps(line, question) or not set(_NUMBER.findall(line)) <= set(
        _NUMBER.findall(f"{question} {said}")
    ):
        return ""
    known = {word[:_STEM] for word in words(f"{question} {said}")}
    carries = [word for word in content_words(line) if word not in FILLER]
    strange = sum(word[:_STEM] not in known for word in carries)
    if not carries or strange > (1 - _KNOWN_SHARE) * len(carries):
        return ""
    return line


def read_variants(reply: str, question: str) -> tuple[str, ...]:
    """The other wordings in a model's reply: those that keep the question's numbers, each once."""
    found: dict[str, str] = {}
    for listed in _lines(reply):
        line = _bare(listed)
        same = line.casefold() == question.strip().casefold()
        if line and not same and len(line) <= _LONGEST and _keeps_numbers(line, question):
            found.setdefault(line.casefold(), line)
    return tuple(found.values())[:MOST_VARIANTS]


def _one(question: str) -> tuple[str, ...]:
    return (question,) if question else ()


def _lines(reply: str) -> list[str]:
    spoken = _THINKING.sub("", reply, count=1)
    return [line for line in spoken.splitlines() if line.strip()]


def _bare(line: str) -> str:
    """Without a list's number, a label, quotation marks and stars."""
    line = _LISTED.sub("", line).strip().strip(_QUOTES)
    return _LABEL.sub("", line).strip(_QUOTES)


def _keeps(line: str, question: str) -> bool:
    """Whether the numbers and names of the question are in the line."""
    there = line.casefold()
    names = (
        each.casefold().removesuffix("'s").removesuffix("’s") for each in _NAME.findall(question)
    )
    return _keeps_numbers(line, question) and all(name in there for name in names)


def _keeps_numbers(line: str, question: str) -> bool:
    return set(_NUMBER.findall(question)) <= set(_NUMBER.findall(line))
