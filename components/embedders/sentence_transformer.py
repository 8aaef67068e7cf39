"""Embed with any sentence-transformers model, given by name or folder."""

import hashlib
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from components.errors import EmbedderError
from components.protocols import Vectors
from components.types import ModelCard, Progress

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Facts about a model before it is loaded; `name` is that of the `Embedder`."""

    name: str
    dimension: int
    reads: int
    """Most tokens that are read, including special tokens."""
    card: ModelCard


class SentenceTransformerEmbedder:
    """Runs a model from the model hub, downloaded on first use, or from a folder.

    embedder = SentenceTransformerEmbedder("BAAI/bge-small-en-v1.5")
    """

    def __init__(
        self,
        model: str,
        *,
        known: Known | None = None,
        question_prefix: str | None = None,
        passage_prefix: str | None = None,
    ) -> None:
        """Take the prefixes that the model was trained with for questions and passages.

        None uses the prefix from the model's own settings.
        """
        self._given = model
        self._known = known
        self._prefixes = {"query": question_prefix, "document": passage_prefix}
        self._loading = threading.Lock()

    @cached_property
    def name(self) -> str:
        """Return the given name with a hash of the weights."""
        if self._known:
            return self._known.name
        digest = hashlib.sha256()
        for key, tensor in sorted(self._model.state_dict().items()):
            digest.update(key.encode())
            digest.update(tensor.detach().cpu().float().numpy().tobytes())
        return f"{Path(self._given).name}@{digest.hexdigest()[:12]}"

    @cached_property
    def dimension(self) -> int:
        """Return the length d of a vector."""
        return self._known.dimension if self._known else int(self.encode(["dimension"]).shape[1])

    @cached_property
    def max_tokens(self) -> int:
        """Return the most tokens of a passage that are read, without the prefix."""
        if self._known:
            return self._known.reads
        prefix = self._prompt("document")
        room = int(self._model.max_seq_length or 512)
        return room - (self.count_tokens([prefix])[0] if prefix else 0)

    @property
    def card(self) -> ModelCard:
        """Return the description that the settings show."""
        if self._known:
            return self._known.card
        return ModelCard(
            name=self._given,
            about=f"Run by sentence-transformers. {self.dimension} numbers per passage.",
            languages="As its own model card says",
            licence="As its own model card says",
            reads=self.max_tokens,
            size=self.memory,
        )

    @property
    def memory(self) -> int:
        """Return the size of the weights in bytes."""
        tensors = self._model.state_dict().values()
        return sum(each.numel() * each.element_size() for each in tensors)

    def prepare(self) -> Iterator[Progress]:
        """Load the model, downloading it first if needed. Raises EmbedderError."""
        if "_loaded" not in self.__dict__:
            yield Progress(name=self._given, stage="loading the embedder")
            _ = self._model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of passages, shape (n, d)."""
        return self._encoded(texts, "document")

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of questions, shape (n, d)."""
        return self._encoded(texts, "query")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, uncut, without special tokens."""
        if not texts:
            return []
        encoded = self._model.tokenizer(
            list(texts), add_special_tokens=False, truncation=False, verbose=False
        )
        return [len(ids) for ids in encoded["input_ids"]]

    def _encoded(self, texts: Sequence[str], kind: str) -> Vectors:
        vectors = self._model.encode(
            list(texts),
            prompt=self._prompt(kind),
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)

    def _prompt(self, kind: str) -> str | None:
        given = self._prefixes[kind]
        if given is None:
            own: dict[str, Any] = self._model.prompts or {}
            given = own.get(kind) or (own.get("passage") if kind == "document" else None)
        return given or None

    @property
    def _model(self) -> "SentenceTransformer":
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> "SentenceTransformer":
        # Imported here because it takes five seconds and 400 MB.
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(
                self._given, device="cpu", local_files_only=self._known is not None
            )
        except Exception as error:  # (errors of the library and of the network)
            reason = " ".join(str(error).split())[:200]
            raise EmbedderError(
                f"The embedder {self._given!r} could not be loaded ({reason}). Give "
                "FOOTNOTE_EMBEDDER a name on the model hub, or a folder with a "
                "sentence-transformers model; unset it for the bundled one."
                if self._known is None
                else f"The embedder {self._known.card.name} could not be loaded ({reason})."
            ) from error
