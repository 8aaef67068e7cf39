"""Question and passages → relevance, by Footnote's own reader or by any cross-encoder."""

from components.rerankers.chosen import ChosenReranker
from components.rerankers.cross_encoder import CrossEncoderReranker
from components.rerankers.reader import AnswerSpan, PassageReading, Reader

__all__ = ["AnswerSpan", "ChosenReranker", "CrossEncoderReranker", "PassageReading", "Reader"]
