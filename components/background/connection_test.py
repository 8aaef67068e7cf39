"""A short test question to a chat model: whether it answers, and how fast."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

from components.chat_models import Patience
from components.errors import FootnoteError
from components.protocols import ChatModel
from components.types import Message, ModelChoice, Usage

QUESTION = "In one short sentence: what is a footnote for?"
PATIENCE = Patience(silence=60, whole=90)
_LONGEST = 600
"""Tokens; a model that thinks before it answers uses most of them for that."""
_STOPPED = "Stopped."
_EMPTY = "It gave an empty answer. Try another model, or try again."
_UNEXPECTED = "The test failed unexpectedly; the program’s log has the details."

_log = logging.getLogger(__name__)


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
        self._note(running=False, error=_STOPPED)

    def _run(self, make: Callable[[], ChatModel]) -> None:
        try:
            model = make()
            messages = (Message(role="user", text=QUESTION),)
            with closing(model.stream(messages, longest=_LONGEST)) as pieces:  # type: ignore[type-var]
                for piece in pieces:
                    took = self.waited
                    before = self.state
                    if not self._note(
                        text=before.text + piece.text,
                        first_seconds=before.first_seconds or (took if piece.text else 0.0),
                        seconds=took,
                        usage=_sum(before.usage, piece.usage),
                    ):
                        return
            error = "" if self.state.text.strip() else _EMPTY
        except FootnoteError as reason:
            error = str(reason)
        except Exception:  # noqa: BLE001  (the page says it calmly; the log has it)
            _log.exception("A test of a model failed")
            error = _UNEXPECTED
        self._note(running=False, error=error, seconds=self.waited)

    def _note(self, **changes: object) -> bool:
        """Change the state; returns False after the end."""
        with self._lock:
            if not self.state.running:
                return False
            self.state = replace(self.state, **changes)  # type: ignore[arg-type]
            return True


def _sum(before: Usage | None, more: Usage | None) -> Usage | None:
    """Add two counts: some providers send the input first, and the output last."""
    if before is None or more is None:
        return before or more
    return Usage(
        tokens_in=before.tokens_in + more.tokens_in, tokens_out=before.tokens_out + more.tokens_out
    )
