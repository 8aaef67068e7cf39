from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from components.embedders import SentenceTransformerEmbedder
from components.errors import EmbedderError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real sentence-transformers model of 16 dimensions with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(0)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "lamp", "tide", "bell"]
    tokenizer = Tokenizer(WordLevel({word: at for at, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    folder = tmp_path_factory.mktemp("model")
    encoder = folder / "encoder"
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]"
    ).save_pretrained(encoder)
    BertModel(
        BertConfig(
            vocab_size=len(words),
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
        )
    ).save_pretrained(encoder)
    transformer = models.Transformer(str(encoder), max_seq_length=32)
    pooling = models.Pooling(transformer.get_embedding_dimension())
    SentenceTransformer(modules=[transformer, pooling], device="cpu").save(str(folder / "whole"))
    return folder / "whole"


def test_a_model_from_a_folder(model_folder: Path) -> None:
    embedder = SentenceTransformerEmbedder(str(model_folder))
    assert [step.stage for step in embedder.prepare()] == ["loading the embedder"]
    vectors = embedder.encode(["the lamp", "the tide"])
    assert vectors.shape == (2, 16)
    assert embedder.dimension == 16
    assert embedder.max_tokens == 32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert embedder.count_tokens(["the lamp bell", ""]) == [3, 0]
    assert embedder.name.startswith("whole@")


def test_the_name_follows_the_weights(model_folder: Path, tmp_path: Path) -> None:
    import torch
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(model_folder), device="cpu")
    with torch.no_grad():
        next(model.parameters()).add_(0.5)
    model.save(str(tmp_path / "whole"))
    changed = SentenceTransformerEmbedder(str(tmp_path / "whole"))
    assert changed.name != SentenceTransformerEmbedder(str(model_folder)).name


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match="FOOTNOTE_EMBEDDER"):
        list(SentenceTransformerEmbedder(str(tmp_path / "nothing")).prepare())
