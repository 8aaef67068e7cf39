"""Words below an answer: how well it is supported, who wrote it, and what it took."""

import re
from collections.abc import Iterable, Sequence

from components.chat_models.prices import Price, cost, money
from components.export import support_summary
from components.text.context import context_and_text
from components.text.words import missing_names
from components.types import Answer
from components.ui.shared.facts import counted

_EXTRACTIVE = "extractive"
_MAX_NAMES = 3


def support_words(answer: Answer, question: str, unread_files: Sequence[str] = ()) -> str:
    """Say what to know before trusting an answer; often "".

    `unread_files` may answer the question once they are read.
    """
    summary = support_summary(answer)
    if not summary and not answer.supported and answer.hits:
        return _refusal_words(answer, question, unread_files)
    dropped = answer.writing.dropped_markers if answer.writing else 0
    if dropped:
        was = "was" if dropped == 1 else "were"
        removed = f"{counted(dropped, 'footnote')} without a passage {was} removed"
        summary = f"{summary}; {removed}" if summary else removed
    return f"{summary}." if summary else ""


def _refusal_words(answer: Answer, question: str, unread_files: Sequence[str]) -> str:
    missing = missing_names(question, (" ".join(context_and_text(hit)) for hit in answer.hits))
    names = [f"“{name}”" for name in _names_in_question(question, missing)[:_MAX_NAMES]]
    shown = "The closest passages are shown."
    if names:
        shown = f"The closest passages do not mention {' or '.join(names)}."
    if unread_files:
        is_one = len(unread_files) == 1
        files = f"{unread_files[0]} is" if is_one else f"{len(unread_files)} files are"
        return f"{shown} {files} still being read. Try again in a moment."
    if names:
        return f"{shown} Check the spelling, or add a document about it."
    return f"{shown} Try again with words from them."


def _names_in_question(question: str, names: Sequence[str]) -> list[str]:
    """Return the names as the question writes them: whole words, adjacent ones joined.

    >>> _names_in_question("Who won the 50th Super Bowl?", ["50", "Super", "Bowl"])
    ['50th Super Bowl']
    """
    if not names:
        return []
    bare_names = (re.escape(re.sub("[’']s$", "", name)) for name in names)
    word = rf"\b\w*(?:{'|'.join(bare_names)})\w*"
    return list(dict.fromkeys(re.findall(rf"{word}(?: {word})*", question)))


def byline(answer: Answer, prices: Iterable[Price]) -> str:
    """Say who wrote an answer and what it took; "" where nothing was written."""
    writing = answer.writing
    if not answer.text or not answer.model or not (writing or answer.supported):
        return ""
    if writing is None:
        is_quoted = answer.model == _EXTRACTIVE
        who = "Quoted from your documents" if is_quoted else f"By {answer.model}"
        return f"{who} in {max(answer.seconds, 0.1):.1f} s"
    usage = writing.usage
    tokens = f"{usage.tokens_in:,} tokens in, {usage.tokens_out:,} out"
    parts = [
        answer.model,
        f"{answer.seconds:.1f} s, first word after {writing.first_seconds:.1f} s",
        f"about {tokens} (estimated)" if usage.estimated else tokens,
    ]
    dollars = cost(usage, answer.model, prices)
    return " · ".join(parts if dollars is None else [*parts, money(dollars)])
