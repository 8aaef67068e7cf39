"""How large a collection's passages are, and the splitter that makes them so."""

from components.parts import Parts
from components.pipelines.embedding import passage_room
from components.protocols import Splitter
from components.types import Chunk, Collection, Document

USUAL_TOKENS = 120
"""Of a passage, where the embedder reads enough and nobody has said otherwise."""
SMALLEST_TOKENS = 40
"""Of a passage; below it a sentence seldom fits."""


def passage_tokens(parts: Parts, collection: Collection | None) -> int:
    """The most tokens that a passage of the collection may hold; what it wants, where that fits."""
    wanted = collection.passage_tokens if collection else None
    return min(wanted or USUAL_TOKENS, passage_room(parts.embedder))


def splitter_for(parts: Parts, collection: Collection | None) -> Splitter:
    """The one that a collection's documents are split by; None stands for a new one."""
    return parts.splitter_of_size(passage_tokens(parts, collection))


def split(parts: Parts, document: Document, *, tokens: int) -> tuple[Chunk, ...]:
    """The document in passages of another size, to look at; nothing is stored."""
    return parts.splitter_of_size(tokens).split(document)
