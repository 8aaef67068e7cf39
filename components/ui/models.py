"""Which chat model answers in this session."""

import os

from components.chat_models import LOCAL, provider
from components.protocols import Answerer
from components.types import ModelChoice
from components.ui.state import services


def chosen_model() -> ModelChoice | None:
    """None: answers are quotations."""
    whose, _, model = os.environ.get("FOOTNOTE_MODEL", "").partition(":")
    if not model:
        return None
    return ModelChoice(
        provider=whose, model=model, address=os.environ.get("FOOTNOTE_MODEL_ADDRESS", "")
    )


def answerer() -> Answerer | None:
    """Whoever answers what this session asks; None: quotations. Raises ModelError."""
    choice = chosen_model()
    return services().answerer_for(choice, key=key_for(choice)) if choice else None


def model_words() -> str:
    """Who answers in this session."""
    choice = chosen_model()
    return choice.model if choice else "Quotations"


def hindrance(choice: ModelChoice) -> str:  # noqa: ARG001
    """Why this session cannot be answered by it, and the cure; "" where it can."""
    return ""


def key_for(choice: ModelChoice) -> str:
    """The environment's; "" where there is none."""
    return "" if choice.provider == LOCAL else os.environ.get(provider(choice.provider).key, "")
