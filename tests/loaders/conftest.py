from collections.abc import Iterator

import pytest

from components.loaders import SandboxedLoader
from components.settings import Limits


@pytest.fixture(scope="session")
def loader() -> Iterator[SandboxedLoader]:
    with SandboxedLoader(Limits()) as shared:
        yield shared
