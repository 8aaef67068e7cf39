"""The parts of a running Footnote, as the pipelines are given them."""

from dataclasses import dataclass

from components.protocols import (
    Answerer,
    Embedder,
    Fetcher,
    FusingRetriever,
    Loader,
    Splitter,
    VectorStore,
)
from components.stores import Catalogue


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One of each; `services.build` chooses them."""

    catalogue: Catalogue
    vectors: VectorStore
    loader: Loader
    web: Fetcher
    splitter: Splitter
    embedder: Embedder
    retriever: FusingRetriever
    answerer: Answerer
