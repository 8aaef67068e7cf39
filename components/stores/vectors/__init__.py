"""Chroma as the vector index; the only folder that imports it."""

from components.stores.vectors.store import ChromaVectorStore

__all__ = ["ChromaVectorStore"]
