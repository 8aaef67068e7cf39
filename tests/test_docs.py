"""The documents in docs/ and the code say the same."""

import argparse
import re
from dataclasses import fields
from pathlib import Path

import pytest

from components.cli.parser import parser
from components.loaders.media_types import SUFFIXES
from components.settings import Limits, Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = sorted((ROOT / "docs").glob("*.md"))
_MOST_README_LINES = 150


class _RecordingEnvironment(dict[str, str]):
    """An empty environment that remembers which variables were read."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]
        self.read.add(name)
        return default


def test_configuration_lists_every_environment_variable() -> None:
    environment = _RecordingEnvironment()
    Settings.from_env(environment)
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"`(_?[A-Z][A-Z_]+)`", text))
    for name in environment.read:
        short = name.removeprefix("FOOTNOTE_MAX")
        assert name in listed or short in listed, name


def test_configuration_states_the_default_limits() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    defaults = ", ".join(str(getattr(Limits(), each.name)) for each in fields(Limits))
    assert f"| {defaults} |" in text


def test_command_line_page_lists_every_command() -> None:
    text = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `python -m components (\w+)", text, re.MULTILINE))
    (subparsers,) = (
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    assert listed == set(subparsers.choices)


def test_formats_page_lists_every_accepted_suffix() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\.\w+)`", text)) == set(SUFFIXES)


def test_dependencies_page_lists_every_requirement_with_its_version() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    requirements = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name, version in re.findall(r"^([\w-]+)(?:\[.*\])?==(\S+)$", requirements, re.MULTILINE):
        assert re.search(rf"\b{name}\b", text), name
        assert version in text, f"{name} {version}"


def test_architecture_page_names_files_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+/[\w/]+\.\w+)`", text.partition("## Where to look")[2])
    assert len(named) >= 20
    assert not [name for name in named if not (ROOT / "components" / name).exists()]


def test_readme_is_at_most_150_lines() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= _MOST_README_LINES


@pytest.mark.parametrize("page", [README, *DOCS], ids=lambda page: page.name)
def test_links_of_documents_lead_to_files(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not missing
