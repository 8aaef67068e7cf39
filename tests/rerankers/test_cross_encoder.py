from pathlib import Path

import numpy as np
import pytest

from components.errors import RerankerError
from components.rerankers import ChosenReranker, CrossEncoderReranker
from tests.tiny_retrievers import tiny_cross_encoder

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_cross_encoder(tmp_path_factory.mktemp("rerankers") / "tiny")


def test_relevance_scores_each_text(folder: Path) -> None:
    reranker = CrossEncoderReranker(str(folder))
    assert [step.stage for step in reranker.prepare()] == ["loading the reranker"]
    assert list(reranker.prepare()) == []
    texts = [("Lighthouse", "The lamp."), ("", "Nine boats lie here."), ("", "word " * 50_000)]
    scores = reranker.relevance("Who keeps the light?", texts)
    assert scores.shape == (3,)
    assert scores.dtype == np.float32
    assert np.isfinite(scores).all()
    # A text's score does not depend on what it is scored with, nor on how long the rest is.
    alone = reranker.relevance("Who keeps the light?", texts[:1])
    np.testing.assert_allclose(alone, scores[:1], atol=1e-5)
    assert reranker.relevance("word " * 50_000, [("", "The lamp.")]).shape == (1,)
    assert reranker.relevance("Anything?", []).shape == (0,)
    assert reranker.max_tokens == 256
    assert reranker.name.startswith("tiny@")
    assert reranker.card.size == reranker.memory > 10_000


def test_model_that_is_no_reranker_is_refused(tmp_path: Path) -> None:
    classes = tiny_cross_encoder(tmp_path / "classes", labels=3)
    with pytest.raises(RerankerError, match="classifier with 3 classes"):
        list(CrossEncoderReranker(str(classes)).prepare())
    with pytest.raises(RerankerError, match="could not be loaded"):
        list(CrossEncoderReranker(str(tmp_path / "nothing")).prepare())


def test_pickled_weights_are_not_read(folder: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    for path in folder.iterdir():
        if path.suffix == ".json":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    torch.save(load_file(folder / "model.safetensors"), tmp_path / "pytorch_model.bin")
    with pytest.raises(RerankerError, match="safetensors"):
        list(CrossEncoderReranker(str(tmp_path)).prepare())


def test_reranker_that_cannot_load_falls_back_to_the_default(folder: Path, tmp_path: Path) -> None:
    default = CrossEncoderReranker(str(folder))
    chosen = ChosenReranker(lambda: default)
    assert chosen.get() is default
    chosen.use(CrossEncoderReranker(str(tmp_path / "nothing")))
    assert chosen.get() is default
    assert "could not be loaded" in chosen.trouble
    chosen.use(CrossEncoderReranker(str(folder)))
    assert chosen.get() is not default
    assert chosen.trouble == ""
