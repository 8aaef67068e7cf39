"""Take Markdown's stars for bold and italic out of a text as it streams.

markdown-it parses it, so that code keeps its stars, and so do `2**128`, `**kwargs` and `*.py`.
Underscores stay: in technical text they belong to names (`__init__`) far more often.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter

_BEFORE_OPENER = "([{\"'“‘«-–—:,;|>"
_AFTER_CLOSER = ")]}\"'”’»-–—:,;.!?|([<"
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BEFORE = "character before the line"
_MAYBE_FENCE = re.compile(r" {0,3}(?:`{0,2}|~{0,2})\Z| {0,3}(?:```|~~~)")


class EmphasisFilter:
    """Takes the emphasis out of a text that comes in pieces, however it is cut.

    An opening star is held back until its line shows whether another one closes it.
    """

    def __init__(self) -> None:
        self._held = ""
        self._before = "\n"
        self._fence = ""

    def feed(self, text: str, *, last: bool = False) -> str:
        """Return the text that is certain by now; `last` says that nothing follows."""
        *lines, self._held = (self._held + text).split("\n")
        certain: list[str] = []
        for line in lines:
            certain.append(self._whole_line(line) + "\n")
            self._before = "\n"
        if last:
            certain.append(self._whole_line(self._held))
            self._held = ""
        elif not self._fence and not (self._before == "\n" and _MAYBE_FENCE.match(self._held)):
            certain.append(self._begun_line())
        return "".join(certain)

    def _whole_line(self, line: str) -> str:
        fence = _FENCE.match(line) if self._before == "\n" else None
        if self._fence:
            if fence and fence[1].startswith(self._fence) and not line[fence.end() :].strip():
                self._fence = ""
            return line
        if fence:
            self._fence = fence[1]
            return line
        return _without_emphasis(line, self._before)[0]

    def _begun_line(self) -> str:
        """Return the beginning of an unfinished line that no later text can change."""
        # A last star, backtick or backslash may belong to what follows it.
        begun = self._held.rstrip("*`\\")
        shown, is_certain = _without_emphasis(begun, self._before)
        if not is_certain:
            begun = shown = re.split(r"[*`\\]", begun, maxsplit=1)[0]
        if begun:
            self._before, self._held = begun[-1], self._held[len(begun) :]
        return shown


def _without_emphasis(line: str, before: str) -> tuple[str, bool]:
    """Return the shown text, and whether each star and backtick in it has its partner.

    `before` is the character in front of the line's text.
    """
    shown: list[str] = []
    is_certain = True
    for token in _MARKDOWN.inline.parse(line, _MARKDOWN, {_BEFORE: before}, []):
        text = token.content
        if token.type == "text":
            is_single_star = bool(token.meta and text)
            is_certain = is_certain and not is_single_star and "`" not in text
        elif token.type == "text_special" and text not in "*_":
            text = token.markup
        elif token.type == "code_inline":
            space = " " if text.startswith("`") or text.endswith("`") else ""
            text = f"{token.markup}{space}{text}{space}{token.markup}"
        shown.append(text)
    return "".join(shown), is_certain


def _read_stars(state: StateInline, silent: bool) -> bool:
    """Read a run of stars as markdown-it's own rule does, but never inside a word or a path."""
    src, start = state.src, state.pos
    if silent or src[start] != "*":
        return False
    end = start
    while end < state.posMax and src[end] == "*":
        end += 1
    before = src[start - 1] if start else state.env[_BEFORE]
    after = src[end] if end < state.posMax else "\n"
    opens = _is_border(before, _BEFORE_OPENER) and not after.isspace()
    closes = _is_border(after, _AFTER_CLOSER) and not before.isspace()
    if not opens and not closes:
        state.pending += src[start:end]
    else:
        for _ in range(start, end):
            token = state.push("text", "", 0)
            token.content, token.meta = "*", {"is_star": True}
            place = len(state.tokens) - 1
            state.delimiters.append(Delimiter(ord("*"), end - start, place, -1, opens, closes))
    state.pos = end
    return True


def _is_border(character: str, marks: str) -> bool:
    return character.isspace() or character in marks or not character.isascii()


_MARKDOWN = MarkdownIt("zero").enable(["escape", "backticks", "emphasis"])
_MARKDOWN.inline.ruler.at("emphasis", _read_stars)
_MARKDOWN.inline.ruler2.disable("fragments_join")
