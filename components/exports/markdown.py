"""Answers and conversations as Markdown, with the footnotes written out.

What documents, questions and models say is escaped: wherever the Markdown is rendered it shows as
it is, and makes no image, no HTML and no link whose words hide its address.
"""

import re

from components.exports.pieces import MARK_WORDS, marked, one_line, place, remarks, unsupported
from components.types import Answer, Citation, Conversation, Turn

_SPECIAL = re.compile(r"[\\`*\[\]<>|~$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\d*)([#+=.)-])", re.MULTILINE)
_INDENT = re.compile(r"\n[ \t]+")  # an indented line would be code


def to_markdown(conversation: Conversation) -> str:
    """The title, then every question as a heading with its answer below."""
    parts = [f"# {escaped(one_line(conversation.title))}"]
    for turn in conversation.turns:
        parts += [f"## {escaped(one_line(turn.question))}", _with_footnotes(turn.answer)]
    return "\n\n".join(parts) + "\n"


def answer_to_markdown(turn: Turn) -> str:
    """One answer and its footnotes, to be pasted somewhere."""
    return _with_footnotes(turn.answer) + "\n"


def escaped(text: str) -> str:
    r"""Text whose Markdown shows it as it is.

    >>> escaped("![x](javascript:y) *z*")
    '!\\[x\\](javascript:y) \\*z\\*'
    """
    lines = _INDENT.sub("\n", re.sub(r"\r\n?", "\n", text))
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", lines))


def _with_footnotes(answer: Answer) -> str:
    text = "".join(
        escaped(piece)
        + "".join(f" [{marker}]" for marker in markers)
        + (f" ({MARK_WORDS[mark]})" if mark else "")
        for piece, markers, mark in marked(answer)
    ).strip()
    footnotes = "\n".join(_footnote(citation) for citation in answer.citations)
    aside = "\n\n".join(escaped(one_line(line)) for line in remarks(answer))
    bare = "\n".join(
        f"- {escaped(note)} “{escaped(one_line(said))}”" for said, note in unsupported(answer)
    )
    return "\n\n".join(filter(None, (text, footnotes, bare, aside)))


def _footnote(citation: Citation) -> str:
    quote = escaped(one_line(citation.quote))
    return f"- [{citation.marker}] {escaped(one_line(place(citation)))}: “{quote}”"
