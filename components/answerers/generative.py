"""Answer with a chat model; Footnote checks and cites each sentence itself."""

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from components.citations import CheckedSentence, Span, SupportChecker, SupportStream, quote
from components.errors import ModelError
from components.prompts import as_text, compose
from components.protocols import ChatModel
from components.questions.rewriter import ChatModelRewriter
from components.text.emphasis import EmphasisFilter
from components.types import (
    Answer,
    Citation,
    Generation,
    Hit,
    Message,
    Notice,
    Piece,
    Prompt,
    Sentence,
    Token,
    Turn,
    Usage,
)

_LONGEST_REPLY = 1_000
"""Maximum tokens of a reply; the model's window is shared with the passages."""
_LONGEST_TEXT = 20_000
"""Maximum characters read from a model that ignores the limit on tokens."""
_TRIES = 4
_WAITS = (1.0, 3.0, 8.0)
"""Seconds before each further attempt, unless the server names a time."""
_LONGEST_WAIT = 30.0
_ENDINGS = {
    "length": "The answer reached the model’s length limit, and is incomplete.",
    "time": "The model took too long to finish; this answer is incomplete.",
    "cut": "The connection ended before the answer did; this answer is incomplete.",
    "too long": "The model did not stop writing; the rest of its answer was left out.",
    "content_filter": "The model’s provider blocked the rest of the answer.",
}
_EMPTY = "{name} gave an empty answer. Ask again, or rephrase the question."
_THINKING = re.compile(r"\s*<(think(?:ing)?)>.*?(?:</\1>\s*|\Z)", re.DOTALL | re.IGNORECASE)
_THINKING_TAG = "<thinking>"


class GenerativeAnswerer:
    """Lets a chat model write, and cites the exact spans that support each sentence.

    *steps, answer = GenerativeAnswerer(model, checker).answer("Who keeps the light?", hits)

    `_pieces` retries failed requests in the same way for every provider.
    """

    def __init__(
        self,
        model: ChatModel,
        checker: SupportChecker,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Wait between attempts by calling `sleep` with seconds."""
        self._model = model
        self._checker = checker
        self._sleep = sleep
        self.rewriter = ChatModelRewriter(model)

    @property
    def name(self) -> str:
        """Return the name of the chat model."""
        return self._model.name

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),
        instructions: str = "",
    ) -> Generator[Token | Notice | Answer]:
        """Yield tokens, the answer so far after each sentence, and finally the whole answer.

        If the model fails after its first words, the last answer is not `complete` and its note
        says why. Raises ModelError if the model fails before that.
        """
        prompt = compose(
            question,
            hits,
            turns=turns,
            instructions=instructions,
            budget=self._model.window - _LONGEST_REPLY,
            count=self._model.count_tokens,
        )
        draft = _Draft(
            model=self._model,
            prompt=prompt,
            hits=tuple(hits),
            checking=self._checker.begin(prompt.hits, question=question),
        )
        try:
            for item in self._pieces(prompt.messages):
                if isinstance(item, Notice):
                    yield item
                    continue
                yield from draft.take(item)
                if len(draft.said) > _LONGEST_TEXT:
                    draft.finish = "too long"
                    break
        except ModelError as error:
            if not draft.said.strip():
                raise
            draft.note = f"{error} The answer so far is kept; it is incomplete."
        yield draft.whole()

    def _pieces(self, messages: Sequence[Message]) -> Iterator[Piece | Notice]:
        """Yield the reply; retry after a temporary error if nothing has been written yet."""
        for tried in range(1, _TRIES + 1):
            spoken = False
            try:
                for piece in self._model.stream(messages, longest=_LONGEST_REPLY):
                    spoken = spoken or bool(piece.text)
                    yield piece
                return
            except ModelError as error:
                if spoken or not error.passing or tried == _TRIES:
                    raise
                wait = error.wait if error.wait is not None else _WAITS[tried - 1]
                if wait > _LONGEST_WAIT:
                    raise ModelError(
                        f"{self.name} accepts no requests for {wait:,.0f} seconds. Try again "
                        "after that."
                    ) from error
                yield Notice(text=str(error), seconds=wait)
                self._sleep(wait)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """An answer that is still being written."""

    model: ChatModel
    prompt: Prompt
    hits: tuple[Hit, ...]
    checking: SupportStream
    began: float = field(default_factory=time.perf_counter)
    first: float = 0.0
    said: str = ""
    """Everything that the model wrote, including its thinking."""
    checked: str = ""
    """The part of `said` that the support check has received."""
    emphasis: EmphasisFilter = field(default_factory=EmphasisFilter)
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    usage: Usage | None = None
    finish: str = ""
    note: str = ""

    def take(self, piece: Piece) -> Iterator[Token | Answer]:
        """Add the next piece, and yield what the page can show of it."""
        self.usage = piece.usage or self.usage
        self.finish = piece.finish or self.finish
        if not piece.text:
            return
        self.first = self.first or time.perf_counter() - self.began
        self.said += piece.text
        spoken = _without_thinking(self.said)
        new, self.checked = spoken[len(self.checked) :], spoken
        before = len(self.checking.text)
        finished = self.checking.feed(self.emphasis.feed(new))
        for sentence in finished:
            self._add(sentence)
        if finished:
            yield self._answer(complete=False)
        elif token := self.checking.text[before:]:
            yield Token(text=token)

    def whole(self) -> Answer:
        """Check what remains and return the whole answer."""
        rest = self.checking.feed(self.emphasis.feed("", last=True))
        for sentence in (*rest, *self.checking.end()):
            self._add(sentence)
        self.note = self.note or _ENDINGS.get(self.finish, "")
        if not self.checking.text.strip():
            self.note = self.note or _EMPTY.format(name=self.model.name)
        return self._answer(complete=not self.note)

    def _add(self, checked: CheckedSentence) -> None:
        """Add a finished sentence, with a footnote for each span that supports it."""
        if checked.outcome == "no claim":
            return
        markers = tuple(dict.fromkeys(self._marker(span) for span in checked.spans))
        self.sentences.append(
            Sentence(start=checked.start, end=checked.end, markers=markers, note=checked.note)
        )

    def _marker(self, span: Span) -> int:
        """Return the footnote number of a span: its existing number, or else the next one."""
        place = (span.hit.chunk.id, span.start, span.end)
        for known in self.citations:
            if (known.chunk_id, known.start, known.end) == place:
                return known.marker
        made = quote(span.hit, span.start, span.end, marker=len(self.citations) + 1)
        self.citations.append(replace(made, support=span.support))
        return made.marker

    def _answer(self, *, complete: bool) -> Answer:
        return Answer(
            text=self.checking.text,
            sentences=tuple(self.sentences),
            citations=tuple(self.citations),
            hits=self.hits,
            model=self.model.name,
            supported=not complete or bool(self.citations),
            seconds=time.perf_counter() - self.began,
            complete=complete,
            note=self.note,
            writing=Generation(
                provider=self.model.provider,
                usage=self.usage or self._estimated(),
                first_seconds=self.first,
                prompt=as_text(self.prompt),
                dropped_markers=self.checking.dropped_markers,
            ),
        )

    def _estimated(self) -> Usage:
        written = self.model.count_tokens(self.said) if self.said else 0
        return Usage(tokens_in=self.prompt.tokens, tokens_out=written, estimated=True)


def _without_thinking(said: str) -> str:
    """Return a reply without the thinking that some models begin with.

    >>> _without_thinking("<think>Hm, 142?</think>The tower"), _without_thinking("<thi")
    ('The tower', '')
    """
    opening = said.lstrip()[: len(_THINKING_TAG)].lower()
    if opening and len(opening) < len(_THINKING_TAG) and _THINKING_TAG.startswith(opening):
        return ""
    return _THINKING.sub("", said, count=1) if opening.startswith("<think") else said
