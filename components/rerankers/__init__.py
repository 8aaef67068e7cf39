"""(question, passage) → relevance: our own reader, any cross-encoder; the one in force."""

from components.rerankers.chosen import ChosenReranker
from components.rerankers.cross_encoder import CrossEncoderReranker
from components.rerankers.reader import Reader, Reading, Short

__all__ = ["ChosenReranker", "CrossEncoderReranker", "Reader", "Reading", "Short"]
