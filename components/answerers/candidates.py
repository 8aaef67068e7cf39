"""The sentences and rows of the hits: what an extractive answer can be made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from components.text.context import statements
from components.text.sentences import ends_sentence
from components.text.words import words
from components.types import Hit

_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence of a hit. Offsets count in the document.

    `text` is on one line, and without the bars at the ends of a table's row.
    """

    hit: Hit
    start: int
    end: int
    text: str
    in_context: str
    """The sentence behind its heading, which often names what "it" is."""
    whole: bool
    """Whether it can stand beside other sentences: not a caption or another loose piece."""


def candidates(hits: Sequence[Hit]) -> list[Candidate]:
    """Every sentence and table row of the hits once, headings and questions left out."""
    seen: set[tuple[str, int, int]] = set()
    found: list[Candidate] = []
    for hit in hits:
        offset = hit.chunk.start
        for first, last, kind in statements(hit.chunk.text, hit.chunk.heading):
            start, end = first + offset, last + offset
            key = (hit.chunk.document_id, start, end)
            quoted = hit.chunk.text[first:last]
            text = " ".join(quoted.split()).strip("| ")
            figures_alone = not any(map(str.isalpha, text))
            too_short = figures_alone or len(words(text)) < _FEWEST_WORDS
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
                    whole=kind != "prose" or ends_sentence(text),
                )
            )
    return found
