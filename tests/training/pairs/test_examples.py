"""What a reader is trained on: every span points at the same words, whatever is cut out."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from components.text.context import Span
from components.training.pairs.examples import (
    ReadingExample,
    ReadPassage,
    answered,
    read_examples,
    shuffled,
    unanswered,
    without,
    without_answer,
    write_examples,
)
from components.training.pairs.labelled import Labelled
from components.types import Chunk

TEXT = "The tower has 142 steps. Wren Tolland keeps the lamp. It was lit in 1861."
BEFORE = "Boats sail at noon.\n\n"
CHUNK = Chunk(
    id="c",
    document_id="d",
    page=None,
    start=len(BEFORE),
    end=len(BEFORE) + len(TEXT),
    text=TEXT,
    heading=("The light", "Keepers"),
)


def _asked(
    question: str, evidence: str, short: str | None = None, *, exact: bool = True
) -> Labelled:
    def place(words: str) -> Span:
        at = (BEFORE + TEXT).index(words)
        return at, at + len(words)

    return Labelled(
        question=question,
        document="light.txt",
        evidence=(place(evidence),),
        exact=exact,
        short=place(short) if short else None,
    )


def _words(passage: ReadPassage, spans: Sequence[Span]) -> list[str]:
    return [passage.text[start:end] for start, end in spans]


def test_the_chunk_that_answers() -> None:
    asked = _asked("Who keeps it?", "Wren Tolland keeps the lamp.", "Wren Tolland")
    passage = answered(asked, "light.txt", CHUNK)
    assert passage is not None
    assert passage.above == "light › The light › Keepers"
    assert _words(passage, passage.statements) == [TEXT[:24], TEXT[25:53], TEXT[54:]]
    assert passage.answering == (1,)
    assert _words(passage, passage.short) == ["Wren Tolland"]
    assert passage.answers


def test_what_nobody_marked_is_guessed_at() -> None:
    passage = answered(_asked("When was it lit?", "It was lit in 1861."), "light.txt", CHUNK)
    assert passage is not None
    assert _words(passage, passage.short) == ["1861"]


def test_an_answer_somewhere_in_it() -> None:
    passage = answered(_asked("What of it?", TEXT, exact=False), "light.txt", CHUNK)
    assert passage is not None
    assert (passage.answering, passage.short, passage.answers) == (None, (), True)
    assert without_answer(passage) is None


def test_a_chunk_without_the_evidence_is_no_answer() -> None:
    assert answered(_asked("When?", "Boats sail at noon."), "light.txt", CHUNK) is None


def test_a_short_answer_that_is_not_whole_in_the_chunk_is_left_out() -> None:
    asked = _asked("What?", "noon.\n\nThe tower has 142 steps.", "noon.\n\nThe tower")
    passage = answered(asked, "light.txt", CHUNK)
    assert passage is not None
    assert (passage.answering, passage.short) == ((0,), ())


def test_a_passage_that_does_not_answer() -> None:
    passage = unanswered("light.txt", CHUNK)
    assert (passage.answering, passage.short, passage.answers) == ((), (), False)
    assert without_answer(passage) is None


def test_the_answer_cut_out() -> None:
    asked = _asked("Who keeps it?", "Wren Tolland keeps the lamp.", "Wren Tolland")
    passage = answered(asked, "light.txt", CHUNK)
    assert passage is not None
    cut = without_answer(passage)
    assert cut is not None
    assert "Wren" not in cut.text
    assert (cut.cut, cut.answers, cut.short) == (True, False, ())
    assert _words(cut, cut.statements) == [TEXT[:24], TEXT[54:]]


def test_too_little_that_is_left_is_nothing() -> None:
    passage = unanswered("light.txt", CHUNK)
    assert without(passage, (0, 1, 2)) is None
    assert without(passage, (0, 1)) is None  # 19 characters


@st.composite
def _passages(draw: st.DrawFn) -> ReadPassage:
    """Statements of distinct letters with gaps; short answers within them."""
    count = draw(st.integers(1, 6))
    text, spans = draw(st.sampled_from(["", "# A\n"])), []
    for number in range(count):
        words = chr(ord("a") + number) * draw(st.integers(15, 30))
        spans.append((len(text), len(text) + len(words)))
        text += words + draw(st.sampled_from(["", " ", "\n\n", "\n# B\n"]))
    answering = draw(st.lists(st.integers(0, count - 1), unique=True).map(sorted))
    short = []
    for number in answering:
        start, end = spans[number]
        at = draw(st.integers(start, end - 1))
        short.append((at, draw(st.integers(at + 1, end))))
    return ReadPassage(
        above="",
        text=text,
        statements=tuple(spans),
        answering=draw(st.sampled_from([None, tuple(answering)])),
        short=tuple(short),
    )


@given(passage=_passages(), numbers=st.lists(st.integers(0, 5), unique=True))
def test_without_some_statements_every_span_holds_its_words(
    passage: ReadPassage, numbers: list[int]
) -> None:
    left = without(passage, numbers)
    gone = {each for each in numbers if each < len(passage.statements)}
    kept = [each for number, each in enumerate(passage.statements) if number not in gone]
    if left is None:
        assert not kept or sum(end - start for start, end in kept) < 40
        return
    assert _words(left, left.statements) == _words(passage, kept)
    assert len(left.text) == len(passage.text) - sum(
        end - start for number, (start, end) in enumerate(passage.statements) if number in gone
    )
    assert _words(left, left.short) == [
        passage.text[start:end]
        for start, end in passage.short
        if any(first <= start and end <= last for first, last in kept)
    ]
    if passage.answering is None:
        assert left.answering is None
    else:
        assert left.answering is not None
        assert _words(left, [left.statements[each] for each in left.answering]) == _words(
            passage, [passage.statements[each] for each in passage.answering if each not in gone]
        )


def test_examples_are_written_and_read_as_they_were(tmp_path: Path) -> None:
    asked = _asked("Who keeps it?", "Wren Tolland keeps the lamp.", "Wren Tolland")
    right = answered(asked, "light.txt", CHUNK)
    anywhere = answered(_asked("What of it?", TEXT, exact=False), "light.txt", CHUNK)
    assert right is not None
    assert anywhere is not None
    cut = without_answer(right)
    assert cut is not None
    examples = [
        ReadingExample(question="Wer hütet es?\u2028", passages=(right, cut)),
        ReadingExample(question="Who left it?", passages=(anywhere,), like="Who keeps it?"),
    ]
    path = tmp_path / "examples.xz"
    assert write_examples(iter(examples), path) == 2
    assert list(read_examples(path)) == examples


def test_an_order_by_the_seed() -> None:
    values = list(range(50))
    assert shuffled(values, 1) == shuffled(values, 1) != shuffled(values, 2)
    assert sorted(shuffled(values, 1)) == values == list(range(50))
