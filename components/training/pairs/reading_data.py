"""Read files of labelled questions into corpora, in the formats in which such data is published.

| format | fields of an entry |
|---|---|
| SQuAD: `data` of `paragraphs` with `qas` | `paragraphs` |
| lines of question, sentence, passage, title | `sentence` and `passage` |
| lines of QED: paragraph, selected sentence, answer spans | `paragraph_text` |
| lines of question and long answer, by topic | `focus` and `answer` |
| a list of question, candidate sentences, which of them answer (SelQA) | `candidates` |
"""

import bisect
import json
import lzma
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from components.errors import PairsError
from components.text.context import Span, statements
from components.training.pairs.labelled import Corpus, LabelledQuestion, mostly_overlap, shift

_GAP = "\n\n"
_MAX_SHORT_WORDS = 8
"""A longer marked answer is a sentence, not a short answer."""
_MIN_LONG_ANSWER = 80  # characters


def read_corpus(path: Path) -> Corpus:
    """Read a `.json` or `.jsonl` file, with or without `.xz`. Raises PairsError."""
    try:
        data = _parse(_read(path))
    except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
        raise PairsError(f"{path} cannot be read as JSON or JSON lines ({error}).") from None
    # An object without `data` is a file of one line.
    rows = data.get("data", [data]) if isinstance(data, dict) else data
    first = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}
    for fields, read in _FORMATS:
        if fields <= first.keys():
            texts = _Texts()
            format_name = " and ".join(sorted(fields))
            try:
                questions = tuple(read(texts, rows))
            except KeyError as error:
                raise PairsError(f"{path} has {format_name}, but an entry lacks {error}.") from None
            except (TypeError, IndexError, AttributeError) as error:
                raise PairsError(
                    f"{path} has {format_name}, but an entry holds something else than the others "
                    f"({error})."
                ) from None
            return Corpus(
                name=path.name.split(".")[0],
                per_document=read is _read_squad,
                texts=texts.texts,
                questions=questions,
            )
    raise PairsError(
        f"{path} has none of the shapes that are known: its first entry has "
        f"{', '.join(sorted(first)) or 'no fields'}, expected one of "
        f"{'; '.join(' and '.join(sorted(fields)) for fields, _ in _FORMATS)}."
    )


def _read(path: Path) -> str:
    if path.suffix == ".xz":
        with lzma.open(path, "rt", encoding="utf-8") as file:
            return file.read()
    return path.read_text(encoding="utf-8")


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        # Only "\n" ends a line; the texts in it may hold line breaks of other kinds.
        return [json.loads(line) for line in text.split("\n") if line.strip()]


class _Texts:
    """Documents assembled from passages, each passage once, in the order they come."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self._starts: dict[tuple[str, str], int] = {}

    def add(self, document: str, passage: str) -> int:
        """Return where the passage starts in its document."""
        key = document, passage
        if key not in self._starts:
            text = self.texts.get(document, "")
            text += _GAP if text else ""
            self._starts[key] = len(text)
            self.texts[document] = text + passage
        return self._starts[key]


def _read_squad(texts: _Texts, rows: Sequence[Any]) -> Iterator[LabelledQuestion]:
    for number, article in enumerate(rows):
        title = article.get("title") or article["paragraphs"][0]["context"][:60]
        name = _file_name(title, number)
        for paragraph in article["paragraphs"]:
            passage = paragraph["context"]
            offset = texts.add(name, passage)
            sentences = [(start, end) for start, end, _ in statements(passage, ())]
            for entry in paragraph["qas"]:
                for answer in entry["answers"][:1]:
                    start = answer["answer_start"]
                    span = _strip(passage, start, start + len(answer["text"]))
                    evidence = [each for each in sentences if mostly_overlap(each, span)]
                    if not evidence:
                        continue
                    is_short = len(answer["text"].split()) <= _MAX_SHORT_WORDS
                    yield LabelledQuestion(
                        question=" ".join(entry["question"].split()),
                        document=name,
                        evidence=shift(evidence, offset),
                        short=shift([span], offset)[0] if is_short and len(evidence) == 1 else None,
                    )


def _read_sentence_pairs(texts: _Texts, rows: Sequence[Any]) -> Iterator[LabelledQuestion]:
    for row in rows:
        name = _file_name(row["title"])
        offset = texts.add(name, row["passage"])
        span = _find(row["sentence"], row["passage"])
        if span is not None:
            yield LabelledQuestion(
                question=_detokenize(row["question"]),
                document=name,
                evidence=shift([span], offset),
            )


def _read_qed(texts: _Texts, rows: Sequence[Any]) -> Iterator[LabelledQuestion]:
    for row in rows:
        name, passage = _file_name(row["title_text"]), row["paragraph_text"]
        offset = texts.add(name, passage)
        answers = [each for group in row["original_nq_answers"] for each in group]
        if not answers:
            continue
        shortest = min(answers, key=lambda each: len(each["string"]))
        short = _strip(passage, shortest["start"], shortest["end"])
        selected = (row.get("annotation") or {}).get("selected_sentence")
        if selected:
            sentence = _strip(passage, selected["start"], selected["end"])
        else:
            starts = [*row["sentence_starts"], len(passage)]
            at = bisect.bisect_right(starts[:-1], short[0]) - 1
            sentence = _strip(passage, starts[at], starts[at + 1])
        is_inside = sentence[0] <= short[0] and short[1] <= sentence[1]
        yield LabelledQuestion(
            question=row["question_text"],
            document=name,
            evidence=shift([sentence], offset),
            short=shift([short], offset)[0] if is_inside else None,
        )


def _read_long_answers(texts: _Texts, rows: Sequence[Any]) -> Iterator[LabelledQuestion]:
    for row in rows:
        passage = "\n".join(" ".join(line.split()) for line in row["answer"].splitlines()).strip()
        if len(passage) >= _MIN_LONG_ANSWER:
            name = _file_name(row["focus"])
            yield LabelledQuestion(
                question=" ".join(row["question"].split()),
                document=name,
                evidence=shift([(0, len(passage))], texts.add(name, passage)),
                exact=False,
            )


def _read_candidates(texts: _Texts, rows: Sequence[Any]) -> Iterator[LabelledQuestion]:
    for row in rows:
        name = _file_name(row["article"])
        offset = texts.add(name, " ".join(row["candidates"]))
        spans: list[Span] = []
        for sentence in row["candidates"]:
            start = spans[-1][1] + 1 if spans else 0
            spans.append((start, start + len(sentence)))
        evidence = [spans[at] for at in row["answers"]]
        if evidence:
            yield LabelledQuestion(
                question=row["question"], document=name, evidence=shift(evidence, offset)
            )


_Read = Callable[[_Texts, Sequence[Any]], Iterator[LabelledQuestion]]
_FORMATS: tuple[tuple[frozenset[str], _Read], ...] = (
    (frozenset({"paragraphs"}), _read_squad),
    (frozenset({"question", "sentence", "passage", "title"}), _read_sentence_pairs),
    (frozenset({"question_text", "paragraph_text", "sentence_starts"}), _read_qed),
    (frozenset({"question", "answer", "focus"}), _read_long_answers),
    (frozenset({"question", "candidates", "answers", "article"}), _read_candidates),
)


def _file_name(title: str, number: int | None = None) -> str:
    """Turn a title into a file name, since the documents of a library have such names."""
    plain = re.sub(r"[^\w.,() &-]+", " ", title.replace("_", " ")).strip()[:100]
    return f"{plain or f'document {number}'}.txt"


def _detokenize(question: str) -> str:
    """Close the gaps before punctuation that a tokenizer left."""
    return re.sub(r"\s+(?=[?.,;:!'’])|(?<=\w)\s+(?=n't\b)", "", " ".join(question.split()))


def _find(sentence: str, passage: str) -> Span | None:
    """Find a sentence, lower-cased and spaced out by a tokenizer, in the passage."""
    places = [at for at, character in enumerate(passage) if character.isalnum()]
    letters = "".join(passage[at].lower() for at in places)
    pattern = "".join(character.lower() for character in sentence if character.isalnum())
    at = letters.find(pattern)
    if not pattern or at < 0 or len(letters) != len(places):
        return None
    start, end = places[at], places[at + len(pattern) - 1] + 1
    while end < len(passage) and passage[end] in ".!?\"'”’)]":
        end += 1
    return start, end


def _strip(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    start += part.index(part.strip())
    return start, start + len(part.strip())
