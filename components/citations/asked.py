"""The question an answer was given to: a sentence may repeat its words, where the passage answers.

"The head keeper is Wren Tolland" is borne out by "Wren Tolland has run the station since 2009"
where that is what answers "Who is the head keeper?"; the reader says whether it does.
"""

from collections.abc import Sequence

from components.citations.evidence import Evidence, flat
from components.citations.statements import Statement
from components.citations.words import alike
from components.passages import as_read
from components.rerankers import Reader

_LIKELY = 0.0
"""Logit from which the reader takes a sentence for one that answers: even odds."""


class Asked:
    """A question, and who reads passages under it; without a reader nothing is taken from it."""

    def __init__(self, question: str, reader: Reader | None = None) -> None:
        self.statement = Statement(flat(question))
        self._reader = reader

    def answered_by(
        self, statement: Statement, sources: Sequence[Evidence], missing: Sequence[str]
    ) -> bool:
        """Whether the sources' `missing` words are all the question's own, and one of the sources
        answers it with words that are the statement's.

        Raises RerankerError.
        """
        if self._reader is None or not missing or not self._repeats(missing):
            return False
        return any(self._answers(each, statement, self._reader) for each in sources)

    def _repeats(self, missing: Sequence[str]) -> bool:
        own = self.statement.content
        return all(
            any(alike(word.stem, each.stem) for each in own)
            for text in missing
            for word in Statement(text).words
        )

    def _answers(self, source: Evidence, statement: Statement, reader: Reader) -> bool:
        [reading] = reader.read(self.statement.text, [as_read(source.hit)])
        offset = source.hit.chunk.start
        first, last = source.start - offset, source.end - offset
        short = reading.short(first, last)
        if short is None or reading.statement(first, last) < _LIKELY:
            return False
        said = Statement(flat(source.hit.chunk.text[short.start : short.end]))
        figures = {each.bare for each in statement.figures}
        return said.stems <= statement.stems and {each.bare for each in said.figures} <= figures
