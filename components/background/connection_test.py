"""A short test question to a chat model: whether it answers, and how fast."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from components.chat_models import Patience
from components.errors import sentence_for
from components.protocols import ChatModel
from components.types import Message, ModelChoice, Usage

QUESTION = "In one short sentence: what is a footnote for?"
PATIENCE = Patience(silence=60, whole=90)
_LONGEST = 600
"""Tokens; a model that thinks before it answers uses most of them for that."""
_EMPTY = "It gave an empty answer. Try another model, or try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialState:
    """Progress of a test; `first_seconds` to the first word include loading, and are 0 before."""

    running: bool = True
    text: str = ""
    first_seconds: float = 0.0
    seconds: float = 0.0
    usage: Usage | None = None
    error: str = ""


class Trial:
    """A test in its own thread, so that the page stays responsive.

    trial = Trial(choice, lambda: HostedChatModel(choice, key=key, patience=PATIENCE))
    trial.state.text
    """

    def __init__(self, choice: ModelChoice, make: Callable[[], ChatModel]) -> None:
        """Start; `make` may be slow, and raise ModelError."""
        self.choice = choice
        self.state = TrialState()
        self._lock = threading.Lock()
        self._began = time.perf_counter()
        threading.Thread(
            target=self._run, args=(make,), name="connection test", daemon=True
        ).start()

    @property
    def waited(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._began

    def stop(self) -> None:
        """End the test now, whatever the model is doing."""
        self._update(running=False, error="Stopped.")

    def _run(self, make: Callable[[], ChatModel]) -> None:
        try:
            model = make()
            messages = (Message(role="user", text=QUESTION),)
            with closing(model.stream(messages, longest=_LONGEST)) as pieces:  # type: ignore[type-var]
                for piece in pieces:
                    before, seconds = self.state, self.waited
                    usage = before.usage or piece.usage
                    if before.usage and piece.usage:  # some providers send the output's last
                        usage = before.usage + piece.usage
                    self._update(
                        text=before.text + piece.text,
                        first_seconds=before.first_seconds or (seconds if piece.text else 0.0),
                        seconds=seconds,
                        usage=usage,
                    )
                    if not self.state.running:
                        return
            error = "" if self.state.text.strip() else _EMPTY
        except Exception as reason:  # noqa: BLE001  (the page shows a sentence)
            error = sentence_for(reason, "A test of a model")
        self._update(running=False, error=error, seconds=self.waited)

    def _update(self, **changes: Any) -> None:
        """Change the state, unless the test has ended."""
        with self._lock:
            if self.state.running:
                self.state = replace(self.state, **changes)
