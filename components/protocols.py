"""The interfaces of the stages. Only `services/` chooses concrete parts."""

from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from components.types import (
    Answer,
    Chunk,
    Document,
    Hit,
    Message,
    ModelCard,
    Notice,
    PageText,
    Piece,
    Progress,
    Rewrite,
    Scale,
    Token,
    Turn,
    Upload,
    WebPage,
)

Vectors = NDArray[np.float32]
"""Shape (n, d), rows of unit length."""


Vector = NDArray[np.float32]
"""Shape (d,), of unit length."""


Passage = tuple[str, str]
"""Context of a passage (title › headings), and its text."""


class Loader(Protocol):
    """Bytes → Document."""

    def load(self, upload: Upload) -> Iterator[Progress | PageText | Document]:
        """Yield progress, pages as soon as they are read, and the document as the last item.

        Closing the iterator stops the work. Raises LoadError.
        """


class Fetcher(Protocol):
    """Web address → bytes."""

    def fetch(self, page: WebPage) -> Iterator[Progress | Upload]:
        """Yield progress, then the page, named by its title. Raises FetchError."""


class Splitter(Protocol):
    """Document → Chunks with exact spans."""

    @property
    def name(self) -> str:
        """Kind and settings, for the collection's fingerprint."""

    def split(self, document: Document) -> tuple[Chunk, ...]:
        """Return chunks in reading order; none for a document of white space."""


SplitterOfSize = Callable[[int], Splitter]
"""Maximum tokens of a chunk → splitter."""


class Embedder(Protocol):
    """Texts → unit vectors."""

    @property
    def name(self) -> str:
        """Model name and a hash of its weights: two with the same name give the same vectors."""

    @property
    def dimension(self) -> int:
        """Length d of a vector."""

    @property
    def max_tokens(self) -> int:
        """Tokens that it reads of a text, special ones included; it ignores the rest."""

    @property
    def card(self) -> ModelCard:
        """Description for the Settings page."""

    def prepare(self) -> Iterator[Progress]:
        """Load the model, once. Raises EmbedderError."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each passage: float32, unit length."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """Return vectors of questions, which some models encode in another way."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Count the tokens of each text, without special ones."""


class VectorStore(Protocol):
    """An index of chunk vectors by collection, rebuilt from the catalogue where it differs."""

    def upsert(self, collection: str, vectors: Vectors) -> None:
        """Add the vectors (n, d) of a collection's chunks, each distinct one once."""

    def delete(self, collection: str, vector_ids: Sequence[str]) -> None:
        """Remove the vectors that none of the collection's chunks has any more."""

    def rebuild(self, collection: str) -> None:
        """Replace a collection's index by a new one, made from the catalogue."""

    def rewrite(self) -> None:
        """Write the index's files again, where they are ours, without what was deleted."""

    def erase(self) -> None:
        """Remove the whole index and its files; the next use builds it again."""

    def settle(self, collection: str) -> None:
        """Make a collection's index follow the catalogue, where the collection may be gone."""

    def check(self) -> list[str]:
        """Compare the index with the catalogue; returns what was repaired, in words."""

    def query(self, collection: str, vector: Vector, *, limit: int) -> list[tuple[str, float]]:
        """Return (chunk id, cosine) of the nearest chunks, best first."""


class Retriever(Protocol):
    """Question → hits."""

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the best hits first, from ready documents only."""


class ScaledRetriever(Retriever, Protocol):
    """A retriever whose scores are all on one scale."""

    scale: Scale


class FusingRetriever(Retriever, Protocol):
    """A retriever that fuses the rankings of several others."""

    def rankings(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> dict[Scale, tuple[Hit, ...]]:
        """Return the hits of each retriever by its scale, before they are fused."""


class Reranker(Protocol):
    """(question, passage) → relevance."""

    @property
    def name(self) -> str:
        """Model name and a hash of its weights."""

    @property
    def card(self) -> ModelCard:
        """Description for the Settings page."""

    def prepare(self) -> Iterator[Progress]:
        """Load the model, once. Raises RerankerError."""

    def relevance(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Return scores (n,), higher is better, on a scale of its own. Raises RerankerError."""


class ChatModel(Protocol):
    """Messages → text, piece by piece."""

    @property
    def provider(self) -> str:
        """Id of the provider: one of `chat_models.PROVIDERS`, or `local`."""

    @property
    def name(self) -> str:
        """Name to show as the author of an answer."""

    @property
    def window(self) -> int:
        """The context window in tokens, for prompt and reply together."""

    def count_tokens(self, text: str) -> int:
        """Count by the model's own vocabulary, or estimate a little too high."""

    def stream(self, messages: Sequence[Message], *, longest: int) -> Iterator[Piece]:
        """Yield the reply as it comes, at most `longest` tokens.

        Closing the iterator ends the request. Raises ModelError.
        """


class QuestionRewriter(Protocol):
    """Completes follow-up questions. It never raises: where it fails, the rewrite is empty."""

    def standalone(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        """Return one question that asks the same without the turns before it."""


class Answerer(Protocol):
    """Question and hits → answer with citations."""

    @property
    def name(self) -> str:
        """Name to show as the author of an answer."""

    @property
    def rewriter(self) -> QuestionRewriter | None:
        """Completes follow-up questions for this answerer; None where only rules do."""

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),
        instructions: str = "",
    ) -> Generator[Token | Notice | Answer]:
        """Yield the text piece by piece, then the whole answer as the last item.

        An incomplete answer may follow any token: the text so far, and its sentences with the
        markers known so far. Only chat models use the person's `instructions` (style, language)
        and the earlier `turns`. Closing the iterator stops it. Raises ModelError.
        """
