"""What a part must offer to stand at a stage. Concrete parts are chosen in `services/` alone."""

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
"""What stands above a passage (title › headings), and its text."""


class Loader(Protocol):
    """Bytes → Document."""

    def load(self, upload: Upload) -> Iterator[Progress | PageText | Document]:
        """Progress page by page, then the document as the last item.

        Where pages are read one by one, each comes as soon as it has been. Closing the iterator
        early stops the work. Raises LoadError.
        """


class Fetcher(Protocol):
    """Web address → bytes."""

    def fetch(self, page: WebPage) -> Iterator[Progress | Upload]:
        """Progress, then what was fetched, under a name made of its title, as the last item.

        Raises FetchError.
        """


class Splitter(Protocol):
    """Document → Chunks with exact spans."""

    @property
    def name(self) -> str:
        """What it is and how it is set, for the collection's fingerprint."""

    def split(self, document: Document) -> tuple[Chunk, ...]:
        """Chunks in reading order; none for a document of white space."""


SplitterOfSize = Callable[[int], Splitter]
"""Tokens that a chunk may hold → a splitter that keeps to them."""


class Embedder(Protocol):
    """Texts → unit vectors."""

    @property
    def name(self) -> str:
        """Model name and a hash of its weights: two with the same name give the same vectors."""

    @property
    def dimension(self) -> int:
        """D."""

    @property
    def max_tokens(self) -> int:
        """Tokens it reads of a text, special ones included; it drops the rest."""

    @property
    def card(self) -> ModelCard:
        """What a person is told of it."""

    def prepare(self) -> Iterator[Progress]:
        """Whatever must be done once before the first text; nothing the second time."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a passage, float32, unit length."""

    def encode_questions(self, texts: Sequence[str]) -> Vectors:
        """The same for questions, which some models are to be told from passages."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, special ones excluded."""


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
        """The best hits first, from ready documents only."""


class ScaledRetriever(Retriever, Protocol):
    """One whose scores are all on the same scale."""

    scale: Scale


class FusingRetriever(Retriever, Protocol):
    """One that fuses the rankings of several others."""

    def rankings(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> dict[Scale, tuple[Hit, ...]]:
        """What each of them finds, by scale, before they are fused."""


class Reranker(Protocol):
    """(question, passage) → relevance."""

    @property
    def name(self) -> str:
        """Model name and a hash of its weights."""

    @property
    def card(self) -> ModelCard:
        """What a person is told of it."""

    def prepare(self) -> Iterator[Progress]:
        """Whatever must be done once before the first text; nothing the second time.

        Raises RerankerError.
        """

    def relevance(self, question: str, passages: Sequence[Passage]) -> NDArray[np.float32]:
        """Shape (n,): how well each answers, higher is better; on a scale of its own.

        Raises RerankerError.
        """


class ChatModel(Protocol):
    """Messages → text, piece by piece."""

    @property
    def provider(self) -> str:
        """Whose it is: an id of `chat_models.PROVIDERS`, or `local`."""

    @property
    def name(self) -> str:
        """What the person is told answered."""

    @property
    def window(self) -> int:
        """Tokens that it reads and writes together."""

    def count_tokens(self, text: str) -> int:
        """By the model's own vocabulary, or an estimate that is rather too high."""

    def stream(self, messages: Sequence[Message], *, longest: int) -> Iterator[Piece]:
        """The reply as it comes, `longest` tokens at most.

        Closing the iterator early ends the request. Raises ModelError.
        """


class QuestionRewriter(Protocol):
    """Completes follow-up questions. It never raises: where it fails, the rewrite is empty."""

    def standalone(self, question: str, turns: Sequence[Turn]) -> Rewrite:
        """Return one question that asks the same without the turns before it."""


class Answerer(Protocol):
    """Question and hits → answer with citations."""

    @property
    def name(self) -> str:
        """What the person is told answered."""

    @property
    def rewriter(self) -> QuestionRewriter | None:
        """What completes follow-up questions for it; None where only rules do."""

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),
        instructions: str = "",
    ) -> Generator[Token | Notice | Answer]:
        """The text piece by piece, then the whole answer as the last item.

        An answer that is not `complete` may follow any token: all of the text so far, and its
        sentences with their markers as far as they are known. Closing the iterator stops it.
        `instructions` are the person's own, of style and language; they and the earlier `turns`
        are for those who write. Raises ModelError.
        """
