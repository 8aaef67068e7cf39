"""Question and hits → answer with citations."""

from components.answerers.extractive import ExtractiveAnswerer

__all__ = ["ExtractiveAnswerer"]
