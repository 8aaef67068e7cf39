"""Answers and conversations as Markdown, with the footnotes written out.

What documents, questions and models say is escaped: wherever the Markdown is rendered it shows as
it is, and makes no image, no HTML and no link whose words hide its address.
"""

import re
import unicodedata

from components.export.pieces import (
    MARK_WORDS,
    MarkedPiece,
    marked,
    one_line,
    place,
    remarks,
    unsupported,
)
from components.types import Answer, Citation, Conversation, Turn

_SPECIAL = re.compile(r"[\\`*\[\]<>|~$]|(?<!\w)_|_(?!\w)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(\d*)([#+=.)-])", re.MULTILINE)
_LINE_START_WITHIN = re.compile(r"(?<=\n)(\d*)([#+=.)-])")
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


def escaped(text: str, *, within: bool = False) -> str:
    r"""Text whose Markdown shows it as it is. `within`: it goes on in a line.

    >>> escaped("![x](javascript:y) *z*")
    '!\\[x\\](javascript:y) \\*z\\*'
    """
    lines = _INDENT.sub("\n", re.sub(r"\r\n?", "\n", text))
    starts = _LINE_START_WITHIN if within else _LINE_START
    return starts.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", lines))


def _with_footnotes(answer: Answer) -> str:
    text = "".join(
        _with_bold(piece)
        + "".join(f" [{marker}]" for marker in piece.markers)
        + (f" ({MARK_WORDS[piece.mark]})" if piece.mark else "")
        for piece in marked(answer)
    ).strip()
    footnotes = "\n".join(_footnote(citation) for citation in answer.citations)
    aside = "\n\n".join(escaped(one_line(line)) for line in remarks(answer))
    bare = "\n".join(
        f"- {escaped(note)} “{escaped(one_line(said))}”" for said, note in unsupported(answer)
    )
    return "\n\n".join(filter(None, (text, footnotes, bare, aside)))


def _with_bold(piece: MarkedPiece) -> str:
    """The piece, escaped, the words that answer in bold, on each line that they run over."""
    text = piece.before + piece.short + piece.after
    out, done, at = "", 0, len(piece.before)
    for line in piece.short.splitlines(keepends=True):
        start, end = _bold_place(text, at, at + len(line))
        at += len(line)
        if start < end:
            out += escaped(text[done:start], within=done > 0)
            out += f"**{escaped(text[start:end], within=start > done)}**"
            done = end
    return out + escaped(text[done:], within=done > 0)


def _bold_place(text: str, start: int, end: int) -> tuple[int, int]:
    """Where asterisks make bold: beside no space, nor between punctuation within and a letter
    without.
    """
    while start < end and (
        text[start].isspace() or (_is_mark(text[start]) and start and _is_letter(text[start - 1]))
    ):
        start += 1
    while start < end and (
        text[end - 1].isspace()
        or (_is_mark(text[end - 1]) and end < len(text) and _is_letter(text[end]))
    ):
        end -= 1
    return start, end


def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_letter(character: str) -> bool:
    return not character.isspace() and not _is_mark(character)


def _footnote(citation: Citation) -> str:
    quote = escaped(one_line(citation.quote))
    return f"- [{citation.marker}] {escaped(one_line(place(citation)))}: “{quote}”"
