"""An answerer that says one sentence at a time when it is told to, and waiting for what it does."""

import threading
import time
from collections.abc import Callable, Generator, Sequence

from components.errors import FootnoteError
from components.types import Answer, Hit, Notice, Sentence, Token, Turn


class PacedAnswerer:
    """Says each of its sentences when `say` is called; thinks before the first.

    It is an answerer as a slow chat model is one: it blocks between two words.
    """

    name = "paced"

    def __init__(self, *sentences: str, error: str = "") -> None:
        self._sentences = sentences
        self._error = error
        self._next = threading.Semaphore(0)
        self.closed = threading.Event()

    def say(self, sentences: int = 1) -> None:
        for _ in range(sentences):
            self._next.release()

    def answer(
        self,
        _: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),  # noqa: ARG002
        instructions: str = "",  # noqa: ARG002
    ) -> Generator[Token | Notice | Answer]:
        text = ""
        spans: list[Sentence] = []
        try:
            if self._error and not self._sentences:
                raise FootnoteError(self._error)
            for number, sentence in enumerate(self._sentences):
                self._next.acquire()
                piece = (" " if text else "") + sentence
                spans.append(
                    Sentence(
                        start=len(text + piece) - len(sentence), end=len(text + piece), markers=()
                    )
                )
                text += piece
                yield Token(text=piece)
                last = number == len(self._sentences) - 1
                if last and self._error:
                    raise FootnoteError(self._error)
                yield Answer(
                    text=text,
                    sentences=tuple(spans),
                    citations=(),
                    hits=tuple(hits),
                    model=self.name,
                    supported=True,
                    seconds=0.0,
                    complete=last,
                )
        finally:
            self.closed.set()


def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)
