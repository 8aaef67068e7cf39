"""Describe the support of an answer's sentences, and cut its text at its markers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from components.types import Answer, Citation, Hit, Sentence

_NO_SUPPORT = "No passage says this."

Mark = Literal["", "partly", "unsupported"]
"""The mark at a sentence: "" if its passages support it."""

MARK_WORDS: dict[Mark, str] = {
    "": "",
    "partly": "differs from its passage",
    "unsupported": "not supported",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPiece:
    """A piece of an answer's text, and the markers and the mark at its end.

    `before`, `short` and `after` joined are the piece; `short` are the words in it that answer.
    """

    before: str
    short: str = ""
    after: str = ""
    markers: tuple[int, ...] = ()
    mark: Mark = ""


def marked_pieces(answer: Answer) -> Iterator[MarkedPiece]:
    """Yield the whole text in order, in pieces, leaving out markers without a citation."""
    markers = _cited_markers(answer)
    at = 0
    for sentence in answer.sentences:
        start, end = sentence.short or (sentence.end, sentence.end)
        yield MarkedPiece(
            before=answer.text[at:start],
            short=answer.text[start:end],
            after=answer.text[end : sentence.end],
            markers=tuple(each for each in sentence.markers if each in markers),
            mark=support_mark(sentence, answer),
        )
        at = sentence.end
    yield MarkedPiece(before=answer.text[at:])


def support_mark(sentence: Sentence, answer: Answer) -> Mark:
    """Return "" where the passages support the sentence, or where it says that none was found."""
    if not answer.supported and answer.writing is None:
        return ""
    if not _cited_markers(answer) & set(sentence.markers):
        return "unsupported"
    return "partly" if sentence.note else ""


def support_note(sentence: Sentence, answer: Answer) -> str:
    """Return what is wrong with a sentence's support, or "" for nothing."""
    mark = support_mark(sentence, answer)
    if mark == "unsupported" and not sentence.note.startswith(_NO_SUPPORT):
        return f"{_NO_SUPPORT} {sentence.note}".strip()
    return sentence.note if mark else ""


def support_summary(answer: Answer) -> str:
    """Return how many sentences are not wholly supported, or "" for none."""
    marks = Counter(support_mark(each, answer) for each in answer.sentences)
    problems = []
    if count := marks["unsupported"]:
        are = "1 sentence is" if count == 1 else f"{count} sentences are"
        problems.append(f"{are} not supported by any passage")
    if count := marks["partly"]:
        differ = "1 sentence differs" if count == 1 else f"{count} sentences differ"
        problems.append(f"{differ} from {'its passage' if count == 1 else 'their passages'}")
    return ", ".join(problems)


def remarks(answer: Answer) -> list[str]:
    """Return the lines to show below an answer: its unsupported sentences, then its origin."""
    notes = ((support_note(each, answer), each) for each in answer.sentences)
    lines = [
        f"{note} “{one_line(answer.text[each.start : each.end])}”" for note, each in notes if note
    ]
    if answer.writing:
        lines.append(f"Written by {answer.model}.")
    if summary := support_summary(answer):
        lines.append(f"{summary}.")
    if answer.searched:
        lines.append(f"Searched for: {answer.searched}")
    if answer.within and answer.within.document_names:
        lines.append(f"Asked of: {', '.join(answer.within.document_names)}")
    return [*lines, answer.note] if answer.note else lines


def source(cited: Citation | Hit) -> str:
    """Return the document and the page of a citation or a hit, in words."""
    page = cited.page if isinstance(cited, Citation) else cited.chunk.page
    return cited.document_name + ("" if page is None else f", page {page}")


def one_line(text: str) -> str:
    r"""Return the text without its line breaks.

    >>> one_line("the\n  lamp")
    'the lamp'
    """
    return " ".join(text.split())


def _cited_markers(answer: Answer) -> set[int]:
    return {citation.marker for citation in answer.citations}
