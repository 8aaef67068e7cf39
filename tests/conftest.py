"""Real parts for every test; the embedder is exported once per machine and cached."""

from collections.abc import Generator, Iterator
from pathlib import Path

import pytest

from components.embedders import BundledEmbedder
from components.pipelines.indexing import index
from components.services import Services, build
from components.settings import Settings
from tests.library import sample_uploads
from tests.tiny_model import tiny_model

_QUICK_FIRST = ("slow", "app", "browser")
_TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fail-on-skip",
        action="store_true",
        help="turn every skipped test into a failure, unless it lacks files of ../shared",
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run quick tests first, those that drive a browser last."""

    def cost(item: pytest.Item) -> int:
        return max(
            (at for at, name in enumerate(_QUICK_FIRST, 1) if item.get_closest_marker(name)),
            default=0,
        )

    items.sort(key=cost)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a skipped test where `--fail-on-skip` forbids skipping."""
    report = yield
    is_skipped = report.skipped and not hasattr(report, "wasxfail")
    if item.config.getoption("--fail-on-skip") and is_skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "shared" not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} was skipped, and --fail-on-skip is set: {reason}"
    return report


@pytest.fixture(scope="session")
def embedder() -> BundledEmbedder:
    return BundledEmbedder(cache=Settings().cache)


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with build(Settings(home=tmp_path / "home")) as built:
        yield built


@pytest.fixture(scope="session")
def indexed_samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Index the samples once, and return their data folder for tests to copy."""
    home = tmp_path_factory.mktemp("samples") / "home"
    with build(Settings(home=home)) as built:
        for _ in index(built, sample_uploads()):
            pass
    return home


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a real sentence-transformers model of 16 dimensions with random weights."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from tokenizers import Tokenizer
    from tokenizers.models import WordLevel
    from tokenizers.pre_tokenizers import Whitespace
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


@pytest.fixture(scope="session")
def chat_model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save a real causal language model of random weights that reads 512 tokens."""
    return tiny_model(tmp_path_factory.mktemp("models") / "tiny")
