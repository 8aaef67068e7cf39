"""Question → hits: dense, keyword, and the two fused by rank."""

from components.retrievers.dense import DenseRetriever
from components.retrievers.hybrid import HybridRetriever, fuse
from components.retrievers.keyword import KeywordRetriever

__all__ = ["DenseRetriever", "HybridRetriever", "KeywordRetriever", "fuse"]
