"""Keep the reranker in use, which can be changed while Footnote runs."""

import threading
from collections.abc import Callable

from components.errors import RerankerError
from components.protocols import Reranker


class ChosenReranker:
    """Holds the reranker that a person selected, or else the default.

    reranker = ChosenReranker(lambda: None)
    reranker.use(CrossEncoderReranker("cross-encoder/ms-marco-MiniLM-L6-v2"))
    reranker.get()
    """

    def __init__(self, default: Callable[[], Reranker | None]) -> None:
        self._default = default
        self._selected: Reranker | None = None
        self._preparing = threading.Lock()
        self.trouble = ""
        """A sentence on why the selected reranker is not used; "" if nothing is wrong."""

    def use(self, reranker: Reranker | None) -> None:
        """Use this reranker from the next question on; None selects the default."""
        self._selected = reranker
        self.trouble = ""

    def get(self) -> Reranker | None:
        """Return the reranker in use, loaded; None if there is no default either.

        If the selected one cannot be loaded, the default replaces it and `trouble` says why.
        """
        with self._preparing:
            selected = self._selected
            if selected is None:
                return self._default()
            try:
                for _ in selected.prepare():
                    pass
            except RerankerError as error:
                self.fall_back(str(error))
                return self._default()
            return selected

    def fall_back(self, reason: str) -> None:
        """Use the default from now on, and keep the reason in `trouble`."""
        self._selected = None
        self.trouble = reason
