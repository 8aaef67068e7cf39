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
    """One of each; `services.build` chooses them."""

    catalogue: Catalogue
    vectors: VectorStore
    loader: Loader
    splitter_of_size: SplitterOfSize
    web: Fetcher
    embedder: Embedder
    embedder_of: Callable[[str], Embedder]
    """The one that made the vectors of a collection, by its name; the one above where none did."""
    reranker: Callable[[], Reranker | None]
    """The one in force; None where passages stay in the order in which they are found."""
    retriever: FusingRetriever
    reader: Reader
    search: Callable[..., FusingRetriever]
    """The same over other rankings, by words and by meaning, and with another `reranker`."""
    answerer: Answerer
    checker: SupportChecker
    """Of what a chat model writes."""
    preferences: Callable[[], Preferences]
