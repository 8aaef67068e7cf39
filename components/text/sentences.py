"""Find the blocks of a text and the sentences in them, as spans of the unchanged text.

A block is what a reader sees as one piece: a heading, a paragraph, a list item, a table row.
PDF text comes as visual lines, so lines are joined again where a paragraph runs on. sentencex
(Wikimedia's segmenter, which knows abbreviations) finds the sentences inside a block.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from components.types import Block, BlockKind

_MARKDOWN_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+\S")
_ITEM = re.compile(r"\s*(?:[•◦▪●○■–*+-]|\(?(?:\d{1,3}|[A-Za-z])[.)])\s+\S")
_BULLET = re.compile(r"\s*[•◦▪●○■–*+-]\s+")
_NUMBERED = re.compile(
    r"\s*(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-Z]\.|Item \d+[A-Z]?\.|PART [IVX]+)\s+[A-Z]"
)
_FIGURE = re.compile(r"[($€£+-]*\d[\d,.]*[%)]*$")
_AMOUNT = re.compile(r"[($€£+-]+\d[\d,.]*[%)]*|\d[\d,.]*[%)]+|\d+[.,]\d[\d,.]*")
_SENTENCE_END = re.compile(r"[.!?:;…。！？][\"'”’)\]]*\s*$")

# sentencex takes quadratic time over a long run of marks, which holds no sentence. Other scripts
# are left out: Chinese has long lines without a space, and sentences in them.
_MAX_RUN_CHARACTERS = 200
_LONG_RUN = re.compile(r"[!-~]{201,}")
# A longer line is a paragraph of its own, not a visual line.
_MAX_LINE_CHARACTERS = 300
_MAX_HEADING_CHARACTERS = 90
_MAX_HEADING_WORDS = 12
# A shorter piece with fewer than two letters ("1.", ")") is no sentence.
_MIN_SENTENCE_CHARACTERS = 8


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str  # empty for a gap of blank lines
    kind: BlockKind = "paragraph"
    level: int = 0


def blocks(text: str, *, markdown: bool, breaks: tuple[int, ...] = ()) -> Iterator[Block]:
    """Guess the blocks of `text`, in order; only white space lies between them.

    In Markdown, `#` and `|` mark headings and rows. Elsewhere headings are guessed from their
    looks. A sentence that runs over one of `breaks` (page starts) stays in one block.
    """
    lines = list(_lines(text, markdown=markdown))
    width = _typical_width(lines)
    page_starts = set(breaks)
    block: list[_Line] = []
    for index, line in enumerate(lines):
        if not line.text:
            if block and not _sentence_crosses_page(lines, index, page_starts):
                yield _block(block)
                block = []
            continue
        if line.kind == "paragraph" and not markdown and _looks_like_heading(lines, index, width):
            line = _Line(line.start, line.end, line.text, "heading", 1)
        if block and not _continues(block, line, width):
            yield _block(block)
            block = []
        block.append(line)
    if block:
        yield _block(block)


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of the sentences in `text[start:end]`, without outer white space."""
    if bullet := _BULLET.match(text, start, end):
        start = bullet.end()
    # sentencex ends a sentence at an empty line, which a page's border may put inside one.
    flat = re.sub(r"\s", " ", text[start:end])
    flat = _LONG_RUN.sub(lambda run: run[0][:_MAX_RUN_CHARACTERS].ljust(len(run[0]), "x"), flat)
    spans: list[tuple[int, int]] = []
    for boundary in get_sentence_boundaries("en", flat):
        first, last = boundary["start_index"], boundary["end_index"]
        piece = flat[first:last]
        if stripped := piece.strip():
            first += start + piece.index(stripped)
            spans.append((first, first + len(stripped)))
    return _without_fragments(text, spans)


def ends_sentence(text: str) -> bool:
    """Tell whether the text ends as a sentence does, apart from closing quotes and brackets."""
    return bool(_SENTENCE_END.search(text))


def _without_fragments(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join pieces that are no sentence ("1.", "•", ")") to the next one, or to the last one."""
    joined: list[tuple[int, int]] = []
    first: int | None = None
    for start, end in spans:
        first = start if first is None else first
        is_short = end - start < _MIN_SENTENCE_CHARACTERS
        if not is_short or sum(map(str.isalpha, text[start:end])) >= 2:
            joined.append((first, end))
            first = None
    if first is not None:
        joined.append((joined.pop()[0] if joined else first, spans[-1][1]))
    return joined


def _block(lines: Sequence[_Line]) -> Block:
    first = lines[0]
    return Block(start=first.start, end=lines[-1].end, kind=first.kind, level=first.level)


def _lines(text: str, *, markdown: bool) -> Iterator[_Line]:
    """Yield the lines with content, and one without text for each gap of empty ones."""
    previous_end = 0
    for match in re.finditer(r"\S[^\n\f]*", text):
        start, content = match.start(), match.group().rstrip()
        if previous_end and text.count("\n", previous_end, start) >= 2:
            yield _Line(previous_end, start, "")
        previous_end = start + len(content)
        yield _Line(start, previous_end, content, *_kind(content, markdown=markdown))


def _kind(line: str, *, markdown: bool) -> tuple[BlockKind, int]:
    if markdown:
        if heading := _MARKDOWN_HEADING.match(line):
            return "heading", len(heading.group(1))
        if line.startswith("|"):
            return "table row", 0
    if _ITEM.match(line):
        return "list item", 0
    words = [word for word in line.split() if any(map(str.isalnum, word))]
    figures = [bool(_FIGURE.fullmatch(word)) for word in words]
    is_mostly_figures = sum(figures) * 2 >= len(words) or all(figures[-2:])
    if sum(figures) >= 2 and is_mostly_figures and not ends_sentence(line):
        return "table row", 0
    return "paragraph", 0


def _typical_width(lines: list[_Line]) -> int:
    """Return the characters of a full visual line, which nine in ten lines do not exceed."""
    lengths = sorted(len(line.text) for line in lines if line.text)
    return min(lengths[len(lengths) * 9 // 10], _MAX_LINE_CHARACTERS) if lengths else 0


def _looks_like_heading(lines: list[_Line], index: int, width: int) -> bool:
    line = lines[index].text
    words = line.split()
    if len(line) > min(_MAX_HEADING_CHARACTERS, max(width, 40) * 0.85):
        return False
    if len(words) > _MAX_HEADING_WORDS or not any(map(str.isalpha, line)):
        return False
    if (ends_sentence(line) and not line.endswith("?")) or "|" in line:
        return False
    if not (line[0].isupper() or _NUMBERED.match(line)):
        return False
    if _AMOUNT.fullmatch(words[-1]):
        return False  # a label and its amount
    before = lines[index - 1] if index else _Line(0, 0, "")
    is_paragraph = before.kind == "paragraph" and len(before.text) > width * 0.6
    if is_paragraph and not ends_sentence(before.text):
        return False  # its short last line
    after = next((each for each in lines[index + 1 : index + 3] if each.text), None)
    if after is None or after.kind == "table row":
        return False
    return len(after.text) > width * 0.6 or after.kind == "list item" or after.text[0].isupper()


def _continues(block: list[_Line], line: _Line, width: int) -> bool:
    """Tell whether `line` is the next visual line of the paragraph or item in `block`."""
    kind, previous = block[0].kind, block[-1].text
    if (
        line.kind != "paragraph"
        or kind in ("heading", "table row")
        or len(previous) > _MAX_LINE_CHARACTERS
    ):
        return False
    if line.text[0].islower():
        return True
    if ends_sentence(previous):
        return kind == "paragraph" and len(previous) >= width * 0.75
    return len(previous) >= width * 0.6


def _sentence_crosses_page(lines: list[_Line], gap: int, page_starts: set[int]) -> bool:
    """Tell whether the gap is a page's border (blank lines around its footer) in mid-sentence."""
    if gap == 0 or gap + 1 >= len(lines):
        return False
    before, after = lines[gap - 1], lines[gap + 1]
    at_border = any(before.end <= start <= after.start for start in page_starts)
    return at_border and after.text[:1].islower() and not ends_sentence(before.text)
