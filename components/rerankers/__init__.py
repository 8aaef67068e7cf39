"""(question, text) → relevance: any cross-encoder of sentence-transformers; the one in force."""

from components.rerankers.chosen import ChosenReranker
from components.rerankers.cross_encoder import CrossEncoderReranker

__all__ = ["ChosenReranker", "CrossEncoderReranker"]
