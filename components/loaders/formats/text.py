"""Plain text and Markdown unchanged; JSON as an outline; notebooks; subtitles."""

import json
import re
from collections.abc import Iterator
from functools import partial

from components.loaders.content import Content, join_blocks, make_encodable, tidy
from components.loaders.decoding import decode
from components.types import Upload

_INDENT = "  "
_CUE_TIME = re.compile(r"^[\d:.,]+ --> [\d:.,]+.*\n?", re.MULTILINE)
_CUE_TAG = re.compile(r"<[^<>\n]{1,100}>|\{\\[^{}\n]{1,50}\}")


def read_text(upload: Upload) -> Content:
    """Return the decoded file unchanged, so that offsets into it are offsets into the file.

    Raises UnsupportedTypeError where the bytes are no text.
    """
    is_markup = upload.data.lstrip().startswith(b"<")
    return Content(text=decode(upload.name, upload.data, markup=is_markup))


def read_json(upload: Upload) -> Content:
    """Write JSON or JSON lines as an outline without quotes and brackets; keep broken JSON.

    An object of plain values becomes one line, `name: Tent; price: 120`, which makes sense when
    quoted alone. Raises UnsupportedTypeError where the bytes are no text.
    """
    text = decode(upload.name, upload.data)
    try:
        return join_blocks(("key-value", line) for line in _outline(_parse(text), 0))
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
        return [parse(line) for line in text.splitlines() if line.strip()]


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
