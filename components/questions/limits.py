"""Refuse questions that are too long to be answered."""

from components.errors import QuestionError
from components.types import MAX_QUESTION_CHARS


def check_length(question: str) -> None:
    """Raise QuestionError where the question is too long."""
    if len(question) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"The question has {len(question):,} characters, and the limit is "
            f"{MAX_QUESTION_CHARS:,}. Shorten it, or add the text as a document and ask about it."
        )
