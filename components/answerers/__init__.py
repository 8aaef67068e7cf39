"""Question and hits → answer with citations."""

from components.answerers.extractive import ExtractiveAnswerer
from components.answerers.generative import GenerativeAnswerer

__all__ = ["ExtractiveAnswerer", "GenerativeAnswerer"]
