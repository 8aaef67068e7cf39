"""Plain text and Markdown unchanged; JSON as an outline; notebooks; subtitles."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePath

from components.loaders.content import Content, join_blocks, make_encodable, tidy
from components.loaders.decoding import decode
from components.types import Block, BlockKind, Upload

_INDENT = "  "
_MAX_RECORD_CHARACTERS = 400
_CONFIGURATION = {".yaml", ".yml", ".ini", ".cfg", ".conf", ".toml", ".properties", ".env"}
_LINE = re.compile(r"\S(?:[^\n]*[^\s])?")
_SECTION = re.compile(r"\[[^\]\n]+\]")
_TIMESTAMP = re.compile(r"^\[?\d{4}-\d\d-\d\d[ T]\d\d:\d\d", re.MULTILINE)
_CUE_TIME = re.compile(r"^[\d:.,]+ --> [\d:.,]+.*\n?", re.MULTILINE)
_CUE_TAG = re.compile(r"<[^<>\n]{1,100}>|\{\\[^{}\n]{1,50}\}")


def read_text(upload: Upload) -> Content:
    """Return the decoded file unchanged, so that offsets into it are offsets into the file.

    Raises UnsupportedTypeError where the bytes are no text.
    """
    is_markup = upload.data.lstrip().startswith(b"<")
    text = decode(upload.name, upload.data, markup=is_markup)
    return Content(text=text, blocks=tuple(_lines(upload.name, text)))


def _lines(name: str, text: str) -> Iterator[Block]:
    """Yield the lines of a log or a configuration file, and nothing of other texts."""
    suffix = PurePath(name).suffix.lower()
    starts = _TIMESTAMP.findall(text)
    if suffix in _CONFIGURATION:
        kind: BlockKind = "key-value"
    elif suffix == ".log" or len(starts) * 5 > 4 * len(_LINE.findall(text)):
        kind = "table row"
    else:
        return
    for match in _LINE.finditer(text):
        is_section = kind == "key-value" and _SECTION.fullmatch(match.group())
        if is_section:
            yield Block(start=match.start(), end=match.end(), kind="heading", level=1)
        else:
            yield Block(start=match.start(), end=match.end(), kind=kind)


def read_json(upload: Upload) -> Content:
    """Write JSON or JSON lines as an outline without quotes and brackets; keep broken JSON.

    An object of plain values becomes one line, `name: Tent; price: 120`, which makes sense when
    quoted alone. Raises UnsupportedTypeError where the bytes are no text.
    """
    text = decode(upload.name, upload.data)
    try:
        return join_blocks(("key-value", record) for record in _records(_parse(text)))
    except (ValueError, RecursionError):
        return Content(text=text)


def read_notebook(upload: Upload) -> Content:
    """Read a Jupyter notebook: Markdown cells unchanged, code and printed output in fences."""
    notebook = json.loads(decode(upload.name, upload.data))
    sections = []
    for cell in notebook["cells"]:
        source = "".join(cell["source"]).strip()
        if cell["cell_type"] == "code":
            outputs = (
                "".join(each.get("text") or each.get("data", {}).get("text/plain") or "")
                for each in cell.get("outputs", [])
            )
            texts = [source, *(output.strip() for output in outputs)]
            sections += [f"```\n{text}\n```" for text in texts if text]
        elif source:
            sections.append(source)
    return Content(text=make_encodable(tidy("\n\n".join(sections))))


def read_subtitles(upload: Upload) -> Content:
    """Read the words of SRT or WebVTT subtitles, a cue a line, without times and markup."""
    text = tidy(decode(upload.name, upload.data))
    lines = []
    for block in re.split(r"\n{2,}", text):
        _, *cues = _CUE_TIME.split(block)
        words = " ".join(_CUE_TAG.sub("", cue) for cue in cues)
        lines.append(" ".join(words.split()))
    return Content(text="\n".join(line for line in lines if line))


def _parse(text: str) -> object:
    # Numbers stay unchanged: 19.90 must not become 19.9.
    parse = partial(json.loads, parse_float=str, parse_int=str)
    try:
        return parse(text)
    except ValueError:
        return _parse_lines([line for line in text.splitlines() if line.strip()], parse)


def _parse_lines(lines: Sequence[str], parse: Callable[[str], object]) -> list[object]:
    """Parse JSON lines, and keep damaged ones. Raises ValueError if half of them are damaged."""
    values: list[object] = []
    damaged = 0
    for line in lines:
        try:
            values.append(parse(line))
        except ValueError:
            values.append(line.strip())
            damaged += 1
    if damaged * 2 >= len(lines):
        raise ValueError(f"{damaged} of {len(lines)} lines are no JSON")
    return values


def _records(value: object, depth: int = 0) -> Iterator[str]:
    """Yield the outline in records: the largest parts of at most `_MAX_RECORD_CHARACTERS`."""
    if isinstance(value, dict) and not all(map(_is_plain, value.values())):
        parts: list[tuple[object, object]] = [({key: each}, each) for key, each in value.items()]
    elif isinstance(value, list):
        parts = [([each], each) for each in value]
    else:
        parts = []
    if not parts:
        yield "\n".join(_outline(value, depth))
    for part, inner in parts:
        lines = list(_outline(part, depth))
        is_short = sum(map(len, lines)) <= _MAX_RECORD_CHARACTERS
        if _is_plain(inner) or (is_short and not _holds_records(inner)):
            yield "\n".join(lines)
        elif isinstance(part, dict):
            yield lines[0]
            yield from _records(inner, depth + 1)
        else:
            first, *rest = _records(inner, depth + 1)
            yield f"{_INDENT * depth}- {first.lstrip()}"
            yield from rest


def _holds_records(value: object) -> bool:
    parts = list(value.values() if isinstance(value, dict) else value)  # type: ignore[call-overload]
    return len(parts) > 1 and all(isinstance(each, dict) for each in parts)


def _outline(value: object, depth: int) -> Iterator[str]:
    indent = _INDENT * depth
    if isinstance(value, dict) and value and all(map(_is_plain, value.values())):
        yield indent + "; ".join(f"{key}: {_plain(each)}" for key, each in value.items())
    elif isinstance(value, dict):
        for key, each in value.items():
            if _is_plain(each):
                yield f"{indent}{key}: {_plain(each)}"
            else:
                yield f"{indent}{key}:"
                yield from _outline(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            lines = list(_outline(each, depth + 1)) or [""]
            yield f"{indent}- {lines[0].lstrip()}"
            yield from lines[1:]
    else:
        yield indent + _plain(value)


def _is_plain(value: object) -> bool:
    return not isinstance(value, dict | list)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)
