"""Texts → unit vectors: the bundled MiniLM in onnxruntime, or any sentence-transformers model."""

from components.embedders.bundled import BundledEmbedder
from components.embedders.sentence_transformer import SentenceTransformerEmbedder

__all__ = ["BundledEmbedder", "SentenceTransformerEmbedder"]
