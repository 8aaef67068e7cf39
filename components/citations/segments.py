"""Cuts an answer as it streams into sentences, each as soon as its end is certain.

The text up to the next word decides whether a sentence ends, so that the cuts are the same in
whatever pieces the text arrives. A line is a paragraph, a list item, a heading, a table row or
code; a line that stops in mid-sentence goes on in the next.
"""

import re
from dataclasses import dataclass
from typing import Literal

from components.citations.dates import breaks_date
from components.text.sentences import ends_sentence, sentences

SegmentKind = Literal["prose", "item", "heading", "row", "code"]

_STOP = re.compile(r"[.!?:;…。！？؟۔]+[\"'”’»)\]*_]*|\n")
_FULL_WIDTH = "。！？"
"""Full stops that no space follows."""
_ITEM = re.compile(r"(?:[-*•–+]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s+(?=\S)")
_NEXT_WORD = re.compile(r"[ \t]+\S+(?=\s)")
_KNOWN_BY = 12
"""Characters of a line that show its kind."""

_MAX_LOOK_BACK_CHARS = 600
"""Length of the sentence so far that decides whether it ends here."""
_FEW = 4
"""Characters that distinguish "a. " from a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A sentence, item, heading, row or block of code: a span of the text without markers."""

    start: int
    end: int
    kind: SegmentKind


class Segmenter:
    """Cuts a text that comes in pieces into sentences."""

    def __init__(self) -> None:
        self.text = ""
        self._start = 0
        self._read = 0
        self._kind: SegmentKind | None = None

    def feed(self, text: str, *, last: bool = False) -> list[Segment]:
        """Return the sentences that have ended by now, each once, in order."""
        self.text += text
        found: list[Segment] = []
        while self._open(last=last):
            end = self._end(last=last)
            if end is None:
                break
            found.append(self._close(end))
        return found

    def _open(self, *, last: bool) -> bool:
        """Return whether a sentence has begun whose kind is certain."""
        if self._kind is not None:
            return True
        while self._start < len(self.text) and self.text[self._start].isspace():
            self._start += 1
        newline = self.text.find("\n", self._start)
        line = self.text[self._start : newline if newline >= 0 else len(self.text)]
        if not line or (newline < 0 and len(line) < _KNOWN_BY and not last):
            return False
        head = line[:_KNOWN_BY]
        self._kind, self._read = _kind(head), self._start
        if self._kind == "item" and (item := _ITEM.match(head)):
            self._read += item.end()
        return True

    def _close(self, end: int) -> Segment:
        kind = self._kind or "prose"
        shown = self._start + len(self.text[self._start : end].rstrip())
        segment = Segment(start=self._start, end=shown, kind=kind)
        # The rest of the line has the same kind, and is not read as a line of its own.
        same_line = kind in ("prose", "item") and self.text[end : end + 1] not in ("\n", "")
        self._start = self._read = end
        self._kind = None
        if same_line:
            while self.text[self._start : self._start + 1].isspace():
                self._start += 1
            self._read = self._start
            self._kind = kind if self._start < len(self.text) else None
        return segment

    def _end(self, *, last: bool) -> int | None:
        """Return the end of the sentence; None where it is not certain yet."""
        if self._kind == "code":
            return self._end_of_code(last=last)
        if self._kind in ("heading", "row"):
            newline = self.text.find("\n", self._start)
            return newline if newline >= 0 else (len(self.text) if last else None)
        while match := _STOP.search(self.text, self._read):
            ends = (
                self._ends_at_line(match.start(), last=last)
                if match.group() == "\n"
                else self._ends_at(match.end(), last=last)
            )
            if ends is None:
                return None
            self._read = match.end()
            if ends:
                return match.start() if match.group() == "\n" else match.end()
        return len(self.text) if last else None

    def _end_of_code(self, *, last: bool) -> int | None:
        fence = re.escape(self.text[self._start : self._start + 3])
        if match := re.compile(rf"\n[ \t]*{fence}[^\n]*(?=\n)").search(self.text, self._start):
            return match.end()
        return len(self.text) if last else None

    def _ends_at_line(self, newline: int, *, last: bool) -> bool | None:
        """Return whether a sentence ends with its line; None where that is not certain yet."""
        following = self.text[newline + 1 : newline + 1 + _MAX_LOOK_BACK_CHARS].lstrip(" \t")
        if len(following) < _FEW and "\n" not in following and not last:
            return None
        if not following:
            return True
        before = self.text[max(self._start, newline - _MAX_LOOK_BACK_CHARS) : newline]
        return not (following[0].islower() and not ends_sentence(before)) or bool(
            re.match(r"[a-z][.)]\s", following)
        )

    def _ends_at(self, end: int, *, last: bool) -> bool | None:
        """Return whether a sentence ends after this full stop; None as above."""
        if end == len(self.text):
            return False if last else None
        if self.text[end - 1] in _FULL_WIDTH:
            return True
        if self.text[end] not in " \t":
            return False
        word = _NEXT_WORD.match(self.text, end)
        if word is None and not last:
            blank = re.match(r"[ \t]*\n", self.text[end:])
            return False if blank else None
        stop = word.end() if word else len(self.text)
        begin = max(self._start, end - _MAX_LOOK_BACK_CHARS)
        recent = self.text[begin:stop]
        spans = sentences(recent, 0, len(recent))
        return (
            len(spans) > 1 and spans[0][1] <= end - begin and not breaks_date(recent, end - begin)
        )


def _kind(head: str) -> SegmentKind:
    if head.startswith(("```", "~~~")):
        return "code"
    if re.match(r"#{1,6}\s", head):
        return "heading"
    if head.startswith("|"):
        return "row"
    return "item" if _ITEM.match(head) else "prose"
