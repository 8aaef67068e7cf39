"""Texts → unit vectors: the bundled MiniLM in onnxruntime, or any sentence-transformers model."""

from components.embedders.bundled import BundledEmbedder
from components.embedders.chosen import ChosenEmbedder
from components.embedders.sentence_transformer import Known, SentenceTransformerEmbedder

__all__ = ["BundledEmbedder", "ChosenEmbedder", "Known", "SentenceTransformerEmbedder"]
