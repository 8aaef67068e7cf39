"""What an answer costs, where the price of its model is known."""

from components.types import Writing


def cost(writing: Writing, model: str) -> float | None:  # noqa: ARG001
    """US dollars; None where no price is known."""
    return None
