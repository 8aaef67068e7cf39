"""Answers with no model server: the sentences of the hits that answer, verbatim, each cited."""

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace

from components.answerers.candidates import candidates
from components.answerers.scoring import Scored, by_meaning, by_reading
from components.citations import quote
from components.preferences import Preferences
from components.prompts import NOT_FOUND
from components.protocols import Embedder
from components.rerankers import Reader
from components.text.words import words
from components.types import Answer, Citation, Hit, Notice, Sentence, Token, Turn

_NEARLY_AS_GOOD = 0.9
"""Share of the best sentence's score that another must reach to be said too."""
_NEARLY_AS_READ = 0.85
"""The same, of the reader's scores, which lie further apart."""


class ExtractiveAnswerer:
    """A few sentences of the best hits, in an order that reads well.

    How many, of how many hits, and how well one must answer, the preferences say;
    benchmarks/answers.py prints the curve of the last.

    *_, answer = ExtractiveAnswerer(embedder).answer("Who keeps the light?", hits)
    """

    name = "extractive"
    rewriter = None

    def __init__(
        self,
        embedder: Embedder,
        *,
        reader: Callable[[], Reader | None] = lambda: None,
        preferences: Callable[[], Preferences] = Preferences,
    ) -> None:
        """`reader`: who says which sentences answer; without one the embedder does."""
        self._embedder = embedder
        self._reader = reader
        self._preferences = preferences

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),  # noqa: ARG002  (what is quoted needs none)
        instructions: str = "",  # noqa: ARG002  (and follows none)
    ) -> Generator[Token | Notice | Answer]:
        """A token a sentence, each with the answer so far; NOT_FOUND where no sentence answers."""
        began = time.perf_counter()
        preferences = self._preferences()
        found = candidates(hits[: preferences.read])
        reader = self._reader()
        scores = (
            by_reading(reader, self._embedder, question, found)
            if reader
            else by_meaning(self._embedder, question, found)
        )
        chosen = _choose(
            scores.scored if scores.certainty >= preferences.certainty / 100 else (),
            nearly=_NEARLY_AS_READ if reader else _NEARLY_AS_GOOD,
            most=preferences.sentences,
        )
        text = ""
        sentences: list[Sentence] = []
        citations: list[Citation] = []
        for marker, scored in enumerate(chosen, start=1):
            candidate = scored.candidate
            citations.append(quote(candidate.hit, candidate.start, candidate.end, marker=marker))
            piece = (" " if text else "") + candidate.text
            start = len(text) + len(piece) - len(candidate.text)
            sentences.append(
                Sentence(
                    start=start,
                    end=start + len(candidate.text),
                    markers=(marker,),
                    short=scored.short and (start + scored.short[0], start + scored.short[1]),
                )
            )
            text += piece
            yield Token(text=piece)
            last = marker == len(chosen)
            yield self._answer(text, sentences, citations, hits, began, complete=last)
        if not chosen:
            yield Token(text=NOT_FOUND)
            yield self._answer(NOT_FOUND, (), (), hits, began, complete=True)

    def _answer(
        self,
        text: str,
        sentences: Sequence[Sentence],
        citations: Sequence[Citation],
        hits: Sequence[Hit],
        began: float,
        *,
        complete: bool,
    ) -> Answer:
        return Answer(
            text=text,
            sentences=tuple(sentences),
            citations=tuple(citations),
            hits=tuple(hits),
            model=self.name,
            supported=text != NOT_FOUND,
            seconds=time.perf_counter() - began,
            complete=complete,
        )


def _choose(scored: Sequence[Scored], *, nearly: float, most: int) -> list[Scored]:
    """The best, and others that are nearly as good and say something else."""
    order = sorted(scored, key=lambda each: -each.score)
    if not order:
        return []
    best = order[0]
    chosen: dict[tuple[str, ...], Scored] = {}
    for each in order:
        if len(chosen) == most or each.score < nearly * best.score:
            break
        if each.candidate.whole or not chosen:
            chosen.setdefault(tuple(words(each.candidate.text)), each)
    # The best sentence's document leads; inside a document, the order it was written in.
    first_document = best.candidate.hit.chunk.document_id

    def place(each: Scored) -> tuple[bool, str, int]:
        document = each.candidate.hit.chunk.document_id
        return document != first_document, document, each.candidate.start

    # What is short is shown of the best alone: one answer, in one place.
    return [
        each if each is best else replace(each, short=None)
        for each in sorted(chosen.values(), key=place)
    ]
