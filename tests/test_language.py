"""Plain English in the code, the pages and the documents."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_FOLDERS = ("components", "pages", "benchmarks", "samples", "tests")
_TEXT_SUFFIXES = {".js", ".css", ".md", ".toml"}
_AVOIDED = re.compile(
    r"""\b(?:
        anew | foresaw | foresee[ns]? | unforeseen | borne\ out | as\ it\ is | in\ force
        | on\ (?:its|their)\ way | by\ itself | meanwhile | whereof | thereof | therein
        | of\ it\b[^.]{0,40}\bof\ (?:it|them) | within\ reach | takes?\ in\ hand
        | the\ same\ (?:once\ more|again)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_UNCLEAR_OPENING = re.compile(
    r"""^(?:
        what | whether | of | how | where | who | whose | whom | as | all | it | its | that | them
        | they | those | these | this | such | one | none | else | nothing | the\ same | another
        | others? | both | each | with | for | in | on | to | by | from | how\ (?:many|much|long)
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_LABEL = re.compile(r"^\w+(?: \w+)?: ")
_FEWEST_WORDS = 3


def _python_files() -> list[Path]:
    found = [ROOT / "app.py"]
    for folder in _FOLDERS:
        found += sorted((ROOT / folder).rglob("*.py"))
    return [path for path in found if path != Path(__file__)]


def _other_files() -> list[Path]:
    found = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for folder in _FOLDERS:
        found += [p for p in sorted((ROOT / folder).rglob("*")) if p.suffix in _TEXT_SUFFIXES]
    return [path for path in found if path.exists()]


def _prose(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the text of each string and comment of a Python file."""
    source = path.read_text(encoding="utf-8")
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in (tokenize.STRING, tokenize.COMMENT):
            yield token.start[0], token.string


def _docstrings(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the first line of each docstring, those of attributes included."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for at, each in enumerate(body):
            if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)):
                continue
            if not isinstance(each.value.value, str):
                continue
            owner_is_documented = at == 0 or isinstance(body[at - 1], (ast.Assign, ast.AnnAssign))
            if owner_is_documented:
                yield each.lineno, each.value.value.strip().split("\n")[0]


def _paths(files: list[Path]) -> list[object]:
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in files]


@pytest.mark.parametrize("path", _paths(_python_files()))
def test_python_file_has_no_avoided_words(path: Path) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {match[0]!r}"
        for line, text in _prose(path)
        if (match := _AVOIDED.search(" ".join(text.split())))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", _paths(_other_files()))
def test_text_file_has_no_avoided_words(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [
        f"{path.relative_to(ROOT)}:{at}: {match[0]!r}"
        for at, line in enumerate(lines, start=1)
        if (match := _AVOIDED.search(line))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", _paths(_python_files()))
def test_docstring_first_line_stands_on_its_own(path: Path) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {first!r}"
        for line, first in _docstrings(path)
        if _UNCLEAR_OPENING.match(first)
        or _LABEL.match(first)
        or len(first.split()) < _FEWEST_WORDS
    ]
    assert not found, "\n".join(found)
