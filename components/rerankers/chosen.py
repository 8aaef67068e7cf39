"""The reranker in force, which may become another while Footnote runs."""

import threading
from collections.abc import Callable

from components.errors import RerankerError
from components.protocols import Reranker


class ChosenReranker:
    """One that a person keeps, or else the default; None where there is neither.

    reranker = ChosenReranker(lambda: None)
    reranker.use(CrossEncoderReranker("cross-encoder/ms-marco-MiniLM-L6-v2"))
    reranker.get()
    """

    def __init__(self, default: Callable[[], Reranker | None]) -> None:
        self._default = default
        self._kept: Reranker | None = None
        self._getting_ready = threading.Lock()
        self.trouble = ""
        """Why the one that was kept is not in force, in a sentence; "" where nothing is wrong."""

    def use(self, reranker: Reranker | None) -> None:
        """Have it in force from the next question on; None: the default."""
        self._kept = reranker
        self.trouble = ""

    def get(self) -> Reranker | None:
        """The one in force, ready. One that cannot be loaded is passed over for the default, and
        `trouble` says why.
        """
        with self._getting_ready:
            kept = self._kept
            if kept is None:
                return self._default()
            try:
                for _ in kept.prepare():
                    pass
            except RerankerError as error:
                self.fall_back(str(error))
                return self._default()
            return kept

    def fall_back(self, reason: str) -> None:
        """Go on with the default."""
        self._kept = None
        self.trouble = reason
