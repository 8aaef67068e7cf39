"""Take Markdown's stars for bold and italic out of a text as it streams.

markdown-it parses it, so that code keeps its stars, and so do `2**128`, `**kwargs` and `*.py`.
Underscores stay: in technical text they belong to names (`__init__`) far more often.
"""

import re
from collections.abc import Iterator

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
        return "".join(shown for shown, _, _ in _parse(line, self._before))

    def _begun_line(self) -> str:
        """Return the beginning of an unfinished line that no later text can change."""
        prefix = self._held.rstrip("*`\\")
        certain, length = self._certain_part(prefix)
        while length < len(prefix):
            # What may yet change can take the partner of a star that stands before it.
            prefix = prefix[:length].rstrip("*`\\")
            certain, length = self._certain_part(prefix)
        if length:
            self._before, self._held = self._held[length - 1], self._held[length:]
        return certain

    def _certain_part(self, prefix: str) -> tuple[str, int]:
        """Return the shown text of a prefix before what may yet change, and its length there."""
        certain: list[str] = []
        done = 0
        for shown, length, may_change in _parse(prefix, self._before):
            if may_change:
                break
            certain.append(shown)
            done += length
        return "".join(certain), done


def _parse(line: str, before: str) -> Iterator[tuple[str, int, bool]]:
    """Yield what is shown of each token, its length in `line`, and whether it may yet change.

    `before` is the character in front of the line's text.
    """
    at = 0
    for token in _MARKDOWN.inline.parse(line, _MARKDOWN, {_BEFORE: before}, []):
        shown, length, may_change = "", len(token.markup), False
        if token.type == "text":
            shown, length = token.content, len(token.content)
            may_change = bool(token.meta)  # a star without its partner
        elif token.type == "text_special":
            shown = token.content if token.content in "*_" else token.markup
        elif token.type == "code_inline":
            # The parser trims the code; the line itself has it in full.
            trimmed = not line.startswith(token.content + token.markup, at + length)
            length = 2 * length + len(token.content) + 2 * trimmed
            shown = line[at : at + length]
        at += length
        if token.type == "text" and "`" in shown:  # code that has not ended
            before_code = shown.index("`")
            yield shown[:before_code], before_code, False
            shown, length, may_change = shown[before_code:], length - before_code, True
        yield shown, length, may_change and length > 0


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
