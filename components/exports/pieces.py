"""What the Markdown and the HTML of a conversation are put together from."""

from components.types import Answer, Citation


def marked(answer: Answer) -> list[tuple[str, tuple[int, ...]]]:
    """The text in order, in pieces; each with the markers that stand at its end.

    Markers without a citation are left out.
    """
    known = {citation.marker for citation in answer.citations}
    pieces: list[tuple[str, tuple[int, ...]]] = []
    at = 0
    for sentence in answer.sentences:
        markers = tuple(each for each in sentence.markers if each in known)
        pieces.append((answer.text[at : sentence.end], markers))
        at = sentence.end
    if at < len(answer.text):
        pieces.append((answer.text[at:], ()))
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
