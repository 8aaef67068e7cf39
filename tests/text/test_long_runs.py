"""Whatever reads untrusted text takes linear time over it: no run of one character freezes it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from components.citations import whole_amounts
from components.citations.claims import needs_support, opens_sources
from components.citations.markers import MarkerFilter
from components.citations.segments import Segmenter
from components.citations.statements import Statement
from components.loaders.formats.csv_table import read_csv
from components.loaders.formats.text import read_text
from components.prompts import compose, estimate_tokens
from components.questions.followups import depends_on_turns, standalone
from components.questions.rewriter import read_standalone
from components.questions.suggestions import suggestions
from components.text.context import statements
from components.text.emphasis import EmphasisFilter
from components.text.sentences import blocks, sentences
from components.text.words import content_words, missing_names
from components.types import Answer, Chunk, Hit, Turn, Upload

_CHARS = 100_000
_HANG_S = 30
"""Quadratic time over so many characters is minutes; linear time a fraction of a second."""
_RUNS = (
    *"aA1é字½¹ \n\t.,-_*`[(#|'’$<?•\u00a0",
    *("a ", "A.", "1.", "1 ", "(1", "[1]", "a-", "a-\n", "not ", "the ", "1.\n", '. "', "<think>"),
)


def _statement(text: str) -> None:
    statement = Statement(text)
    assert len(statement.words) + len(statement.negations) + len(statement.bounds) >= 0
    assert statement.names is not None
    assert statement.years is not None


def _streamed(text: str) -> None:
    markers, segmenter = MarkerFilter(3), Segmenter()
    segmenter.feed(markers.feed(text, last=True), last=True)


def _chunk(text: str, heading: str = "") -> Chunk:
    heads = (heading,) if heading else ()
    return Chunk(id="c", document_id="d", page=1, start=0, end=len(text), text=text, heading=heads)


def _turn(text: str) -> Turn:
    answer = Answer(
        text=text, sentences=(), citations=(), hits=(), model="", supported=True, seconds=0
    )
    return Turn(question=text, answer=answer)


def _prompt(text: str) -> None:
    hit = Hit(chunk=_chunk(text), document_name=text[:300], score=1, scale="rrf", rank=1)
    compose(text, [hit], turns=[_turn(text)], budget=1_000, count=estimate_tokens)


_READERS: dict[str, Callable[[str], object]] = {
    "statement": _statement,
    "claim": lambda text: (needs_support(text, "prose"), opens_sources(text)),
    "stream": _streamed,
    "emphasis": lambda text: EmphasisFilter().feed(text, last=True),
    "blocks": lambda text: (list(blocks(text, markdown=True)), list(statements(text, ()))),
    "sentences": lambda text: sentences(text, 0, len(text)),
    "words": lambda text: (content_words(text), missing_names(text, [text])),
    "follow-up": lambda text: (depends_on_turns(text), standalone(f"and {text}?", [_turn(text)])),
    "rewrite": lambda text: read_standalone(text, text, text),
    "suggestions": lambda text: suggestions([("a.txt", [_chunk(text, heading=text)])]),
    "prompt": _prompt,
    "amounts": lambda text: whole_amounts(text, 0, len(text)),
    "records": lambda text: [
        reader(Upload(name="a.log", data=text.encode())) for reader in (read_text, read_csv)
    ],
}


@contextmanager
def _no_hang() -> Iterator[None]:
    def fail(_number: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"more than {_HANG_S} s")

    before = signal.signal(signal.SIGALRM, fail)
    signal.alarm(_HANG_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("run", _RUNS, ids=repr)
def test_long_run_of_one_character_is_read_in_linear_time(reader: str, run: str) -> None:
    text = "The tower is a " + (run * _CHARS)[:_CHARS]
    with _no_hang():
        _READERS[reader](text)


def test_word_longer_than_the_limit_is_cut() -> None:
    assert content_words("tower " + "a" * 1_000) == ["tower", "a" * 200]
