"""The parts of a running Footnote, as the pipelines are given them."""

from collections.abc import Callable
from dataclasses import dataclass

from components.citations import SupportChecker
from components.loaders import SandboxedLoader, WebFetcher
from components.preferences import Preferences
from components.protocols import Answerer, Embedder, Reranker
from components.rerankers import Reader
from components.retrievers import HybridRetriever
from components.splitters import StructureSplitter
from components.stores import Catalogue, ChromaVectorStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependencies:
    """The parts that `services.build` chose, one for each stage."""

    catalogue: Catalogue
    vectors: ChromaVectorStore
    loader: SandboxedLoader
    splitter_of_size: Callable[[int], StructureSplitter]
    """Builds a splitter of that many tokens a chunk."""
    web: WebFetcher
    embedder: Embedder
    embedder_of: Callable[[str], Embedder]
    """Returns the embedder that made a collection's vectors, or else the one in use."""
    reranker: Callable[[], Reranker | None]
    """Returns the reranker in use; None leaves hits in the order of the search."""
    retriever: HybridRetriever
    reader: Reader
    search: Callable[..., HybridRetriever]
    """Builds a retriever over other rankings (keyword, dense), with another `reranker`."""
    answerer: Answerer
    checker: SupportChecker
    """Checks the sentences that a chat model writes."""
    preferences: Callable[[], Preferences]
