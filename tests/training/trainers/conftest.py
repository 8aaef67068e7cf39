import pytest

from components.embedders.bundled import weights_folder
from components.rerankers.encoding import PassageEncoder


@pytest.fixture(scope="session")
def encoder() -> PassageEncoder:
    return PassageEncoder(weights_folder() / "tokenizer.json")
