"""The question that an answer was given to: a sentence may repeat its words, and add the answer.

"Wren Tolland has been running the station since 2009" is borne out by "The keeper, Wren Tolland,
came in 2009" where that is what answers "Who has been running the station since 2009?". The reader
says which words of a passage answer a question. What the sentence adds to the question must be
those words, all of them and no others; and what the question itself names, some passage must name.
"""

from collections.abc import Callable, Sequence
from functools import cached_property

from components.citations.dates import Date, agree
from components.citations.evidence import Evidence, Passages, flat
from components.citations.figures import Figure
from components.citations.polarity import opposed, quantity
from components.citations.statements import Statement
from components.citations.words import Word, alike
from components.rerankers import PassageReading, Reader
from components.text.context import context_and_text
from components.text.words import missing_names

Term = Word | Figure | Date
"""What a sentence says something with."""

_ANSWERS = -1.0
"""Logit from which a passage is taken to answer, and the probability from which its short answer
is. Chosen with both halves of the articles in benchmarks/citations.py in view."""
_LIKELY = 0.1
_BESIDE = 3
"""Words on either side that belong to a short answer, though the reader leaves them out."""


class QuestionTerms:
    """A question, and who reads passages under it; without a reader nothing is taken from it."""

    def __init__(
        self, question: str, library: Passages, reader: Callable[[], Reader | None]
    ) -> None:
        self.question = question
        self._library = library
        self._reader = reader

    def behind(self, statement: Statement) -> Evidence | None:
        """The sentence of a passage whose answer to the question is what `statement` adds to it.

        Raises RerankerError.
        """
        own, asked = terms(statement), terms(self._statement)
        if not asked or not self._answering or missing_names(statement.text, self._passages):
            return None
        for evidence, at in self._answering:
            said = _grown(terms(evidence.statement), at, own, asked)
            if (
                said
                and _is_both(own, said, asked)
                and _denies_alike(statement, self._statement, evidence.statement)
                and not _turns_round(statement, self._statement, said)
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
        """Sentences with a short answer, and its characters in them; the surest passage first."""
        reader = self._reader()
        if reader is None or not self.question.strip():
            return []
        readings = reader.read(self.question, [context_and_text(hit) for hit in self._library.hits])
        order = sorted(range(len(readings)), key=lambda place: -readings[place].answers)
        found = [
            self._short(place, readings[place])
            for place in order
            if readings[place].answers >= _ANSWERS
        ]
        return [each for each in found if each]

    def _short(
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
    """What says something, in order."""
    words = [
        word
        for word in statement.words
        if not word.filler or quantity(word.text.lower()) is not None
    ]
    found: list[Term] = [*words, *statement.figures, *statement.dates]
    return sorted(found, key=lambda each: each.start)


def _grown(
    theirs: Sequence[Term], at: tuple[int, int], own: Sequence[Term], asked: Sequence[Term]
) -> Sequence[Term]:
    """The terms of a source at its short answer, and a few beside it that the sentence adds too:
    "Trevithick" is answered by "Richard Trevithick".
    """
    inside = [place for place, each in enumerate(theirs) if each.start < at[1] and at[0] < each.end]
    if not inside:
        return []

    def is_added(place: int) -> bool:
        return _among(theirs[place], own) and not _among(theirs[place], asked)

    first, last = inside[0], inside[-1]
    while inside[0] - first < _BESIDE and first > 0 and is_added(first - 1):
        first -= 1
    while last - inside[-1] < _BESIDE and last + 1 < len(theirs) and is_added(last + 1):
        last += 1
    return theirs[first : last + 1]


def _is_both(own: Sequence[Term], said: Sequence[Term], asked: Sequence[Term]) -> bool:
    """Whether a sentence is the answer, whole, and otherwise the question's words as they came:
    turned about, they may say who did what to whom otherwise.
    """
    left = list(said)
    repeated: list[Term] = []
    for term in own:
        at = next((place for place, each in enumerate(left) if _same(term, each)), None)
        if at is None:
            repeated.append(term)
        else:
            left.pop(at)
    coming = iter(asked)
    return not left and all(any(_same(term, each) for each in coming) for term in repeated)


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
    """Whether it denies and limits what the question does, and its source denies nothing."""
    denied = [[each.text.lower() for each in said.negations] for said in (statement, question)]
    known = {each.kind for each in (*question.bounds, *source.bounds)}
    limited = {each.kind for each in statement.bounds}
    return denied[0] == denied[1] and not source.negations and limited <= known


def _turns_round(statement: Statement, question: Statement, said: Sequence[Term]) -> bool:
    """Whether it has the opposite of a word that stands in the question, or answers it."""
    theirs = {*question.listed, *(each.stem for each in said if isinstance(each, Word))}
    return any(
        opposed(mine, other) for mine in statement.listed if mine not in theirs for other in theirs
    )
