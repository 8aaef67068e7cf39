"""Answers and conversations as Markdown, with the footnotes written out.

What documents, questions and models say is escape: wherever the Markdown is rendered, it shows
unchanged, and makes no image, no HTML and no link whose words hide its address.
"""

import re

from components.export.support import (
    MARK_WORDS,
    MarkedPiece,
    marked_pieces,
    one_line,
    remarks,
    source,
)
from components.types import Answer, Conversation, Turn

_SPECIAL = re.compile(r"[\\`*\[\]<>|~$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\d*)([#+=.)-])", re.MULTILINE)
_LATER_LINE_START = re.compile(r"(?<=\n)(\d*)([#+=.)-])")
_INDENT = re.compile(r"\n[ \t]+")  # an indented line would be code
_BLANK_LINE = re.compile(r"\n\s*\n")
# Markdown has no bold that begins or ends with a punctuation mark next to a letter outside it.
_LETTER_AND_MARK = re.compile(r"[^\W_][^\w\s]|[^\W_]_")


def to_markdown(conversation: Conversation) -> str:
    """Return the title, then every question as a heading with its answer below."""
    parts = [f"# {escape(one_line(conversation.title))}"]
    for turn in conversation.turns:
        parts += [f"## {escape(one_line(turn.question))}", _with_footnotes(turn.answer)]
    return "\n\n".join(parts) + "\n"


def answer_to_markdown(turn: Turn) -> str:
    """Return one answer and its footnotes, to be pasted somewhere."""
    return _with_footnotes(turn.answer) + "\n"


def escape(text: str, *, within: bool = False) -> str:
    r"""Return Markdown that shows `text` unchanged; `within` says that it continues a line.

    >>> escape("![x](javascript:y) *z*")
    '!\\[x\\](javascript:y) \\*z\\*'
    """
    lines = _INDENT.sub("\n", re.sub(r"\r\n?", "\n", text))
    starts = _LATER_LINE_START if within else _LINE_START
    return starts.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", lines))


def _with_footnotes(answer: Answer) -> str:
    text = "".join(
        _with_bold(piece)
        + "".join(f" [{marker}]" for marker in piece.markers)
        + (f" ({MARK_WORDS[piece.mark]})" if piece.mark else "")
        for piece in marked_pieces(answer)
    ).strip()
    footnotes = "\n".join(
        f"- [{each.marker}] {escape(one_line(source(each)))}: “{escape(one_line(each.quote))}”"
        for each in answer.citations
    )
    notes = [escape(one_line(line)) for line in remarks(answer)]
    return "\n\n".join(filter(None, (text, footnotes, *notes)))


def _with_bold(piece: MarkedPiece) -> str:
    """Return the piece, escaped, with the words that answer in bold where Markdown allows it."""
    text = piece.before + piece.short + piece.after
    bold = piece.short.strip()
    start = len(piece.before) + piece.short.index(bold)
    end = start + len(bold)
    borders = (text[max(0, start - 1) : start + 1], text[end - 1 : end + 1][::-1])
    if not bold or _BLANK_LINE.search(bold) or any(map(_LETTER_AND_MARK.fullmatch, borders)):
        return escape(text)
    bold = escape(bold, within=start > 0)
    return f"{escape(text[:start])}**{bold}**{escape(text[end:], within=True)}"
