"""Answers written by a chat model, every sentence cited by us and checked, whatever it marked."""

import re
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field

from components.citations import CheckedSentence, SupportChecker, quote
from components.errors import ModelError
from components.prompts import NOT_FOUND, as_text, compose
from components.protocols import ChatModel
from components.types import (
    Answer,
    Citation,
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
"""Tokens that a model is asked to keep to; its window is shared with the passages."""
_LONGEST_TEXT = 20_000
"""Characters that are read of a model that does not keep to it."""
_TRIES = 4
_WAITS = (1.0, 3.0, 8.0)
"""Seconds before each further try, where the server names none."""
_LONGEST_WAIT = 30.0
_ENDINGS = {
    "length": "The answer reached the model’s length limit, and is incomplete.",
    "time": "The model took too long to finish; this answer is incomplete.",
    "cut": "The connection ended before the answer did; this answer is incomplete.",
    "too long": "The model did not come to an end; what follows was left out.",
    "content_filter": "The model’s provider held the rest of the answer back.",
}
_EMPTY = "{name} gave an empty answer. Ask again, or in other words."
_THINKING = re.compile(r"\s*<(think(?:ing)?)>.*?(?:</\1>\s*|\Z)", re.DOTALL | re.IGNORECASE)
_THINKING_TAG = "<thinking>"
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)


class GenerativeAnswerer:
    """The chat model writes; each sentence gets the exact spans that support it.

    *steps, answer = GenerativeAnswerer(model, checker).answer("Who keeps the light?", hits)

    Trying again, waiting and giving up are here, for every provider alike: see `_pieces`.
    """

    def __init__(
        self,
        model: ChatModel,
        checker: SupportChecker,
        *,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`sleep` waits between two tries, so many seconds."""
        self._model = model
        self._checker = checker
        self._sleep = sleep

    @property
    def name(self) -> str:
        """The model's."""
        return self._model.name

    def answer(
        self,
        question: str,
        hits: Sequence[Hit],
        *,
        turns: Sequence[Turn] = (),
        instructions: str = "",
    ) -> Generator[Token | Notice | Answer]:
        """Tokens; after each sentence the answer so far; at last the whole of it.

        Where the model fails after its first words, the last answer is not `complete`, and its
        note says why. Raises ModelError where it fails before.
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
            prompt=prompt, hits=tuple(hits), model=self.name, checking=self._checker.begin(
                prompt.hits, question=question
            )
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
            draft.note = f"{error} What had been said is kept; it is incomplete."
        yield draft.whole(self._model)

    def _pieces(self, messages: Sequence[Message]) -> Iterator[Piece | Notice]:
        """The reply. What may pass is tried again, as long as nothing has been said."""
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
                        f"{self.name} asks to be left alone for {wait:,.0f} seconds. Try again then."
                    ) from error
                yield Notice(text=f"{error} Trying again in {wait:.0f} s.")
                self._sleep(wait)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """The answer as it grows."""

    prompt: Prompt
    hits: tuple[Hit, ...]
    model: str
    checking: "Checking"
    began: float = field(default_factory=time.perf_counter)
    first: float | None = None
    said: str = ""
    """All that the model wrote, thinking aloud included."""
    heard: str = ""
    """What of it has been given to the checking."""
    text: str = ""
    sentences: list[Sentence] = field(default_factory=list)
    citations: list[Citation] = field(default_factory=list)
    usage: Usage | None = None
    finish: str = ""
    note: str = ""

    def take(self, piece: Piece) -> Iterator[Token | Answer]:
        """Put in the next piece; what the page can show of it."""
        self.usage = piece.usage or self.usage
        self.finish = piece.finish or self.finish
        if not piece.text:
            return
        self.first = self.first or time.perf_counter() - self.began
        self.said += piece.text
        aloud = _aloud(self.said)
        new, self.heard = aloud[len(self.heard) :], aloud
        if not new:
            return
        finished = self.checking.feed(new)
        for sentence in finished:
            self._add(sentence)
        if finished:
            yield self._answer(complete=False, note="")
        else:
            yield Token(text=new)

    def whole(self, model: ChatModel) -> Answer:
        """Nothing more will come."""
        for sentence in self.checking.end():
            self._add(sentence)
        if self.usage is None:
            self.usage = Usage(
                tokens_in=self.prompt.tokens,
                tokens_out=model.count_tokens(self.said),
                estimated=True,
            )
        note = self.note or _ENDINGS.get(self.finish, "")
        if not self.text.strip():
            note = note or _EMPTY.format(name=self.model)
        return self._answer(complete=not note, note=note)

    def _add(self, checked: CheckedSentence) -> None:
        """A finished sentence, with a footnote for each place that stands behind it."""
        start = len(self.text) + len(checked.before)
        markers: list[int] = []
        for span in checked.spans:
            known = next(
                (
                    each.marker
                    for each in self.citations
                    if (each.chunk_id, each.start, each.end)
                    == (span.hit.chunk.id, span.start, span.end)
                ),
                None,
            )
            if known is None:
                known = len(self.citations) + 1
                made = quote(span.hit, span.start, span.end, marker=known)
                self.citations.append(replace(made, support=span.support))
            if known not in markers:
                markers.append(known)
        self.text += checked.before + checked.text
        if checked.outcome != "no claim":
            self.sentences.append(
                Sentence(
                    start=start, end=len(self.text), markers=tuple(markers), note=checked.note
                )
            )

    def _answer(self, *, complete: bool, note: str) -> Answer:
        pending = "" if complete or note else self.checking.pending
        return Answer(
            text=self.text + pending,
            sentences=tuple(self.sentences),
            citations=tuple(self.citations),
            hits=self.hits,
            model=self.model,
            supported=not complete or any(each.markers for each in self.sentences),
            seconds=time.perf_counter() - self.began,
            complete=complete,
            note=note,
            usage=self.usage,
            first_seconds=self.first,
            prompt=as_text(self.prompt),
            dropped_markers=self.checking.dropped_markers,
        )


def _aloud(said: str) -> str:
    """What a model says to the person: without the thinking that some begin with.

    >>> _aloud("<think>Hm, 142?</think>The tower"), _aloud("<thi"), _aloud("< 3 m")
    ('The tower', '', '< 3 m')
    """
    opening = said.lstrip().lower()
    if opening and len(opening) < len(_THINKING_TAG) and _THINKING_TAG.startswith(opening):
        return ""
    return _THINKING.sub("", said, count=1) if opening.startswith("<think") else said
