"""Catalog of embedders and rerankers that may find better than the bundled ones.

Each is downloaded from the model hub on a click, or copied from a folder.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["embedder", "reranker"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A model on the hub. `fetch` (the download) and `memory` (of its weights) are bytes, roughly.

    `licence` is written as on the hub; a model whose licence there differs is not downloaded.
    `reads` is in tokens. The prefixes are those that an embedder was trained with.
    """

    model: str
    role: Role
    about: str
    languages: str
    licence: str
    fetch: int
    memory: int
    reads: int
    question_prefix: str = ""
    passage_prefix: str = ""

    @property
    def name(self) -> str:
        """Name without the owner."""
        return self.model.rsplit("/", 1)[-1]


CATALOG = (
    Offer(
        model="BAAI/bge-small-en-v1.5",
        role="embedder",
        about=(
            "Twice as deep as the bundled embedder, and trained to find passages for "
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


def find_offer(model: str) -> Offer | None:
    """Return the offer of this name; None where the catalog has none."""
    return next((each for each in CATALOG if each.model == model), None)
