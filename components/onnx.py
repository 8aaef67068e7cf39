"""Load ONNX models and their tokenizers once per process, for one thread per text on the CPU."""

from functools import cache
from pathlib import Path

import onnxruntime
from tokenizers import Tokenizer


def load_session(path: Path) -> onnxruntime.InferenceSession:
    """Return the session of a model file. Raises onnxruntime's errors, and OSError."""
    return _session(path, path.stat().st_mtime_ns)


def load_tokenizer(path: Path, *, max_tokens: int | None = None) -> Tokenizer:
    """Return the tokenizer in a `tokenizer.json`, which cuts texts at `max_tokens` if given.

    The tokenizer is shared, so its settings must not be changed.
    """
    return _tokenizer(path, path.stat().st_mtime_ns, max_tokens)


@cache
def _session(path: Path, _modified_ns: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(
        path,
        options,
        providers=["CPUExecutionProvider"],
        # The fused kernel is slower than the two that it replaces.
        disabled_optimizers=["SkipLayerNormFusion"],
    )


@cache
def _tokenizer(path: Path, _modified_ns: int, max_tokens: int | None) -> Tokenizer:
    tokenizer = Tokenizer.from_file(str(path))
    if max_tokens is None:
        tokenizer.no_truncation()
    else:
        tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()
    return tokenizer
