"""Removes the markers from a model's text as it streams, and notes their positions.

Models write `[1]`, `[1][2]`, `[1, 3]`, `[1-3]`, `【1】`, `[^1]`, `[source 2]`, a superscript
after a full stop, or `(1)` at a sentence's end. Code does not change, nor does what only looks
like a marker: a year in brackets, "(1)" in mid-sentence.
"""

import re
from dataclasses import dataclass

_NUMBERS = r"#?\^?\d{1,3}(?:\s?(?:[,;&–-]|and)\s?#?\^?\d{1,3})*"
_LABEL = r"(?:(?:sources?|passages?|documents?|docs?|chunks?|refs?|references?|citations?)[\s:#]*)"
_LOOSE = r"[^\[\]【】()\n]{0,30}"
_MARKER = re.compile(
    rf"\[(?:{_LABEL})?(?P<square>{_NUMBERS})(?:†{_LOOSE})?\](?:\((?:\#|https?:)[^)\s]{{0,250}}\))?"
    rf"|【(?:{_LABEL})?(?P<lens>{_NUMBERS})(?:[†:]{_LOOSE})?】"
    rf"|\((?:{_LABEL})(?P<round>{_NUMBERS})\)"
    r"|\[(?P<unfilled>n|citation needed)\]"
    r"|(?<=[.!?,;”\"])(?P<raised>[¹²³⁴-⁹]+)",
    re.IGNORECASE,
)
_BARE = re.compile(r"\((?P<number>\d{1,2})\)(?=\s*(?:[.!?;](?:\s|$)|\n|$))")
_MAX_STEP_CHARS = 200
"""Longest piece that is read at once, so that the time grows no faster than the text."""
_RAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """Numbers that the model wrote at `at`, an offset into the text without markers."""

    at: int
    numbers: tuple[int, ...]


class MarkerFilter:
    """Removes the markers from a text that comes in pieces.

    However the text is cut into pieces, the result is the same.
    """

    def __init__(self, hits: int) -> None:
        """Take the number of hits that the model was given; markers beyond are dropped."""
        self._hits = hits
        self._held = ""
        self._before = ""
        self._length = 0
        self._square = False
        self._code = ""
        self.markers: list[Marker] = []
        self.dropped = 0

    def feed(self, text: str, *, last: bool = False) -> str:
        """Return the text that is certain by now; the rest waits for the next piece."""
        passed: list[str] = []
        for start in range(0, len(text) or 1, _MAX_STEP_CHARS):
            self._held += text[start : start + _MAX_STEP_CHARS]
            is_last = last and start + _MAX_STEP_CHARS >= len(text)
            while self._held and (step := self._step(last=is_last)) is not None:
                passed.append(step)
        return "".join(passed)

    def _step(self, *, last: bool) -> str | None:
        """Return the next certain piece, without its marker; None where more must come first."""
        held = self._held
        if self._code:
            return self._through_code(last=last)
        found = re.search(r"(?<![ \t])[ \t]*[\[【(]|`+|[¹²³⁴-⁹]|(?<![ \t])[ \t]+$", held)
        if found is None:
            return self._pass(len(held))
        if found.start():
            return self._pass(found.start())
        if held.startswith("`"):
            if found.end() == len(held) and not last:
                return None
            self._code = found.group() if len(found.group()) != 2 else ""
            return self._pass(found.end())
        blank = len(held) - len(held.lstrip(" \t"))
        if blank == len(held):
            return self._pass(len(held)) if last else None
        match = _MARKER.match(self._before[-1:] + held, len(self._before[-1:]) + blank)
        if not last and not self._settled(held[blank:]):
            return None
        if match is not None:
            self._mark(match)
            self._drop(match.end() - len(self._before[-1:]))
            return ""
        bare = _BARE.match(held, blank)
        if bare and self._before and not self._square and not self._before.endswith("\n"):
            number = int(bare["number"])
            if blank and 1 <= number <= self._hits:
                self._note((number,))
                self._drop(bare.end())
                return ""
        return self._pass(blank + 1)

    def _settled(self, rest: str) -> bool:
        """Return whether it is certain, whatever comes next, if this is a marker."""
        if rest[0] in "¹²³⁴⁵⁶⁷⁸⁹":
            return len(rest.lstrip("¹²³⁴⁵⁶⁷⁸⁹")) > 0
        close = re.search(r"[\]】)\n]", rest)
        if close is None:
            return len(rest) > 60
        behind = rest[close.end() :]
        if close.group() == "\n" or not behind:
            return close.group() == "\n"
        if close.group() == "]" and behind.startswith("("):
            return bool(re.search(r"[)\s]", behind)) or len(behind) > 300
        if close.group() == ")":
            # A bare "(1)" is a marker only at a sentence's end, which the next sign shows.
            after = behind.lstrip(" \t")
            return bool(after) and (after[0] not in ".!?;" or len(after) > 1)
        return True

    def _through_code(self, *, last: bool) -> str | None:
        at = self._held.find(self._code)
        if at < 0:
            # The fence itself may be cut by the end of what has come.
            keep = 0 if last else len(self._code) - 1
            ready = len(self._held) - keep
            if self._code == "`" and "\n" in self._held:
                self._code = ""
                return self._pass(self._held.index("\n"))
            return self._pass(ready) if ready > 0 else None
        end = at + len(self._code)
        if self._code == "`" and "\n" in self._held[:at]:
            end = self._held.index("\n")
        self._code = ""
        return self._pass(end)

    def _pass(self, length: int) -> str:
        piece, self._held = self._held[:length], self._held[length:]
        self._before = (self._before + piece)[-2:]
        self._length += len(piece)
        return piece

    def _drop(self, length: int) -> None:
        self._held = self._held[length:]

    def _mark(self, match: re.Match[str]) -> None:
        self._square = True
        if match["unfilled"]:
            self.dropped += 1
            return
        if match["raised"]:
            self._note(tuple(int(each.translate(_RAISED)) for each in match["raised"]))
            return
        written = match["square"] or match["lens"] or match["round"]
        self._note(tuple(_numbers(written)))

    def _note(self, numbers: tuple[int, ...]) -> None:
        known = tuple(dict.fromkeys(each for each in numbers if 1 <= each <= self._hits))
        self.dropped += sum(not 1 <= each <= self._hits for each in numbers)
        if known:
            self.markers.append(Marker(at=self._length, numbers=known))


def _numbers(written: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"[,;&]|and", written):
        ends = [int(each) for each in re.findall(r"\d+", part)]
        span = range(ends[0], ends[-1] + 1)
        found += span if len(ends) == 2 and len(span) <= 20 else ends
    return found
