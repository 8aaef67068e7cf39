"""A cross-encoder reads question and text together: any that sentence-transformers runs."""

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

_READS = 512
"""Tokens of question and text together, at most: a processor's time grows with their square."""
_QUESTION = 2_000
_TEXT = 8_000
"""Characters of each that reach the tokenizer; what is behind would be cut off by it."""
_AT_ONCE = 16


class CrossEncoderReranker:
    """A model from a folder, or from the hub by name; weights in the safetensors format alone, and
    no code that comes with it.

    reranker = CrossEncoderReranker("cross-encoder/ms-marco-MiniLM-L6-v2")
    reranker.relevance("Who keeps the light?", [("Lighthouse", "Ann keeps it."), ("", "Tides.")])
    """

    def __init__(self, model: str, *, name: str = "", card: ModelCard | None = None) -> None:
        """`name` and `card`, where they are known before it is loaded."""
        self._given = model
        self._name = name
        self._card = card
        self._loading = threading.Lock()
        self._reading = threading.Lock()

    @cached_property
    def name(self) -> str:
        """As given, with a hash of the weights."""
        if self._name:
            return self._name
        digest = hashlib.sha256()
        for key, tensor in sorted(self._weights().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return f"{Path(self._given).name}@{digest.hexdigest()[:12]}"

    @property
    def card(self) -> ModelCard:
        """What a person is told of it; the rest its own model card says."""
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
        """Tokens of question and text together; the text's end is not read where they have more."""
        return min(_READS, int(self._model.max_seq_length or _READS))

    @property
    def memory(self) -> int:
        """Bytes that its weights take."""
        tensors = self._weights().values()
        return sum(each.numel() * each.element_size() for each in tensors)

    def prepare(self) -> Iterator[Progress]:
        """Load it, fetching it first where it is a name. Raises RerankerError."""
        if "_loaded" not in self.__dict__:
            yield Progress(name=self._given, stage="loading the reranker")
            _ = self._model

    def relevance(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Shape (n,), higher is better. Raises RerankerError."""
        if not passages:
            return np.empty(0, dtype=np.float32)
        texts = ["\n".join(filter(None, passage)) for passage in passages]
        pairs = [(question[:_QUESTION], text[:_TEXT]) for text in texts]
        with self._reading:
            found = self._model.predict(
                pairs, batch_size=_AT_ONCE, show_progress_bar=False, convert_to_numpy=True
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
        # Imported here: five seconds and 400 MB that only those pay who chose one.
        from sentence_transformers import CrossEncoder

        try:
            model: CrossEncoder = CrossEncoder(
                self._given,
                device="cpu",
                local_files_only=self._card is not None,
                model_kwargs={"use_safetensors": True},
            )
        except Exception as error:  # (it raises of many kinds, some its own, some the network's)
            reason = " ".join(str(error).split())[:200]
            raise RerankerError(
                f"The reranker {self._title} could not be loaded ({reason}). It must be a "
                "cross-encoder for sentence-transformers, with weights in the safetensors format."
            ) from error
        if model.num_labels != 1:
            raise RerankerError(
                f"{self._title} tells {model.num_labels} classes apart; a reranker gives one "
                "score. Choose another model."
            )
        model.max_seq_length = min(_READS, int(model.max_seq_length or _READS))
        return model
