"""Any sentence-transformers model, by name or folder, run by that library itself."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from components.errors import EmbedderError
from components.protocols import Vectors
from components.types import ModelCard, Progress

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class SentenceTransformerEmbedder:
    """A model from the hub (fetched on first use) or from a folder.

    embedder = SentenceTransformerEmbedder("BAAI/bge-small-en-v1.5")
    """

    def __init__(self, model: str) -> None:
        self._given = model

    @cached_property
    def name(self) -> str:
        """As given, with a hash of the weights."""
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return f"{Path(self._given).name}@{digest.hexdigest()[:12]}"

    @cached_property
    def dimension(self) -> int:
        """d."""
        return int(self.encode(["dimension"]).shape[1])

    @property
    def max_tokens(self) -> int:
        """Tokens it reads of a text."""
        return int(self._model.max_seq_length or 512)

    @property
    def card(self) -> ModelCard:
        """What a person is told of it; the rest its own model card says."""
        tensors = self._model.state_dict().values()
        return ModelCard(
            name=self._given,
            about=f"Run by sentence-transformers. {self.dimension} numbers a passage.",
            languages="As its own model card says",
            licence="As its own model card says",
            reads=self.max_tokens,
            size=sum(each.numel() * each.element_size() for each in tensors),
        )

    def prepare(self) -> Iterator[Progress]:
        """Load it, fetching it first where it is not on this machine. Raises EmbedderError."""
        if "_model" not in self.__dict__:
            yield Progress(name=self._given, stage="loading the embedder")
            _ = self._model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, d)."""
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
        )
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, however long, without special ones."""
        if not texts:
            return []
        encoded = self._model.tokenizer(
            list(texts), add_special_tokens=False, truncation=False, verbose=False
        )
        return [len(ids) for ids in encoded["input_ids"]]

    @cached_property
    def _model(self) -> "SentenceTransformer":
        # Imported here: five seconds and 400 MB that the default embedder never pays.
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self._given, device="cpu")
        except (OSError, ValueError) as error:
            raise EmbedderError(
                f"The embedder {self._given!r} could not be loaded ({error}). Give "
                "FOOTNOTE_EMBEDDER a name on the model hub, or a folder with a "
                "sentence-transformers model; unset it for the bundled one."
            ) from error
