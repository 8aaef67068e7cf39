import tomllib
from pathlib import Path

import pytest

from components.errors import SettingsError
from components.settings import VERSION, Limits, Settings


def test_empty_environment_gives_defaults() -> None:
    settings = Settings.from_env({})
    assert settings.chroma == "embedded"
    assert settings.limits == Limits()


def test_every_variable_is_read(tmp_path: Path) -> None:
    settings = Settings.from_env(
        {
            "FOOTNOTE_HOME": str(tmp_path),
            "FOOTNOTE_CHROMA": "http://localhost:8123",
            "FOOTNOTE_MAX_PAGES": "7",
        }
    )
    assert settings.home == tmp_path
    assert settings.chroma == "http://localhost:8123"
    assert settings.limits.pages == 7


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"FOOTNOTE_CHROMA": "remote"}, "'remote'"),
        ({"FOOTNOTE_MAX_PAGES": "many"}, "FOOTNOTE_MAX_PAGES is 'many'"),
        ({"FOOTNOTE_MAX_FILE_SECONDS": "0"}, "must be 1 or more"),
    ],
    ids=["chroma", "not-a-number", "zero"],
)
def test_bad_value_is_refused_with_name_and_value(environ: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        Settings.from_env(environ)


def test_version_equals_pyproject() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())
    assert project["project"]["version"] == VERSION
