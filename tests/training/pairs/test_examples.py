"""Training examples keep every span at its words, whatever is cut out."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given, strategies as st

from components.text.context import Span
from components.training.pairs.examples import (
    LabelledPassage,
    ReadingExample,
    answering_passage,
    cut_answer,
    cut_statements,
    read_examples,
    unanswering_passage,
    write_examples,
)
from components.training.pairs.labelled import LabelledQuestion
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


def _question(
    question: str, evidence: str, short: str | None = None, *, exact: bool = True
) -> LabelledQuestion:
    def place(words: str) -> Span:
        at = (BEFORE + TEXT).index(words)
        return at, at + len(words)

    return LabelledQuestion(
        question=question,
        document="light.txt",
        evidence=(place(evidence),),
        exact=exact,
        short=place(short) if short else None,
    )


def _words(passage: LabelledPassage, spans: Sequence[Span]) -> list[str]:
    return [passage.text[start:end] for start, end in spans]


def test_answering_passage_marks_sentences_and_short_answer() -> None:
    asked = _question("Who keeps it?", "Wren Tolland keeps the lamp.", "Wren Tolland")
    passage = answering_passage(asked, CHUNK)
    assert passage is not None
    assert passage.above == "light › The light › Keepers"
    assert _words(passage, passage.statements) == [TEXT[:24], TEXT[25:53], TEXT[54:]]
    assert passage.answering == (1,)
    assert _words(passage, passage.short) == ["Wren Tolland"]
    assert passage.answers


def test_answering_passage_without_short_answer_guesses_it() -> None:
    passage = answering_passage(_question("When was it lit?", "It was lit in 1861."), CHUNK)
    assert passage is not None
    assert _words(passage, passage.short) == ["1861"]


def test_answering_passage_of_a_long_answer_marks_no_sentence() -> None:
    passage = answering_passage(_question("What of it?", TEXT, exact=False), CHUNK)
    assert passage is not None
    assert (passage.answering, passage.short, passage.answers) == (None, (), True)
    assert cut_answer(passage) is None


def test_answering_passage_without_evidence_is_none() -> None:
    assert answering_passage(_question("When?", "Boats sail at noon."), CHUNK) is None


def test_answering_passage_drops_a_short_answer_outside_the_chunk() -> None:
    asked = _question("What?", "noon.\n\nThe tower has 142 steps.", "noon.\n\nThe tower")
    passage = answering_passage(asked, CHUNK)
    assert passage is not None
    assert (passage.answering, passage.short) == ((0,), ())


def test_unanswering_passage_marks_nothing() -> None:
    passage = unanswering_passage("light.txt", CHUNK)
    assert (passage.answering, passage.short, passage.answers) == ((), (), False)
    assert cut_answer(passage) is None


def test_cut_answer_removes_the_sentences_that_answer() -> None:
    asked = _question("Who keeps it?", "Wren Tolland keeps the lamp.", "Wren Tolland")
    passage = answering_passage(asked, CHUNK)
    assert passage is not None
    cut = cut_answer(passage)
    assert cut is not None
    assert "Wren" not in cut.text
    assert (cut.is_cut, cut.answers, cut.short) == (True, False, ())
    assert _words(cut, cut.statements) == [TEXT[:24], TEXT[54:]]


def test_cut_statements_with_too_little_left_is_none() -> None:
    passage = unanswering_passage("light.txt", CHUNK)
    assert cut_statements(passage, (0, 1, 2)) is None
    assert cut_statements(passage, (0, 1)) is None  # 19 characters


@st.composite
def _passages(draw: st.DrawFn) -> LabelledPassage:
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
    return LabelledPassage(
        above="",
        text=text,
        statements=tuple(spans),
        answering=draw(st.sampled_from([None, tuple(answering)])),
        short=tuple(short),
    )


@given(passage=_passages(), numbers=st.lists(st.integers(0, 5), unique=True))
def test_cut_statements_moves_every_span_with_its_words(
    passage: LabelledPassage, numbers: list[int]
) -> None:
    left = cut_statements(passage, numbers)
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


def test_written_examples_are_read_unchanged(tmp_path: Path) -> None:
    asked = _question("Who keeps it?", "Wren Tolland keeps the lamp.", "Wren Tolland")
    right = answering_passage(asked, CHUNK)
    anywhere = answering_passage(_question("What of it?", TEXT, exact=False), CHUNK)
    assert right is not None
    assert anywhere is not None
    cut = cut_answer(right)
    assert cut is not None
    examples = [
        ReadingExample(question="Wer hütet es?\u2028", passages=(right, cut)),
        ReadingExample(question="Who left it?", passages=(anywhere,), changed_from="Who keeps it?"),
    ]
    path = tmp_path / "examples.xz"
    assert write_examples(iter(examples), path) == 2
    assert list(read_examples(path)) == examples
