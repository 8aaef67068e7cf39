"""Adapters for LangChain: retriever, embeddings, and loaders that fill the library.

    with build(Settings.from_env()) as services:
        index_loader(services, TextLoader("notes.txt"))
        chain = {"context": FootnoteRetriever(services), "question": RunnablePassthrough()} | prompt

LangChain's types stay in this file.
"""

import hashlib
from collections.abc import Iterator
from pathlib import PurePath

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.document_loaders import BaseLoader
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.retrievers import BaseRetriever
from pydantic import PrivateAttr

from components.pipelines.dependencies import Dependencies
from components.pipelines.indexing import index
from components.protocols import Embedder
from components.types import DEFAULT_COLLECTION, FileReport, Hit, Upload

_TEXT_SUFFIXES = {".txt", ".md", ".markdown"}


class FootnoteRetriever(BaseRetriever):
    """Retriever over a collection, with the same search that answers questions in the app.

    FootnoteRetriever(services, collection="manuals", k=5).invoke("How is the lamp lit?")

    Each document's metadata has `source` (the file's name), `page` (from 1, or None), `start` and
    `end` (characters of the file's text) and `score`. `k` defaults to the Settings page's number.
    """

    collection: str = DEFAULT_COLLECTION
    k: int | None = None
    _deps: Dependencies = PrivateAttr()

    def __init__(
        self, deps: Dependencies, *, collection: str = DEFAULT_COLLECTION, k: int | None = None
    ) -> None:
        super().__init__(collection=collection, k=k)  # type: ignore[call-arg]
        self._deps = deps

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002  (LangChain passes it)
    ) -> list[Document]:
        limit = self.k or self._deps.preferences().passages
        hits = self._deps.retriever.retrieve(query, collection=self.collection, limit=limit)
        return [_document(hit) for hit in hits]


class FootnoteEmbeddings(Embeddings):
    """Embeddings by the library's own embedder: `FootnoteEmbeddings(services.embedder)`."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a unit vector for each passage."""
        return self._embedder.encode(texts).tolist() if texts else []

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        vector: list[float] = self._embedder.encode_questions([text])[0].tolist()
        return vector


def index_loader(
    deps: Dependencies, loader: BaseLoader, *, collection: str = DEFAULT_COLLECTION
) -> list[FileReport]:
    """Index all that a loader yields, one text file per source, and report on each file.

    Documents of one source (pages, rows) are joined in order. Indexing the same content twice
    changes nothing; new content of a source replaces the old.
    """
    events = index(deps, _uploads(loader), collection=collection)
    return [event for event in events if isinstance(event, FileReport)]


def _document(hit: Hit) -> Document:
    chunk = hit.chunk
    return Document(
        id=chunk.id,
        page_content=chunk.text,
        metadata={
            "source": hit.document_name,
            "page": chunk.page,
            "start": chunk.start,
            "end": chunk.end,
            "score": hit.score,
        },
    )


def _uploads(loader: BaseLoader) -> Iterator[Upload]:
    # Collected first: a loader may come back to a source after others.
    texts: dict[str, list[str]] = {}
    for document in loader.lazy_load():
        text = document.page_content
        source = str(document.metadata.get("source") or "") or _content_name(text)
        texts.setdefault(source, []).append(text)
    for source, parts in texts.items():
        # The text of a PDF is not a PDF any more, and must not be read as one.
        is_text = PurePath(source).suffix.lower() in _TEXT_SUFFIXES
        name = source if is_text else f"{source}.txt"
        yield Upload(name=name, data="\n\n".join(parts).encode("utf-8", "replace"))


def _content_name(text: str) -> str:
    return f"document-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:12]}"
