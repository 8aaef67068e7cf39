"""Question and passage → relevance."""

from components.rerankers.reader import Reader, Reading

__all__ = ["Reader", "Reading"]
