"""Pages a second from a PDF's bytes to being found, both sides in one process.

Model loading and the one-time export are done before the clock starts. The peer's files are
already on disk, since its loader wants paths, and its index is kept on disk as ours is. A file
that a side cannot read costs it the time it took, and counts no pages.
"""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks import data, peer
from benchmarks.engine import fresh_services, index_files
from benchmarks.results import Goal, Result, show
from components.types import DEFAULT_COLLECTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingest:
    """What one side did with a set of PDFs. `loading` is the part of the peer's `seconds`
    that went into reading files."""

    pages: int
    chunks: int
    refused: int
    seconds: float
    loading: float | None = None

    @property
    def rate(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def main() -> None:
    """Print pages a second for each set of PDFs."""
    model = peer.embeddings()
    model.embed_query("warm")
    for pdfs in data.pdf_sets():
        theirs = _peer(pdfs, model)
        ours = _ours(pdfs)
        show(
            Result(
                name=f"ingest.{pdfs.name}",
                ours=ours.rate,
                peer=theirs.rate,
                unit="pages/s",
                goal=Goal(of="ratio", sense="≥", bound=3),
                notes={
                    "pages_ours": ours.pages,
                    "pages_peer": theirs.pages,
                    "chunks_ours": ours.chunks,
                    "chunks_peer": theirs.chunks,
                    "refused_ours": ours.refused,
                    "refused_peer": theirs.refused,
                    "seconds_ours": ours.seconds,
                    "seconds_peer": theirs.seconds,
                    "seconds_peer_loading": theirs.loading or 0.0,
                    "cores": os.cpu_count() or 1,
                },
            )
        )


def _ours(pdfs: data.PdfSet) -> Ingest:
    with fresh_services() as services:
        services.embedder.encode(["warm"])
        started = time.perf_counter()
        reports = index_files(services, pdfs.files)
        hits = services.retriever.retrieve(pdfs.question, collection=DEFAULT_COLLECTION, limit=4)
        seconds = time.perf_counter() - started
    _require_found(len(hits))
    return Ingest(
        pages=sum(each.pages or 0 for each in reports),
        chunks=sum(each.chunks for each in reports),
        refused=sum(each.status == "failed" for each in reports),
        seconds=seconds,
    )


def _peer(pdfs: data.PdfSet, model: HuggingFaceEmbeddings) -> Ingest:
    with TemporaryDirectory() as folder, TemporaryDirectory() as index:
        paths = pdfs.write_to(Path(folder))
        started = time.perf_counter()
        pages: list[Document] = []
        refused = 0
        for path in paths:
            try:
                pages += peer.load_pdf(path)
            except Exception:  # noqa: BLE001  # whatever a PDF makes the loader raise
                refused += 1
        loading = time.perf_counter() - started
        chunks = peer.splitter().split_documents(pages)
        store = Chroma.from_documents(chunks, model, persist_directory=index)
        hits = store.similarity_search(pdfs.question)
        seconds = time.perf_counter() - started
    _require_found(len(hits))
    return Ingest(
        pages=len(pages), chunks=len(chunks), refused=refused, seconds=seconds, loading=loading
    )


def _require_found(hits: int) -> None:
    if not hits:
        raise RuntimeError("nothing was found after indexing, so nothing was searchable")


if __name__ == "__main__":
    main()
