"""What the Markdown and the HTML of a conversation are put together from."""

from components.types import Answer, Citation, Sentence

NO_SUPPORT = "No passage supports this sentence."


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


def support_note(sentence: Sentence, answer: Answer) -> str:
    """What is wrong with the support of a sentence; "" where nothing is, or none is claimed."""
    if not answer.supported:
        return ""
    known = {citation.marker for citation in answer.citations}
    return sentence.note or ("" if known & set(sentence.markers) else NO_SUPPORT)


def remarks(answer: Answer) -> list[str]:
    """What is to be known of an answer beside its words: a line each."""
    lines = [f"Searched for: {answer.searched}"] if answer.searched else []
    if answer.within and answer.within.document_names:
        lines.append(f"Asked of: {', '.join(answer.within.document_names)}")
    return [*lines, answer.note] if answer.note else lines


def unsupported(answer: Answer) -> list[tuple[str, str]]:
    """(sentence, what is wrong with its support), in order."""
    found = ((each, support_note(each, answer)) for each in answer.sentences)
    return [(answer.text[each.start : each.end], note) for each, note in found if note]
