"""The parts of a running Footnote, as the pipelines are given them."""

from collections.abc import Callable
from dataclasses import dataclass

from components.protocols import (
    Answerer,
    Embedder,
    Fetcher,
    FusingRetriever,
    Loader,
    SplitterOfSize,
    VectorStore,
)
from components.rerankers import Reader
from components.stores import AnswerCache, Catalogue, Preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One of each; `services.build` chooses them."""

    catalogue: Catalogue
    vectors: VectorStore
    loader: Loader
    splitter_of_size: SplitterOfSize
    web: Fetcher
    embedder: Embedder
    retriever: FusingRetriever
    reader: Reader
    answerer: Answerer
    preferences: Callable[[], Preferences]
    kept_answers: AnswerCache
