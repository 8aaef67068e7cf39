"""Interfaces of the stages that have several implementations; `services/` chooses one."""

from collections.abc import Generator, Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from components.types import (
    Answer,
    Hit,
    Message,
    ModelCard,
    Notice,
    Piece,
    Progress,
    Rewrite,
    Scale,
    Token,
    Turn,
)

Vectors = NDArray[np.float32]
"""Shape (n, d), rows of unit length."""
Vector = NDArray[np.float32]
"""Shape (d,), of unit length."""
Passage = tuple[str, str]
"""Context of a passage (title › headings), and its text."""


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


class Retriever(Protocol):
    """Question → hits with scores on one scale."""

    scale: Scale

    def retrieve(
        self,
        question: str,
        *,
        collection: str,
        limit: int,
        document_ids: Sequence[str] | None = None,
    ) -> tuple[Hit, ...]:
        """Return the best hits first, from ready documents only."""


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
