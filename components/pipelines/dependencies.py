"""The parts of a running Footnote, as the pipelines are given them."""

from collections.abc import Callable
from dataclasses import dataclass

from components.citations import SupportChecker
from components.preferences import Preferences
from components.protocols import (
    Answerer,
    Embedder,
    Fetcher,
    FusingRetriever,
    Loader,
    Reranker,
    SplitterOfSize,
    VectorStore,
)
from components.rerankers import Reader
from components.stores import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """The parts that `services.build` chose, one for each stage."""

    catalogue: Catalogue
    vectors: VectorStore
    loader: Loader
    splitter_of_size: SplitterOfSize
    web: Fetcher
    embedder: Embedder
    embedder_of: Callable[[str], Embedder]
    """Returns the embedder that made a collection's vectors, or else the one in use."""
    reranker: Callable[[], Reranker | None]
    """Returns the reranker in use; None leaves hits in the order of the search."""
    retriever: FusingRetriever
    reader: Reader
    search: Callable[..., FusingRetriever]
    """Builds a retriever over other rankings (keyword, dense), with another `reranker`."""
    answerer: Answerer
    checker: SupportChecker
    """Checks the sentences that a chat model writes."""
    preferences: Callable[[], Preferences]
