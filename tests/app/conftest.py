"""The whole app in this process, set up by its environment, with real parts."""

import functools
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from tests.app.driving import ROOT, Open


@pytest.fixture(scope="session", autouse=True)
def scanned_once() -> Iterator[None]:
    """Scan the installed packages for Streamlit components once, not in every tab of a test."""
    scan = functools.cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("FOOTNOTE_HOME", str(tmp_path))
    yield tmp_path
    st.cache_resource.clear()  # closes the services, so that the next test has its own


@pytest.fixture
def with_samples(home: Path, indexed_samples: Path, open_app: Open) -> AppTest:
    """Open the app on a library of its own that contains the samples."""
    shutil.copytree(indexed_samples, home, dirs_exist_ok=True)
    return open_app()


@pytest.fixture
def open_app() -> Open:
    """Open a tab with `open_app()`, or at an address with `open_app(c=conversation_id)`."""

    def _open(page: str = "", **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
        app.query_params.update(query)
        app.run()
        return app.switch_page(page).run() if page else app

    return _open
