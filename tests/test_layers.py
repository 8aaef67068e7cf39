"""Imports point downward only, by the table in components/__init__.py."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import components

ROOT = Path(__file__).parents[1]
ORDER = re.findall(r"^ {4}(\w+)  +\S", components.__doc__ or "", re.MULTILINE)
PAGES_MAY_IMPORT = {"ui", "pipelines", "types", "errors"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import; write it in full"
            yield node.module or ""


def _parts(path: Path) -> Iterator[str]:
    for name in _imports(path):
        if name.startswith("components."):
            yield name.split(".")[1]


def _python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_the_table_lists_every_part() -> None:
    present = {
        path.stem if path.suffix == ".py" else path.name
        for path in (ROOT / "components").iterdir()
        if path.name not in ("__init__.py", "__pycache__")
    }
    assert present == set(ORDER)


def test_imports_point_downward() -> None:
    for path in _python_files("components"):
        own = path.relative_to(ROOT / "components").parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for part in _parts(path):
            assert part == own or ORDER.index(part) > ORDER.index(own), (
                f"{path.relative_to(ROOT)} imports {part}, which stands above {own}"
            )


def test_pages_know_only_the_widgets_the_pipelines_and_the_nouns() -> None:
    for path in [ROOT / "app.py", *_python_files("pages")]:
        assert set(_parts(path)) <= PAGES_MAY_IMPORT, path.name


def test_streamlit_stays_in_the_pages_and_the_widgets() -> None:
    for path in _python_files("components"):
        uses = any(name.split(".")[0] == "streamlit" for name in _imports(path))
        assert not uses or path.is_relative_to(ROOT / "components" / "ui"), path


def test_chroma_stays_in_one_folder() -> None:
    users = [
        path
        for path in _python_files("components", "pages")
        if any(name.split(".")[0] == "chromadb" for name in _imports(path))
    ]
    assert users
    assert {path.parent.relative_to(ROOT).as_posix() for path in users} == {
        "components/stores/vectors"
    }


def test_langchain_community_stays_in_one_file() -> None:
    users = [
        path
        for path in _python_files("components", "pages")
        if any(name.split(".")[0] == "langchain_community" for name in _imports(path))
    ]
    assert len(users) <= 1
