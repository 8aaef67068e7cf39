"""Rerank with any cross-encoder that sentence-transformers can load.

A cross-encoder reads question and text together.
"""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from components.errors import RerankerError
from components.protocols import Passage
from components.types import ModelCard, Progress

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_MAX_TOKENS = 512
"""Most tokens of question and text together; the time grows with their square."""
_MAX_QUESTION_CHARS = 2_000
_MAX_TEXT_CHARS = 8_000
"""Characters that reach the tokenizer; it would cut off longer texts anyway."""
_BATCH_SIZE = 16


class CrossEncoderReranker:
    """Runs a model from a folder, or from the model hub by name.

    Only safetensors weights are loaded, and no code that comes with a model.

    reranker = CrossEncoderReranker("cross-encoder/ms-marco-MiniLM-L6-v2")
    reranker.relevance("Who keeps the light?", [("Lighthouse", "Ann keeps it."), ("", "Tides.")])
    """

    def __init__(self, model: str, *, name: str = "", card: ModelCard | None = None) -> None:
        """Take `name` and `card` if they are known before the model is loaded."""
        self._given = model
        self._name = name
        self._card = card
        self._loading = threading.Lock()
        self._reading = threading.Lock()

    @cached_property
    def name(self) -> str:
        """Return the given name with a hash of the weights."""
        if self._name:
            return self._name
        digest = hashlib.sha256()
        for key, tensor in sorted(self._weights().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return f"{Path(self._given).name}@{digest.hexdigest()[:12]}"

    @property
    def card(self) -> ModelCard:
        """Return the description that the settings show."""
        return self._card or ModelCard(
            name=self._given,
            about="Run by sentence-transformers.",
            languages="As its own model card says",
            licence="As its own model card says",
            reads=self.max_tokens,
            size=self.memory,
        )

    @property
    def max_tokens(self) -> int:
        """Return the most tokens of question and text that are read; longer texts are cut."""
        return min(_MAX_TOKENS, int(self._model.max_seq_length or _MAX_TOKENS))

    @property
    def memory(self) -> int:
        """Return the size of the weights in bytes."""
        tensors = self._weights().values()
        return sum(each.numel() * each.element_size() for each in tensors)

    def prepare(self) -> Iterator[Progress]:
        """Load the model, downloading it first if it was given by name. Raises RerankerError."""
        if "_loaded" not in self.__dict__:
            yield Progress(name=self._given, stage="loading the reranker")
            _ = self._model

    def relevance(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Return scores of shape (n,), higher is better. Raises RerankerError."""
        if not passages:
            return np.empty(0, dtype=np.float32)
        texts = ["\n".join(filter(None, passage)) for passage in passages]
        pairs = [(question[:_MAX_QUESTION_CHARS], text[:_MAX_TEXT_CHARS]) for text in texts]
        with self._reading:
            found = self._model.predict(
                pairs, batch_size=_BATCH_SIZE, show_progress_bar=False, convert_to_numpy=True
            )
        scores = np.asarray(found, dtype=np.float32)
        if scores.shape != (len(texts),) or not np.isfinite(scores).all():
            raise RerankerError(
                f"The reranker {self._title} gave no usable scores (shape {scores.shape}). Delete "
                "it in Settings, under Search models, and download it again."
            )
        return scores

    def _weights(self) -> dict[str, Any]:
        model = self._model.model
        return dict(model.state_dict()) if model is not None else {}

    @property
    def _title(self) -> str:
        return self._card.name if self._card else repr(self._given)

    @property
    def _model(self) -> "CrossEncoder":
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> "CrossEncoder":
        # Imported here because it takes five seconds and 400 MB.
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(
                self._given,
                device="cpu",
                local_files_only=self._card is not None,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # (errors of the library and of the network)
            reason = " ".join(str(error).split())[:200]
            raise RerankerError(
                f"The reranker {self._title} could not be loaded ({reason}). It must be a "
                "cross-encoder for sentence-transformers, with weights in the safetensors format."
            ) from error
        if model.num_labels != 1:
            raise RerankerError(
                f"{self._title} is a classifier with {model.num_labels} classes; a reranker gives "
                "one score. Choose another model."
            )
        model.max_seq_length = min(_MAX_TOKENS, int(model.max_seq_length or _MAX_TOKENS))
        return model
