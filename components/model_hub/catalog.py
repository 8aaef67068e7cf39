"""Named models that may find better than what comes with Footnote, as a person is told of them.

None of them comes along: each is fetched from the model hub on a click, or taken from a folder.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["embedder", "reranker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model on the hub, and what it does. `fetch` and `memory` are bytes, about."""

    model: str
    """Its name on the hub: owner/model."""
    role: Role
    about: str
    languages: str
    licence: str
    """As the hub writes it; where the hub says another one, nothing is fetched."""
    fetch: int
    memory: int
    """Of its weights alone."""
    reads: int
    """Tokens of a passage."""
    question_prefix: str = ""
    passage_prefix: str = ""
    """What an embedder was trained to see in front of the one and of the other."""

    @property
    def name(self) -> str:
        """Without its owner."""
        return self.model.rsplit("/", 1)[-1]


CATALOG = (
    Offer(
        model="BAAI/bge-small-en-v1.5",
        role="embedder",
        about=(
            "Twice as deep as the one that comes with Footnote, and trained to find passages for "
            "questions. It mostly pays where a question is worded unlike the document."
        ),
        languages="English",
        licence="mit",
        fetch=135_000_000,
        memory=134_000_000,
        reads=512,
        question_prefix="Represent this sentence for searching relevant passages: ",
    ),
    Offer(
        model="intfloat/multilingual-e5-small",
        role="embedder",
        about=(
            "Finds by meaning in about a hundred languages, also where the question is in one "
            "language and the document in another."
        ),
        languages="About 100 languages",
        licence="mit",
        fetch=493_000_000,
        memory=471_000_000,
        reads=512,
        question_prefix="query: ",
        passage_prefix="passage: ",
    ),
    Offer(
        model="cross-encoder/ms-marco-MiniLM-L6-v2",
        role="reranker",
        about=(
            "Reads each of the best passages together with the question and puts those first "
            "that answer it. Small, and quick enough for two cores."
        ),
        languages="English",
        licence="apache-2.0",
        fetch=92_000_000,
        memory=91_000_000,
        reads=512,
    ),
    Offer(
        model="BAAI/bge-reranker-base",
        role="reranker",
        about=(
            "The same by a model twelve times as large, in English and Chinese: more exact, and a "
            "question takes seconds longer without a fast processor."
        ),
        languages="English and Chinese",
        licence="mit",
        fetch=1_140_000_000,
        memory=1_112_000_000,
        reads=512,
    ),
)


def offered(model: str) -> Offer | None:
    """The offer of this name; None where it is not, or no longer, on offer."""
    return next((each for each in CATALOG if each.model == model), None)
