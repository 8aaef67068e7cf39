"""Real parts for every test; the embedder's export is made once on a machine and cached."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.embedders import BundledEmbedder
from components.services import Services, build
from components.settings import Settings


@pytest.fixture(scope="session")
def embedder() -> BundledEmbedder:
    return BundledEmbedder(cache=Settings().cache)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with build(Settings(home=tmp_path / "home")) as built:
        yield built
