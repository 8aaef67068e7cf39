"""Answer without a chat model, by quoting and citing the sentences that answer best."""

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
from components.text.words import content_words, stem, words
from components.types import Answer, Citation, Hit, Notice, Sentence, Token, Turn

_NEARLY_AS_GOOD = 0.9
"""Fraction of the best sentence's score that another needs to be quoted as well."""
_NEARLY_AS_READ = 0.85
"""Fraction for scores from the reader, which differ more from each other."""


class ExtractiveAnswerer:
    """Quotes a few sentences of the best hits, in an order that reads well.

    The preferences set how many hits are read, how many sentences are quoted and how certain the
    answer must be; benchmarks/answers.py prints the results for each certainty.

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
        """Use the model from `reader` to find the sentences that answer, or else the embedder."""
        self._embedder = embedder
        self._reader = reader
        self._preferences = preferences

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),  # noqa: ARG002  (quoting needs no context)
        instructions: str = "",  # noqa: ARG002  (quotes cannot follow any)
    ) -> Generator[Token | Notice | Answer]:
        """Yield one token per sentence, each followed by the answer so far.

        The answer is NOT_FOUND when no sentence is certain enough.
        """
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
            _without_other_rows(question, scores.scored)
            if scores.certainty >= preferences.certainty / 100
            else (),
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


def _without_other_rows(question: str, scored: Sequence[Scored]) -> list[Scored]:
    """Leave out rows of a table that match fewer of the question's words than another row.

    Rows of a table are alike but for their names and numbers.
    """
    asked = {stem(word) for word in content_words(question)}
    tables: dict[tuple[str, str], int] = {}
    matches: list[tuple[tuple[str, str], int]] = []
    for each in scored:
        candidate = each.candidate
        head, mark, _ = candidate.text.partition(": ")
        table = (candidate.hit.chunk.document_id, head if mark else "")
        count = len(asked & {stem(word) for word in words(candidate.text)})
        matches.append((table, count))
        if candidate.is_row:
            tables[table] = max(tables.get(table, 0), count)
    return [
        each
        for each, (table, count) in zip(scored, matches, strict=True)
        if not each.candidate.is_row or count == tables[table]
    ]


def _choose(scored: Sequence[Scored], *, nearly: float, most: int) -> list[Scored]:
    """Return the best sentence and others that score nearly as high and differ from it."""
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
    # The best sentence's document comes first; within a document, sentences keep their order.
    first_document = best.candidate.hit.chunk.document_id

    def place(each: Scored) -> tuple[bool, str, int]:
        document = each.candidate.hit.chunk.document_id
        return document != first_document, document, each.candidate.start

    # Only the best sentence shows its short answer, so that one place stands out.
    return [
        each if each is best else replace(each, short=None)
        for each in sorted(chosen.values(), key=place)
    ]
