import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from components.embedders import BundledEmbedder
from components.embedders.bundled import verify_weights, weights_folder
from components.errors import EmbedderError

TEXTS = [
    "The keeper lights the lamp at dusk.",
    "At nightfall the lighthouse is lit by its keeper.",
    "Quarterly revenue rose by four percent.",
    "",
    "word " * 600,
]


def test_vectors_have_length_one(embedder: BundledEmbedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert vectors.shape == (5, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_similar_sentences_have_similar_vectors(embedder: BundledEmbedder) -> None:
    lamp, lit, revenue, *_ = embedder.encode(TEXTS)
    assert lamp @ lit > 0.6
    assert lamp @ revenue < 0.2


def test_vector_does_not_depend_on_the_other_texts(embedder: BundledEmbedder) -> None:
    together = embedder.encode(TEXTS)
    alone = np.concatenate([embedder.encode([text]) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


def test_encode_of_no_texts_has_no_rows(embedder: BundledEmbedder) -> None:
    assert embedder.encode([]).shape == (0, embedder.dimension)


def test_tokens_are_counted_past_the_limit(embedder: BundledEmbedder) -> None:
    assert embedder.count_tokens(["word " * 600, "unbelievably"])[0] == 600


def test_weights_of_another_hash_are_refused(tmp_path: Path) -> None:
    copy = tmp_path / "model.safetensors"
    shutil.copyfile(weights_folder() / "model.safetensors", copy)
    with copy.open("r+b") as file:
        file.seek(50_000_000)
        file.write(b"\x00\x01")
    with pytest.raises(EmbedderError, match="damaged"):
        verify_weights(copy)


@pytest.mark.slow
def test_export_agrees_with_the_float32_model(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    fresh = BundledEmbedder(cache=tmp_path)
    stages = [step.stage for step in fresh.prepare()]
    assert stages == ["preparing the embedder, once", "embedder ready"]
    assert list(fresh.prepare()) == []
    texts = [*TEXTS[:3], "A gale warning closes the causeway to visitors. " * 8]
    float32 = SentenceTransformer(str(weights_folder()), device="cpu").encode(
        texts, normalize_embeddings=True
    )
    cosines = (fresh.encode(texts) * float32).sum(axis=1)
    assert cosines.mean() > 0.99
    assert cosines.min() > 0.98


def test_torch_is_not_imported_to_embed() -> None:
    code = (
        "import sys; from components.services import build; "
        "from components.embedders import BundledEmbedder; "
        "from components.settings import Settings; "
        "BundledEmbedder(cache=Settings().cache).encode(['a']); "
        "print([m for m in ('torch', 'sentence_transformers', 'chromadb') if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert run.stdout.strip() == "[]"
