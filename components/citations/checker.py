"""Support check of each sentence of an answer against the hits that it was written from.

stream = SupportChecker(embedder).begin(hits, question="How many days of leave are there?")
for token in tokens:
    for sentence in stream.feed(token):
        ...
rest = stream.end()
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from components.citations.claims import needs_support, opens_sources
from components.citations.evidence import Passages
from components.citations.markers import MarkerFilter
from components.citations.restated_question import QuestionTerms
from components.citations.segments import Segment, Segmenter, SegmentKind
from components.citations.verdicts import Outcome, judge
from components.protocols import Embedder
from components.rerankers import Reader
from components.types import Hit

_MAX_SPANS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Span of the support: offsets into the document, inside the hit's chunk."""

    hit: Hit
    start: int
    end: int
    support: float

    @property
    def quote(self) -> str:
        """Return the words of the span."""
        return self.hit.chunk.text[
            self.start - self.hit.chunk.start : self.end - self.hit.chunk.start
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedSentence:
    """A sentence of the answer and its support.

    `start` and `end` count in the answer's text without the model's markers; `note` says what
    differs or why nothing supports it, and is empty where all is well. `outcome` is "no claim"
    where there is nothing to support.
    """

    text: str
    start: int
    end: int
    outcome: Outcome
    note: str
    spans: tuple[Span, ...]


class SupportChecker:
    """Makes a check for each answer."""

    def __init__(
        self, embedder: Embedder, *, reader: Callable[[], Reader | None] = lambda: None
    ) -> None:
        """Take the reader that finds answers, for sentences that repeat their question."""
        self._embedder = embedder
        self._reader = reader

    def begin(self, hits: Sequence[Hit], *, question: str = "") -> "SupportStream":
        """Begin the check of one answer, written from `hits` in the order the model saw them.

        The model's `[n]` is the n-th of them. `question` adds its words to a short answer.
        """
        library = Passages(hits, self._embedder)
        return SupportStream(library, QuestionTerms(question, library, self._reader))


class SupportStream:
    """Takes an answer piece by piece, and returns each finished sentence once, checked."""

    def __init__(self, library: Passages, question: QuestionTerms) -> None:
        self._library = library
        self._filter = MarkerFilter(len(library.hits))
        self._segmenter = Segmenter()
        self._question = question
        self._markers_read = 0
        self._in_sources = False
        self._last_kind: SegmentKind | None = None

    @property
    def text(self) -> str:
        """Return the answer so far, without markers; offsets of `CheckedSentence` count in it."""
        return self._segmenter.text

    @property
    def dropped_markers(self) -> int:
        """Return the number of markers so far that point at no hit."""
        return self._filter.dropped

    def feed(self, text: str) -> list[CheckedSentence]:
        """Return the sentences that this piece of the answer ends."""
        return self._checked(self._filter.feed(text), last=False)

    def end(self) -> list[CheckedSentence]:
        """Return the sentences that were still open."""
        return self._checked(self._filter.feed("", last=True), last=True)

    def _checked(self, clean: str, *, last: bool) -> list[CheckedSentence]:
        return [self._check(each) for each in self._segmenter.feed(clean, last=last)]

    def _check(self, segment: Segment) -> CheckedSentence:
        text = self.text[segment.start : segment.end]
        hinted = self._hints(segment.end)
        self._in_sources = self._in_sources or opens_sources(text)
        table_head = segment.kind == "row" and self._last_kind != "row"
        self._last_kind = segment.kind
        if self._in_sources or table_head or not needs_support(text, segment.kind):
            return _checked(segment, text, "no claim")
        verdict = judge(text, self._library, hinted, self._question)
        spans: list[Span] = []
        for part in verdict.parts:
            source = part.evidence
            if any((each.hit, each.end) == (source.hit, source.end) for each in spans):
                continue
            spans.append(
                Span(hit=source.hit, start=source.start, end=source.end, support=verdict.support)
            )
        return _checked(segment, text, verdict.outcome, verdict.note, spans[:_MAX_SPANS])

    def _hints(self, end: int) -> frozenset[int]:
        """Return indices of the hits that the model named in or after this sentence."""
        markers = self._filter.markers[self._markers_read :]
        own = [each for each in markers if each.at <= end]
        self._markers_read += len(own)
        return frozenset(number - 1 for each in own for number in each.numbers)


def _checked(
    segment: Segment, text: str, outcome: Outcome, note: str = "", spans: Sequence[Span] = ()
) -> CheckedSentence:
    return CheckedSentence(
        text=text,
        start=segment.start,
        end=segment.end,
        outcome=outcome,
        note=note,
        spans=tuple(spans),
    )
