"""What the Markdown and the HTML of a conversation are put together from."""

from collections import Counter
from dataclasses import dataclass
from typing import Literal

from components.types import Answer, Citation, Sentence

NO_SUPPORT = "No passage says this."

Mark = Literal["", "partly", "unsupported"]
"""What stands at a sentence that is not wholly borne out by its passages."""


MARK_WORDS: dict[Mark, str] = {
    "": "",
    "partly": "differs from its passage",
    "unsupported": "not supported",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPiece:
    """A piece of an answer's text, and the markers and the mark that stand at its end.

    `before`, `short` and `after` joined are the piece; `short` are the words in it that answer.
    """

    before: str
    short: str = ""
    after: str = ""
    markers: tuple[int, ...] = ()
    mark: Mark = ""


def marked(answer: Answer) -> list[MarkedPiece]:
    """The text in order, in pieces. Markers without a citation are left out."""
    known = {citation.marker for citation in answer.citations}
    pieces: list[MarkedPiece] = []
    at = 0
    for sentence in answer.sentences:
        start, end = sentence.short or (sentence.end, sentence.end)
        pieces.append(
            MarkedPiece(
                before=answer.text[at:start],
                short=answer.text[start:end],
                after=answer.text[end : sentence.end],
                markers=tuple(each for each in sentence.markers if each in known),
                mark=support_mark(sentence, answer),
            )
        )
        at = sentence.end
    if at < len(answer.text):
        pieces.append(MarkedPiece(before=answer.text[at:]))
    return pieces


def place(citation: Citation) -> str:
    """Where a footnote leads, in words."""
    page = "" if citation.page is None else f", page {citation.page}"
    return citation.document_name + page


def one_line(text: str) -> str:
    """Text without its line breaks.

    >>> one_line("the\\n  lamp")
    'the lamp'
    """
    return " ".join(text.split())


def support_mark(sentence: Sentence, answer: Answer) -> Mark:
    """Whether its passages bear it out; "" where they do, or where none is claimed."""
    if not answer.supported and answer.writing is None:
        return ""  # it says that nothing was found
    known = {citation.marker for citation in answer.citations}
    if not known & set(sentence.markers):
        return "unsupported"
    return "partly" if sentence.note else ""


def support_note(sentence: Sentence, answer: Answer) -> str:
    """What is wrong with the support of a sentence; "" where nothing is, or none is claimed."""
    match support_mark(sentence, answer):
        case "partly":
            return sentence.note
        case "unsupported" if sentence.note.startswith(NO_SUPPORT):
            return sentence.note
        case "unsupported":
            return f"{NO_SUPPORT} {sentence.note}".strip()
        case _:
            return ""


def support_summary(answer: Answer) -> str:
    """How many sentences are not wholly borne out; "" where all are."""
    marks = Counter(support_mark(each, answer) for each in answer.sentences)
    said = []
    if count := marks["unsupported"]:
        are = "1 sentence is" if count == 1 else f"{count} sentences are"
        said.append(f"{are} not supported by any passage")
    if count := marks["partly"]:
        differ = "1 sentence differs" if count == 1 else f"{count} sentences differ"
        said.append(f"{differ} from {'its passage' if count == 1 else 'their passages'}")
    return ", ".join(said)


def remarks(answer: Answer) -> list[str]:
    """What is to be known of an answer beside its words: a line each."""
    lines = [f"Written by {answer.model}."] if answer.writing else []
    if summary := support_summary(answer):
        lines.append(f"{summary}.")
    if answer.searched:
        lines.append(f"Searched for: {answer.searched}")
    if answer.within and answer.within.document_names:
        lines.append(f"Asked of: {', '.join(answer.within.document_names)}")
    return [*lines, answer.note] if answer.note else lines


def unsupported(answer: Answer) -> list[tuple[str, str]]:
    """(sentence, what is wrong with its support), in order."""
    found = ((each, support_note(each, answer)) for each in answer.sentences)
    return [(answer.text[each.start : each.end], note) for each, note in found if note]
