"""Imports point downward only, by the table in components/__init__.py."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import components

ROOT = Path(__file__).parents[1]
ORDER = re.findall(r"^ {4}(\w+)  +\S", components.__doc__ or "", re.MULTILINE)
PAGES_MAY_IMPORT = {"ui", "pipelines", "types", "errors"}
# The pages' widgets reach the engine through services, and know these nouns and texts of it.
UI_MAY_IMPORT = {
    "ui",
    "services",
    "types",
    "errors",
    "settings",
    "preferences",
    "protocols",
    "text",
}
# Still imported past services; the list may only shrink.
UI_STILL_IMPORTS = {
    "background",
    "chat_models",
    "evaluation",
    "export",
    "loaders",
    "model_hub",
    "page_images",
    "pipelines",
    "stores",
}


def _imports(path: Path) -> Iterator[str]:
    """Yield the full name of each import; `from a import b` may name a module or not: both."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} has a relative import; write it in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _parts(path: Path) -> set[str]:
    """Return the entries of `components/` that a file imports from."""
    names = (name.split(".") for name in _imports(path))
    return {name[1] for name in names if name[0] == "components" and len(name) > 1}


def _python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def test_table_lists_every_part() -> None:
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


@pytest.mark.parametrize(
    "statement",
    [
        "from components import stores",
        "import components.stores",
        "import components.stores.catalogue as c",
        "from components.stores import catalogue",
        "from components.stores.catalogue import Catalogue",
    ],
)
def test_checker_sees_every_form_of_import(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(f"def late():\n    {statement}\n", encoding="utf-8")

    assert _parts(path) == {"stores"}


def test_pages_import_only_widgets_pipelines_and_types() -> None:
    for path in [ROOT / "app.py", *_python_files("pages")]:
        assert _parts(path) <= PAGES_MAY_IMPORT, path.name


def test_widgets_reach_the_engine_through_services() -> None:
    parts = {part for path in _python_files("components/ui") for part in _parts(path)}
    extra = parts - UI_MAY_IMPORT
    assert extra <= UI_STILL_IMPORTS, f"ui imports {sorted(extra - UI_STILL_IMPORTS)}"
    assert extra == UI_STILL_IMPORTS, f"no longer needed: {sorted(UI_STILL_IMPORTS - extra)}"


def test_answerers_import_no_store() -> None:
    for path in _python_files("components/answerers"):
        assert "stores" not in _parts(path), path


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


# Below `background`, or part of one computation that returns before its threads are idle again.
_THREADS_ELSEWHERE = {
    "chat_models/local.py": "transformers' generate() blocks, and its streamer needs a reader",
    "embedders/bundled.py": "a pool that splits one batch over the cores",
    "model_hub/client.py": "snapshot_download() blocks, and reports progress to another thread",
    "rerankers/reader.py": "a pool that splits one batch over the cores",
    "retrievers/hybrid.py": "a pool that searches by words and by meaning at the same time",
    "sandbox/process.py": "a pipe cannot be read with a time limit on every system",
}
_THREAD_NAMES = {"Thread", "Timer", "ThreadPoolExecutor", "start_new_thread", "to_thread"}


def _starts_threads(path: Path) -> bool:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return bool((names | attributes) & _THREAD_NAMES)


def test_threads_start_in_the_background_folder_alone() -> None:
    folder = ROOT / "components"
    users = {
        path.relative_to(folder).as_posix()
        for path in _python_files("components")
        if _starts_threads(path) and path.parent != folder / "background"
    }
    assert users == set(_THREADS_ELSEWHERE), "bring it under background/, or remove the exception"


@pytest.mark.parametrize(
    "statement",
    [
        "threading.Thread(target=print).start()",
        "Thread(target=print).start()",
        "class Work(threading.Thread): ...",
        "ThreadPoolExecutor(2)",
    ],
)
def test_checker_sees_every_way_to_start_a_thread(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "module.py"
    path.write_text(statement, encoding="utf-8")

    assert _starts_threads(path)
