from pathlib import Path

import numpy as np
import pytest

from components.embedders import SentenceTransformerEmbedder
from components.errors import EmbedderError

pytestmark = pytest.mark.slow


def test_model_from_a_folder_embeds_texts(small_model: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(small_model))
    assert [step.stage for step in embedder.prepare()] == ["loading the embedder"]
    vectors = embedder.encode(["the lamp", "the tide"])
    assert vectors.shape == (2, 16)
    assert embedder.dimension == 16
    assert embedder.max_tokens == 32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.count_tokens(["the lamp bell", ""]) == [3, 0]
    assert embedder.name.startswith("whole@")


def test_name_changes_with_the_weights(small_model: Path, tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(small_model), device="cpu")
    with torch.no_grad():
        next(model.parameters()).add_(0.5)
    model.save(str(tmp_path / "whole"))
    changed = SentenceTransformerEmbedder(str(tmp_path / "whole"))
    assert changed.name != SentenceTransformerEmbedder(str(small_model)).name


def test_missing_model_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="FOOTNOTE_EMBEDDER"):
        list(SentenceTransformerEmbedder(str(tmp_path / "nothing")).prepare())


def test_questions_and_passages_get_their_prefixes(small_model: Path) -> None:
    plain = SentenceTransformerEmbedder(str(small_model))
    marked = SentenceTransformerEmbedder(
        str(small_model), question_prefix="bell ", passage_prefix="tide "
    )
    np.testing.assert_allclose(
        marked.encode_questions(["the lamp"]), plain.encode(["bell the lamp"]), atol=1e-5
    )
    np.testing.assert_allclose(
        marked.encode(["the lamp"]), plain.encode(["tide the lamp"]), atol=1e-5
    )
    # Passages are made shorter by what stands in front of each.
    assert (plain.max_tokens, marked.max_tokens) == (32, 31)


def test_model_prompts_are_used(small_model: Path, tmp_path: Path) -> None:
    import json
    import shutil

    shutil.copytree(small_model, tmp_path / "whole")
    path = tmp_path / "whole" / "config_sentence_transformers.json"
    settings = json.loads(path.read_text())
    settings["prompts"] = {"query": "bell ", "document": ""}
    path.write_text(json.dumps(settings))
    plain = SentenceTransformerEmbedder(str(small_model))
    own = SentenceTransformerEmbedder(str(tmp_path / "whole"))
    np.testing.assert_allclose(
        own.encode_questions(["the lamp"]), plain.encode(["bell the lamp"]), atol=1e-5
    )
    np.testing.assert_allclose(own.encode(["the lamp"]), plain.encode(["the lamp"]), atol=1e-5)
