"""Content, which every reader returns before it becomes a Document, and repairs of text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from components.types import Block, BlockKind, PageFailure

PAGE_BREAK = "\n\n"

# Everything of Unicode's C0 and C1 ranges but tab and line feed.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The text of a file. `pages` holds the start offset of each page; empty if there are none."""

    text: str
    pages: tuple[int, ...] = ()
    page_failures: tuple[PageFailure, ...] = ()
    blocks: tuple[Block, ...] = ()


def join_blocks(lines: Iterable[tuple[BlockKind, str]]) -> Content:
    r"""Join lines to a text in which each is a block; an empty line sets headings apart.

    >>> content = join_blocks([("heading", "## Prices"), ("table row", "Tent: 120")])
    >>> content.text, content.blocks[1].start
    ('## Prices\n\nTent: 120', 11)
    """
    texts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    last: BlockKind | None = None
    for kind, line in lines:
        text = make_encodable(tidy(line))
        if not text.strip():
            continue
        gap = "" if last is None else "\n\n" if "heading" in (last, kind) else "\n"
        start = offset + len(gap) + len(text) - len(text.lstrip())
        offset += len(gap) + len(text)
        texts.append(gap + text)
        blocks.append(Block(start=start, end=offset, kind=kind, level=2 * (kind == "heading")))
        last = kind
    return Content(text="".join(texts), blocks=tuple(blocks))


def join_pages(texts: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    r"""Join pages to one text; return it with the offset at which each page starts.

    >>> join_pages(["one", "", "three"])
    ('one\n\n\n\nthree', (0, 5, 7))
    """
    starts: list[int] = []
    offset = 0
    for text in texts:
        starts.append(offset)
        offset += len(text) + len(PAGE_BREAK)
    return PAGE_BREAK.join(texts), tuple(starts)


def tidy(text: str) -> str:
    """Remove control characters, spaces at line ends, and runs of empty lines."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).replace("\xa0", " ")
    # Not by a pattern: that takes quadratic time on a line of a million spaces.
    lines = "\n".join(line.rstrip() for line in text.split("\n"))
    return _EMPTY_LINES.sub("\n\n", lines).strip("\n")


def make_encodable(text: str) -> str:
    r"""Join surrogate pairs and replace lone surrogates by U+FFFD.

    >>> make_encodable("\ud83d\ude00 \ud83d") == "\U0001f600 \ufffd"
    True
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
