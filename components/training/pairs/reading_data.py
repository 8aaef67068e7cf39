"""Files of labelled questions → corpora, in the shapes that such data is published in.

| shape | known by |
|---|---|
| SQuAD: `data` of `paragraphs` with `qas` | `data` |
| lines of question, sentence, passage, title | `sentence` and `passage` |
| lines of QED: paragraph, selected sentence, answer spans | `paragraph_text` |
| lines of question and long answer, by topic | `focus` and `answer` |
| a list of question, candidate sentences, which of them answer (SelQA) | `candidates` |
"""

import bisect
import json
import lzma
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from components.errors import PairsError
from components.text.context import Span, statements
from components.training.pairs.labelled import Corpus, Labelled

_GAP = "\n\n"
_MOST_WORDS = 8
"""A marked answer of more is a sentence, not a short answer."""


def read_corpus(path: Path) -> Corpus:
    """The corpus in a `.json` or `.jsonl` file, with or without `.xz`. Raises PairsError."""
    try:
        whole = _parsed(_read(path))
    except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
        raise PairsError(f"{path} cannot be read as JSON or JSON lines ({error}).") from None
    # A dictionary without `data` is a file of one line.
    rows = whole.get("data", [whole]) if isinstance(whole, dict) else whole
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    for keys, read in _SHAPES:
        if keys <= first.keys():
            try:
                return read(path.name.split(".")[0], rows)
            except KeyError as error:
                raise PairsError(
                    f"{path} has {' and '.join(sorted(keys))}, but an entry lacks {error}."
                ) from None
            except (TypeError, IndexError, AttributeError) as error:
                raise PairsError(
                    f"{path} has {' and '.join(sorted(keys))}, but an entry holds something else "
                    f"than the others ({error})."
                ) from None
    raise PairsError(
        f"{path} has none of the shapes that are known: its first entry has "
        f"{', '.join(sorted(first)) or 'no fields'}, expected one of "
        f"{'; '.join(' and '.join(sorted(keys)) for keys, _ in _SHAPES)}."
    )


def _read(path: Path) -> str:
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as file:
            return file.read()
    return path.read_text(encoding="utf-8")


def _parsed(text: str) -> Any:
    """One JSON value, or one on each line; a text in them may have line breaks of other kinds."""
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.split("\n") if line.strip()]


class _Texts:
    """Documents put together of passages, each passage once, in the order they came."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._starts: dict[tuple[str, str], int] = {}

    def add(self, document: str, passage: str) -> int:
        """Where the passage starts in its document."""
        key = document, passage
        if key not in self._starts:
            before = self.texts.get(document)
            before = before + _GAP if before else ""
            self._starts[key] = len(before)
            self.texts[document] = before + passage
        return self._starts[key]


def _squad(name: str, rows: Sequence[Any]) -> Corpus:
    texts, questions = _Texts(), []
    for number, article in enumerate(rows):
        title = _named(article.get("title") or article["paragraphs"][0]["context"][:60], number)
        for paragraph in article["paragraphs"]:
            offset = texts.add(title, paragraph["context"])
            held = [(start, end) for start, end, _ in statements(paragraph["context"], ())]
            for asked in paragraph["qas"]:
                for answer in asked["answers"][:1]:
                    start = answer["answer_start"]
                    span = _trimmed(paragraph["context"], start, start + len(answer["text"]))
                    evidence = [
                        each for each in held if _overlap(each, span) * 2 > _least(each, span)
                    ]
                    if not evidence:
                        continue
                    brief = len(answer["text"].split()) <= _MOST_WORDS and len(evidence) == 1
                    questions.append(
                        Labelled(
                            question=" ".join(asked["question"].split()),
                            document=title,
                            evidence=_moved(evidence, offset),
                            short=(span[0] + offset, span[1] + offset) if brief else None,
                        )
                    )
    return Corpus(name=name, apart=True, texts=texts.texts, questions=tuple(questions))


def _sentence_pairs(name: str, rows: Sequence[Any]) -> Corpus:
    texts, questions = _Texts(), []
    for row in rows:
        title = _named(row["title"])
        offset = texts.add(title, row["passage"])
        place = _find(row["sentence"], row["passage"])
        if place is not None:
            questions.append(
                Labelled(
                    question=_joined(row["question"]),
                    document=title,
                    evidence=_moved([place], offset),
                )
            )
    return Corpus(name=name, texts=texts.texts, questions=tuple(questions))


def _qed(name: str, rows: Sequence[Any]) -> Corpus:
    texts, questions = _Texts(), []
    for row in rows:
        title = _named(row["title_text"])
        passage = row["paragraph_text"]
        offset = texts.add(title, passage)
        selected = (row.get("annotation") or {}).get("selected_sentence")
        answers = [each for group in row["original_nq_answers"] for each in group]
        if not answers:
            continue
        shortest = min(answers, key=lambda each: len(each["string"]))
        span = _trimmed(passage, shortest["start"], shortest["end"])
        starts = row["sentence_starts"]
        at = bisect.bisect_right(starts, span[0]) - 1
        place = (
            (selected["start"], selected["end"])
            if selected
            else (starts[at], [*starts, len(passage)][at + 1])
        )
        place = _trimmed(passage, *place)
        inside = place[0] <= span[0] and span[1] <= place[1]
        questions.append(
            Labelled(
                question=row["question_text"],
                document=title,
                evidence=_moved([place], offset),
                short=(span[0] + offset, span[1] + offset) if inside else None,
            )
        )
    return Corpus(name=name, texts=texts.texts, questions=tuple(questions))


def _long_answers(name: str, rows: Sequence[Any]) -> Corpus:
    texts, questions = _Texts(), []
    for row in rows:
        title = _named(row["focus"])
        passage = "\n".join(" ".join(line.split()) for line in row["answer"].splitlines()).strip()
        if len(passage) < 80:
            continue
        offset = texts.add(title, passage)
        questions.append(
            Labelled(
                question=" ".join(row["question"].split()),
                document=title,
                evidence=((offset, offset + len(passage)),),
                exact=False,
            )
        )
    return Corpus(name=name, texts=texts.texts, questions=tuple(questions))


def _sections(name: str, rows: Sequence[Any]) -> Corpus:
    texts, questions = _Texts(), []
    for row in rows:
        title = _named(row["article"])
        passage = " ".join(row["candidates"])
        offset = texts.add(title, passage)
        starts = [0]
        for sentence in row["candidates"]:
            starts.append(starts[-1] + len(sentence) + 1)
        evidence = [(starts[at], starts[at + 1] - 1) for at in row["answers"]]
        if evidence:
            questions.append(
                Labelled(
                    question=row["question"], document=title, evidence=_moved(evidence, offset)
                )
            )
    return Corpus(name=name, texts=texts.texts, questions=tuple(questions))


_SHAPES: tuple[tuple[frozenset[str], Callable[[str, Sequence[Any]], Corpus]], ...] = (
    (frozenset({"paragraphs"}), _squad),
    (frozenset({"question", "sentence", "passage", "title"}), _sentence_pairs),
    (frozenset({"question_text", "paragraph_text", "sentence_starts"}), _qed),
    (frozenset({"question", "answer", "focus"}), _long_answers),
    (frozenset({"question", "candidates", "answers", "article"}), _sections),
)


def _named(title: str, number: int | None = None) -> str:
    """A title as a file's name, for that is what the documents of a library have."""
    plain = re.sub(r"[^\w.,() &-]+", " ", title.replace("_", " ")).strip()[:100]
    return f"{plain or f'document {number}'}.txt"


def _joined(question: str) -> str:
    """A question whose marks were set apart, as people type it."""
    return re.sub(r"\s+(?=[?.,;:!'’])|(?<=\w)\s+(?=n't\b)", "", " ".join(question.split()))


def _find(sentence: str, passage: str) -> Span | None:
    """Where a sentence that was lower-cased and spaced out stands in the passage."""
    places = [at for at, character in enumerate(passage) if character.isalnum()]
    letters = "".join(passage[at].lower() for at in places)
    wanted = "".join(character.lower() for character in sentence if character.isalnum())
    at = letters.find(wanted)
    if not wanted or at < 0 or len(letters) != len(places):
        return None
    start, end = places[at], places[at + len(wanted) - 1] + 1
    while end < len(passage) and passage[end] in ".!?\"'”’)]":
        end += 1
    return start, end


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _moved(spans: Iterable[Span], by: int) -> tuple[Span, ...]:
    return tuple((start + by, end + by) for start, end in spans)


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def _least(one: Span, other: Span) -> int:
    return min(one[1] - one[0], other[1] - other[0])
