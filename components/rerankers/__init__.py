"""(question, passage) → relevance: our own reader, any cross-encoder; the one in force."""

from components.rerankers.chosen import ChosenReranker
from components.rerankers.cross_encoder import CrossEncoderReranker
from components.rerankers.reader import AnswerSpan, PassageReading, Reader

__all__ = ["AnswerSpan", "ChosenReranker", "CrossEncoderReranker", "PassageReading", "Reader"]
