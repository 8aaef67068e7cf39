"""Sentences that repeat the words of their question, and add the answer.

"Wren Tolland has been running the station since 2009" is supported by "The keeper, Wren Tolland,
came in 2009" where that is what answers "Who has been running the station since 2009?". The reader
finds the words of a passage that answer a question. What the sentence adds to the question must be
those words, all of them and no others; and what the question itself names, some passage must name.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from components.citations.dates import Date, agree
from components.citations.evidence import Evidence, Passages, flat
from components.citations.figures import Figure
from components.citations.quantities import quantity
from components.citations.statements import Statement
from components.citations.words import Word, alike
from components.rerankers import PassageReading, Reader
from components.text.context import context_and_text
from components.text.words import missing_names

Term = Word | Figure | Date
"""An item of a sentence that carries meaning."""

_ANSWERS = -1.0
"""Logit from which a passage counts as an answer. It and _LIKELY were chosen with both halves of
the articles of benchmarks/citations.py in view."""
_LIKELY = 0.1
"""Probability from which a short answer counts."""
_BESIDE = 3
"""Words on either side that belong to a short answer where the reader leaves them out."""


class QuestionTerms:
    """A question, with the reader that answers it from passages; without one nothing is found."""

    def __init__(
        self, question: str, library: Passages, reader: Callable[[], Reader | None]
    ) -> None:
        self.question = question
        self._library = library
        self._reader = reader

    def source_of(self, statement: Statement) -> Evidence | None:
        """Return the sentence whose answer to the question is what `statement` adds to it.

        Raises RerankerError.
        """
        own, question = terms(statement), terms(self._statement)
        if not question or not self._answering or missing_names(statement.text, self._passages):
            return None
        for evidence, at in self._answering:
            answer = _whole_answer(terms(evidence.statement), at, own, question)
            if (
                answer
                and _restates(own, answer, question)
                and _denies_alike(statement, self._statement, evidence.statement)
            ):
                return evidence
        return None

    @cached_property
    def _statement(self) -> Statement:
        return Statement(flat(self.question))

    @cached_property
    def _passages(self) -> list[str]:
        return [" ".join(context_and_text(hit)) for hit in self._library.hits]

    @cached_property
    def _answering(self) -> Sequence[tuple[Evidence, tuple[int, int]]]:
        """Sentences with a short answer and its span in them, the surest passage first."""
        reader = self._reader()
        if reader is None or not self.question.strip():
            return []
        readings = reader.read(self.question, [context_and_text(hit) for hit in self._library.hits])
        order = sorted(range(len(readings)), key=lambda place: -readings[place].answers)
        found = [
            self._short_answer(place, readings[place])
            for place in order
            if readings[place].answers >= _ANSWERS
        ]
        return [each for each in found if each]

    def _short_answer(
        self, place: int, reading: PassageReading
    ) -> tuple[Evidence, tuple[int, int]] | None:
        chunk = self._library.hits[place].chunk
        short = reading.short(0, len(chunk.text))
        if short is None or short.probability < _LIKELY:
            return None
        start, end = chunk.start + short.start, chunk.start + short.end
        for each in self._library.evidence:
            same = each.hit.chunk.document_id == chunk.document_id
            if same and each.start <= start and end <= each.end:
                return each, (start - each.start, end - each.start)
        return None


def terms(statement: Statement) -> list[Term]:
    """Return the items that carry meaning, in order."""
    words = [
        word
        for word in statement.words
        if not word.filler or quantity(word.text.lower()) is not None
    ]
    found: list[Term] = [*words, *statement.figures, *statement.dates]
    return sorted(found, key=lambda each: each.start)


def _whole_answer(
    theirs: Sequence[Term], at: tuple[int, int], own: Sequence[Term], question: Sequence[Term]
) -> Sequence[Term]:
    """Return a source's terms at its short answer, and a few beside it that the sentence adds too.

    "Trevithick" grows to "Richard Trevithick".
    """
    inside = [place for place, each in enumerate(theirs) if each.start < at[1] and at[0] < each.end]
    if not inside:
        return []

    def is_added(place: int) -> bool:
        return _among(theirs[place], own) and not _among(theirs[place], question)

    first, last = inside[0], inside[-1]
    while inside[0] - first < _BESIDE and first > 0 and is_added(first - 1):
        first -= 1
    while last - inside[-1] < _BESIDE and last + 1 < len(theirs) and is_added(last + 1):
        last += 1
    return theirs[first : last + 1]


def _restates(own: Sequence[Term], answer: Sequence[Term], question: Sequence[Term]) -> bool:
    """Return whether a sentence is the whole answer and the question's words in their order.

    In another order, they may swap who did what to whom.
    """
    left = list(answer)
    repeated: list[Term] = []
    for term in own:
        at = next((place for place, each in enumerate(left) if _same(term, each)), None)
        if at is None:
            repeated.append(term)
        else:
            left.pop(at)
    following = iter(question)
    return not left and all(any(_same(term, each) for each in following) for term in repeated)


def _among(term: Term, others: Sequence[Term]) -> bool:
    return any(_same(term, each) for each in others)


def _same(one: Term, other: Term) -> bool:
    match one, other:
        case Word(), Word():
            return bool(alike(one.stem, other.stem))
        case Figure(), Figure():
            same = (one.unit, one.currency, one.kind) == (other.unit, other.currency, other.kind)
            return same and one.values[0] == other.values[0]
        case Date(), Date():
            return agree(one, other)
    return False


def _denies_alike(statement: Statement, question: Statement, source: Statement) -> bool:
    """Return whether it denies and limits what the question does, and its source denies nothing."""
    denied = [[each.text.lower() for each in side.negations] for side in (statement, question)]
    allowed = {each.kind for each in (*question.bounds, *source.bounds)}
    limited = {each.kind for each in statement.bounds}
    return denied[0] == denied[1] and not source.negations and limited <= allowed
