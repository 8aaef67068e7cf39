"""Text → spans of blocks and of the sentences in them, without changing a character.

A block is what a reader sees as one piece: a heading, a paragraph, a list item, a table row.
PDF text comes as visual lines, so lines are joined again where a paragraph runs on. Sentence
borders inside a block are found by sentencex (Wikimedia's segmenter, which knows abbreviations).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sentencex import segment

BlockKind = Literal["heading", "prose", "item", "row"]

_MARKDOWN_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_ITEM = re.compile(r"\s*(?:[•◦▪●○■–*+-]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s+\S")
_BULLET = re.compile(r"\s*[•◦▪●○■–*+-]\s+")
_NUMBERED = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|Item \d+[A-Z]?\.|PART [IVX]+)\s+[A-Z]"
)
_FIGURE = re.compile(r"[($€£+-]*\d[\d,.]*[%)]*$")
_AMOUNT = re.compile(r"[($€£+-]+\d[\d,.]*[%)]*|\d[\d,.]*[%)]+|\d+[.,]\d[\d,.]*")
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’)\]]*\s*$")

_MAX_RUN = 200
_LONG_RUN = re.compile(r"[!-~]{201,}")
"""Not of other scripts: Chinese has long lines without a space, and sentences in them."""
_LONG_LINE = 300
"""Characters; a line longer than this is a paragraph of its own, not a visual line."""
_HEADING_CHARACTERS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A span of the text. `level` is a heading's depth from 1, and 0 for all else."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    kind: BlockKind | Literal["blank"]
    level: int = 0


def blocks(text: str, *, markdown: bool, breaks: tuple[int, ...] = ()) -> Iterator[Block]:
    """The blocks of `text` in order; only white space lies between them.

    `markdown` says whether `#` and `|` carry their meaning. Without it headings are guessed from
    their looks, which `breaks` (page starts) helps: a page's first line opens a block unless it
    plainly goes on with a sentence.
    """
    page_starts = set(breaks)
    lines = list(_lines(text, markdown=markdown))
    width = _typical_width(lines)
    block: Block | None = None
    previous: _Line | None = None
    for index, line in enumerate(lines):
        if line.kind == "blank":
            # Page furniture may leave blank lines inside a sentence only at a page's border.
            if block and not _sentence_goes_on(lines, index, page_starts):
                yield block
                block, previous = None, None
            continue
        if line.kind == "prose" and not markdown and _looks_like_heading(lines, index, width):
            line = _Line(line.start, line.end, line.text, "heading", 1)
        if block and previous and _goes_on(previous, line, block, width):
            block = Block(start=block.start, end=line.end, kind=block.kind, level=block.level)
        else:
            if block:
                yield block
            block = Block(
                start=line.start,
                end=line.end,
                kind=line.kind if line.kind != "blank" else "prose",
                level=line.level,
            )
        previous = line
    if block:
        yield block


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences in `text[start:end]`, trimmed of white space, in order."""
    if bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    spans: list[tuple[int, int]] = []
    # The segmenter ends a sentence at an empty line, which a page's border may put inside one.
    flat = re.sub(r"\s", " ", text[start:end])
    # It takes quadratic time over a long run of marks, which holds no sentence.
    flat = _LONG_RUN.sub(lambda run: run[0][:_MAX_RUN] + "x" * (len(run[0]) - _MAX_RUN), flat)
    position = 0
    for piece in segment("en", flat):
        stripped = piece.strip()
        if stripped:
            # Pieces are slices in order, so each is found at or after the last one's end.
            position = flat.index(stripped, position)
            spans.append((start + position, start + position + len(stripped)))
            position += len(stripped)
    return _without_fragments(text, spans)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, quotation marks and brackets passed over."""
    return bool(_SENTENCE_END.search(text))


def _without_fragments(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join pieces that are no sentence ("1.", "•", ")") to the one that follows, or went before."""
    joined: list[tuple[int, int]] = []
    pending: int | None = None
    for start, end in spans:
        if end - start < 8 and sum(map(str.isalpha, text[start:end])) < 2:
            pending = start if pending is None else pending
            continue
        joined.append((start if pending is None else pending, end))
        pending = None
    if pending is not None:
        if joined:
            joined[-1] = (joined[-1][0], spans[-1][1])
        else:
            joined.append((pending, spans[-1][1]))
    return joined


def _lines(text: str, *, markdown: bool) -> Iterator[_Line]:
    """Lines with content, and one blank line for each gap of empty ones."""
    previous_end = 0
    for match in re.finditer(r"\S[^\n\f]*", text):
        start, content = match.start(), match.group().rstrip()
        if previous_end and text.count("\n", previous_end, start) >= 2:
            yield _Line(previous_end, start, "", "blank")
        kind, level = _kind(content, markdown=markdown)
        yield _Line(start, start + len(content), content, kind, level)
        previous_end = start + len(content)


def _kind(line: str, *, markdown: bool) -> tuple[BlockKind, int]:
    if markdown:
        if heading := _MARKDOWN_HEADING.match(line):
            return "heading", len(heading.group(1))
        if line.startswith("|"):
            return "row", 0
    if _ITEM.match(line):
        return "item", 0
    words = [word for word in line.split() if any(map(str.isalnum, word))]
    figures = [bool(_FIGURE.fullmatch(word)) for word in words]
    mostly = sum(figures) >= 2 and (sum(figures) * 2 >= len(words) or all(figures[-2:]))
    if mostly and not _SENTENCE_END.search(line):
        return "row", 0
    return "prose", 0


def _typical_width(lines: list[_Line]) -> int:
    """Characters of a full visual line: what nine in ten lines do not exceed."""
    lengths = sorted(len(line.text) for line in lines if line.kind != "blank")
    return min(lengths[len(lengths) * 9 // 10], _LONG_LINE) if lengths else 0


def _looks_like_heading(lines: list[_Line], index: int, width: int) -> bool:
    line = lines[index].text
    words = line.split()
    if len(line) > _HEADING_CHARACTERS or len(line) > max(width, 40) * 0.85 or len(words) > 12:
        return False
    ends_like_prose = _SENTENCE_END.search(line) and not line.rstrip().endswith("?")
    if ends_like_prose or not any(character.isalpha() for character in line):
        return False
    if not (line[0].isupper() or _NUMBERED.match(line)) or "|" in line:
        return False
    if _AMOUNT.fullmatch(words[-1]):
        return False  # a label and its amount
    before = lines[index - 1] if index else None
    if (
        before
        and before.kind == "prose"
        and len(before.text) > width * 0.6
        and not _SENTENCE_END.search(before.text)
    ):
        return False  # the short last line of a paragraph that has not ended
    after = next((each for each in lines[index + 1 : index + 3] if each.kind != "blank"), None)
    return (
        after is not None
        and (len(after.text) > width * 0.6 or after.kind == "item" or after.text[0].isupper())
        and after.kind != "row"
    )


def _goes_on(previous: _Line, line: _Line, block: Block, width: int) -> bool:
    """Whether `line` is the next visual line of the paragraph or item that `previous` ends."""
    if line.kind != "prose" or block.kind in ("heading", "row"):
        return False
    if len(previous.text) > _LONG_LINE:
        return False
    if line.text[0].islower():
        return True
    if _SENTENCE_END.search(previous.text):
        return block.kind == "prose" and len(previous.text) >= width * 0.75
    return len(previous.text) >= width * 0.6


def _sentence_goes_on(lines: list[_Line], index: int, page_starts: set[int]) -> bool:
    """Whether the text before a gap at a page's border runs on after it, in mid-sentence."""
    if index == 0 or index + 1 >= len(lines):
        return False
    before, after = lines[index - 1], lines[index + 1]
    at_border = any(before.end <= start <= after.start for start in page_starts)
    return at_border and after.text[:1].islower() and not _SENTENCE_END.search(before.text)
