"""Find the sentences and table rows that an extractive answer can quote."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.text.context import ROW_KINDS, blocks_of, statements
from components.text.sentences import ends_sentence
from components.text.words import words
from components.types import Hit

_FEWEST_WORDS = 3
_FEWEST_WORDS_OF_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence or table row of a hit.

    `start` and `end` are offsets in the document. `text` is on one line, and a table row has no
    bars at its ends.
    """

    hit: Hit
    start: int
    end: int
    text: str
    in_context: str
    """Heading and sentence; the heading often names what "it" stands for."""
    whole: bool
    """True for a complete statement; false for a caption or another fragment."""
    is_row: bool = False
    """True for a row of a table or another record."""


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Return each sentence and table row of the hits once, without headings and questions."""
    seen: set[tuple[str, int, int]] = set()
    found: list[Candidate] = []
    for hit in hits:
        offset = hit.chunk.start
        known = blocks_of(hit.chunk)
        for first, last, kind in statements(hit.chunk.text, hit.chunk.heading, known):
            start, end = first + offset, last + offset
            key = (hit.chunk.document_id, start, end)
            quoted = hit.chunk.text[first:last]
            text = " ".join(quoted.split()).strip("| ")
            figures_alone = not any(map(str.isalpha, text))
            fewest = _FEWEST_WORDS_OF_ROW if kind in ROW_KINDS else _FEWEST_WORDS
            too_short = figures_alone or len(words(text)) < fewest
            if key in seen or too_short or text.endswith("?"):
                continue
            seen.add(key)
            heading = hit.chunk.heading[-1] if hit.chunk.heading else ""
            found.append(
                Candidate(
                    hit=hit,
                    start=start,
                    end=end,
                    text=text,
                    in_context=f"{heading}: {text}" if heading else text,
                    whole=kind != "paragraph" or ends_sentence(text),
                    is_row=kind in ROW_KINDS,
                )
            )
    return found
