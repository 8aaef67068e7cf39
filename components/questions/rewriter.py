"""Let a chat model complete a follow-up question, so that it can be searched for on its own.

    rewriter = ChatModelRewriter(model)
    rewriter.standalone("And in 2021?", turns).question      # "What did the trust earn in 2021?"

A model may answer instead of rewriting, explain, invent, or hang. So a reply counts only where it
is plainly the same question, and the wait is a few seconds.
"""

import re
from collections.abc import Sequence

from components.background.prefetch import Prefetch
from components.errors import ModelError
from components.prompts import standalone_messages
from components.protocols import ChatModel
from components.text.words import FILLER, content_words, words
from components.types import Message, Rewrite, Turn, Usage

TIMEOUT_S = 5.0
"""Seconds to wait for the model; the rules in `followups` need no time."""
_MAX_QUESTION_CHARS = 400
_MAX_REPLY_TOKENS = 200
_MAX_REPLY_CHARS = 4 * _MAX_QUESTION_CHARS
_THINKING = re.compile(r"\A\s*<(think(?:ing)?)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:stand-?alone|rewritten|follow-?up) )?(?:question|query) ?: *", re.IGNORECASE
)
_QUOTES = "\"'“”‘’„«»`*_ "
_ENDS = ("?", "？", "؟", "՞", "፧", ";")
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
_NAME = re.compile(r"(?<!^)(?<![.!?]\s)(?<![\w’'])(?!I\b)[^\W\d_a-zà-ÿ][\w’'&-]*")
_MARKER = re.compile(r"\[\d+\]")
_MIN_SHARED_WORDS = 0.8
"""Fraction of the rewritten question's words that the conversation contains.

A rewrite consists of the conversation's words; an answer, an invention and a translation do not.
"""
_SHARED_LETTERS = 4  # that two forms of a word have in common: earn, earned, earnings


class ChatModelRewriter:
    """Completes follow-up questions with a chat model; a late or doubtful reply is ignored."""

    def __init__(self, model: ChatModel, *, timeout_s: float = TIMEOUT_S) -> None:
        """Wait at most `timeout_s` seconds for a whole reply."""
        self._model = model
        self._timeout_s = timeout_s

    def standalone(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        """Return the question that asks the same without the turns before it."""
        messages = standalone_messages(question, turns)
        request = Prefetch(lambda: self._model.stream(messages, longest=_MAX_REPLY_TOKENS))
        reply, is_whole = "", False
        usage: Usage | None = None
        try:
            for piece in request.items(timeout_s=self._timeout_s):
                reply += piece.text
                usage = piece.usage or usage
                is_whole = piece.finish == "stop"
                if len(reply) > _MAX_REPLY_CHARS:
                    break
        except ModelError:
            is_whole = False  # the answer itself reports what is wrong with the model
        finally:
            request.stop()
        # The tokens are paid for, whether the reply can be used or not.
        usage = usage or self._estimate(messages, reply)
        if not is_whole:
            return Rewrite(usage=usage)
        context = " ".join(f"{each.question} {each.answer.text}" for each in turns)
        return Rewrite(question=read_standalone(reply, question, context), usage=usage)

    def _estimate(self, messages: Sequence[Message], reply: str) -> Usage:
        if not reply:
            return Usage(tokens_in=0, tokens_out=0)
        return Usage(
            tokens_in=sum(self._model.count_tokens(each.text) for each in messages),
            tokens_out=self._model.count_tokens(reply),
            estimated=True,
        )


def read_standalone(reply: str, question: str, context: str) -> str:
    """Return the question in a model's reply; "" where it does not plainly ask the same.

    `context`: the questions and answers before it.
    """
    lines = [line for line in _THINKING.sub("", reply, count=1).splitlines() if line.strip()]
    if len(lines) != 1:
        return ""
    line = lines[0].strip(_QUOTES)
    if label := _LABEL.match(line):
        line = line[label.end() :].strip(_QUOTES)
    if len(line) > _MAX_QUESTION_CHARS or not line.endswith(_ENDS) or _MARKER.search(line):
        return ""
    if line.casefold() == question.strip().casefold() or not _has_same_facts(line, question):
        return ""
    before = f"{question} {context}"
    if not set(_NUMBER.findall(line)) <= set(_NUMBER.findall(before)):
        return ""
    familiar = {word[:_SHARED_LETTERS] for word in words(before)}
    carriers = [word for word in content_words(line) if word not in FILLER]
    strange = sum(word[:_SHARED_LETTERS] not in familiar for word in carriers)
    return line if carriers and strange <= (1 - _MIN_SHARED_WORDS) * len(carriers) else ""


def _has_same_facts(line: str, question: str) -> bool:
    """Return whether the line has the question's numbers and names."""
    folded = line.casefold()
    names = (
        name.casefold().removesuffix("'s").removesuffix("’s") for name in _NAME.findall(question)
    )
    has_numbers = set(_NUMBER.findall(question)) <= set(_NUMBER.findall(line))
    return has_numbers and all(name in folded for name in names)
